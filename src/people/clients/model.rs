//! A client as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::memberships::MembershipStatus;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone};
use crate::schema::{clients, memberships};

/// Whether a person is in care.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ClientStatus {
    /// In care.
    Active,
    /// Care rests.
    Inactive,
    /// Care has ended.
    Archived,
}

/// A client with the status of its access.
#[derive(Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = clients)]
pub struct ClientRow {
    /// The id.
    pub id: ClientId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What the person is called.
    pub preferred_name: Option<String>,
    /// Pronouns.
    pub pronouns: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// IANA time zone.
    pub time_zone: AsText<TimeZone>,
    /// Language tag.
    pub language: String,
    /// Own start of day.
    pub day_start: Option<AsText<DayStart>>,
    /// Whether in care.
    pub status: AsText<ClientStatus>,
    /// The version of the row itself.
    #[diesel(column_name = version)]
    pub own_version: i32,
    /// The version of the membership, which holds the access.
    #[diesel(select_expression = memberships::version)]
    pub membership_version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Access to the service.
    #[diesel(select_expression = memberships::status)]
    pub access: AsText<MembershipStatus>,
}

impl ClientRow {
    /// The version of the whole: grows with every change of either row.
    pub fn version(&self) -> i32 {
        self.own_version.saturating_add(self.membership_version).saturating_sub(1)
    }
}

#[derive(Insertable)]
#[diesel(table_name = clients, treat_none_as_default_value = false)]
pub(super) struct ClientInsert {
    pub practice_id: PracticeId,
    pub id: ClientId,
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: Option<String>,
    pub pronouns: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub time_zone: AsText<TimeZone>,
    pub language: String,
    pub day_start: Option<AsText<DayStart>>,
    pub status: AsText<ClientStatus>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
