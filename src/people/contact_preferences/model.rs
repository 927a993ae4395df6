//! Contact preferences as a row.

use chrono::{DateTime, NaiveTime, Utc};
use diesel::prelude::*;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::actor::Access;
use crate::identity::memberships::Role;
use crate::platform::db::{AsJson, AsText};
use crate::platform::local_day::{LocalTime, Weekday};
use crate::schema::contact_preferences;

/// Who may write contact preferences: the client, and who may write contact data.
pub enum PreferenceWriter {}

impl Access for PreferenceWriter {
    const ROLES: &'static [Role] =
        &[Role::Owner, Role::Admin, Role::Therapist, Role::FrontDesk, Role::Client];
}

/// How notices reach a client.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
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
pub enum ContactChannel {
    /// By e-mail.
    #[default]
    Email,
    /// By push to the phone.
    Push,
    /// Not at all.
    None,
}

/// A weekly time, in the client's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SafeTime {
    /// The day.
    #[garde(skip)]
    pub weekday: Weekday,
    /// From this time on.
    #[garde(custom(before(self.to)))]
    pub from: LocalTime,
    /// Before this time; `00:00` is the end of the day.
    #[garde(skip)]
    pub to: LocalTime,
}

fn before(to: LocalTime) -> impl FnOnce(&LocalTime, &()) -> garde::Result {
    move |from, ()| {
        let midnight = to.time() == NaiveTime::MIN;
        if midnight || *from < to { Ok(()) } else { Err(garde::Error::new("must be before to")) }
    }
}

/// What a client prefers.
#[derive(Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = contact_preferences)]
pub(super) struct PreferencesRow {
    pub channel: AsText<ContactChannel>,
    pub safe_times: AsJson<Vec<SafeTime>>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

/// What holds for a client of whom nothing is written.
pub(super) const UNWRITTEN_VERSION: i32 = 1;
