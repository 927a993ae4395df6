//! A crisis resource as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::platform::ids::kind::CrisisResourceId;
use crate::schema::crisis_resources;

/// A place of help.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = crisis_resources)]
pub(super) struct ResourceRow {
    pub id: CrisisResourceId,
    pub name: String,
    pub phone: Option<String>,
    pub text_number: Option<String>,
    pub url: Option<String>,
    pub hours: String,
    pub region: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What is written of it.
#[derive(Clone, PartialEq, Insertable, AsChangeset)]
#[diesel(table_name = crisis_resources, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct ResourceContent {
    pub name: String,
    pub phone: Option<String>,
    pub text_number: Option<String>,
    pub url: Option<String>,
    pub hours: String,
    pub region: String,
}

impl ResourceRow {
    /// What was written of it.
    pub(super) fn content(&self) -> ResourceContent {
        let Self {
            id: _,
            name,
            phone,
            text_number,
            url,
            hours,
            region,
            version: _,
            created_at: _,
            updated_at: _,
        } = self.clone();
        ResourceContent { name, phone, text_number, url, hours, region }
    }
}
