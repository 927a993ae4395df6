//! Contact preferences as a row.

use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, Utc};
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
    pub quiet_times: AsJson<Vec<SafeTime>>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl PreferencesRow {
    /// Whether a notice about care may come by e-mail, at this time by the client's clock.
    pub(super) fn reached_by_email(&self, at: NaiveDateTime) -> bool {
        let (AsJson(safe_times), AsJson(quiet_times)) = (&self.safe_times, &self.quiet_times);
        let safe = safe_times.is_empty() || safe_times.iter().any(|safe| safe.holds(at));
        let quiet = quiet_times.iter().any(|quiet| quiet.holds(at));
        self.channel.0 == ContactChannel::Email && safe && !quiet
    }
}

impl SafeTime {
    fn holds(&self, at: NaiveDateTime) -> bool {
        let (from, to, time) = (self.from.time(), self.to.time(), at.time());
        Weekday::from(at.weekday()) == self.weekday && from <= time && (to == NaiveTime::MIN || time < to)
    }
}

/// What holds for a client of whom nothing is written.
pub(super) const UNWRITTEN_VERSION: i32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_safe_time_begins_with_from_and_ends_before_to() {
        let safe = |to: &str| {
            serde_json::from_value::<SafeTime>(
                serde_json::json!({"weekday": "monday", "from": "09:00", "to": to}),
            )
            .unwrap()
        };
        let holds = |to: &str, at: &str| safe(to).holds(at.parse().unwrap());
        assert!(holds("12:00", "2026-03-02T09:00:00") && holds("12:00", "2026-03-02T11:59:59"));
        assert!(!holds("12:00", "2026-03-02T12:00:00") && !holds("12:00", "2026-03-02T08:59:59"));
        assert!(holds("00:00", "2026-03-02T23:59:59") && !holds("00:00", "2026-03-03T09:30:00"));
    }
}
