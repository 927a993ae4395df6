//! A practice as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::platform::db::AsText;
use crate::platform::ids::kind::PracticeId;
use crate::platform::local_day::{DayStart, TimeZone, Weekday};
use crate::schema::practices;

/// A practice and its settings.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = practices)]
pub struct PracticeRow {
    /// The id.
    pub practice_id: PracticeId,
    /// The name.
    pub name: String,
    /// The zone in which the practice works.
    pub time_zone: AsText<TimeZone>,
    /// Language tag.
    pub language: String,
    /// When a local day starts, where a client has no start of its own.
    pub day_start: AsText<DayStart>,
    /// The first day of a calendar week in its reports.
    pub week_start: AsText<Weekday>,
    /// Whether streaks are shown to clients.
    pub streaks_shown: bool,
    /// Whether joint homework and reports for the couple wait for the signatures of both partners.
    pub agreement_required: bool,
    /// Whether staff need a second factor.
    pub second_factor_required: bool,
    /// How many months a client's record is kept after the last clinical act.
    pub retention_months: i32,
    /// Whether all records of the practice must be kept.
    pub legal_hold: bool,
    /// Whether a retro that both partners agree to is carried out by that.
    pub partners_apply_retros: bool,
    /// Grows with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A practice to be made.
#[derive(Clone, Debug)]
pub struct NewPractice {
    /// Its id: the one that is set for the transaction.
    pub id: PracticeId,
    /// Its name.
    pub name: String,
    /// The zone in which it works.
    pub time_zone: TimeZone,
    /// Language tag.
    pub language: String,
    /// When a local day starts.
    pub day_start: DayStart,
    /// The first day of a calendar week.
    pub week_start: Weekday,
    /// Whether streaks are shown to clients.
    pub streaks_shown: bool,
    /// Whether joint homework and reports for the couple wait for the signatures of both partners.
    pub agreement_required: bool,
    /// Whether staff need a second factor.
    pub second_factor_required: bool,
    /// The current instant.
    pub now: DateTime<Utc>,
}
