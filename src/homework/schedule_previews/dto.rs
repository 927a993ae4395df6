//! Request and answer of a preview.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::cadence::{Cadence, PeriodKind, Purpose};
use crate::platform::http::rules::{calendar_date, some};
use crate::platform::local_day::{DayStart, LocalTime, TimeZone, Weekday, date, some_date};

/// A schedule to look at.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "cadence": {"type": "on_weekdays", "weekdays": ["sunday"], "every": 1, "at": "01:30"}, "time_zone": "Europe/London",
    "starts_on": "2026-03-22", "day_start": "00:00", "periods": 3
}))]
pub struct CreateSchedulePreviewRequest {
    /// How often it would be due.
    #[garde(dive)]
    pub cadence: Cadence,
    /// The zone whose wall clock decides the days.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// First local date.
    #[garde(custom(calendar_date))]
    #[serde(deserialize_with = "date")]
    pub starts_on: NaiveDate,
    /// Last local date, not before the first. Left out: open.
    #[garde(custom(some(calendar_date)), custom(not_before(&self.starts_on)))]
    #[serde(default, deserialize_with = "some_date")]
    pub ends_on: Option<NaiveDate>,
    /// When a local day begins. Left out: as in the practice.
    #[garde(skip)]
    #[serde(default)]
    pub day_start: Option<DayStart>,
    /// First day of a calendar week, for weekdays every n weeks. Left out: as in the practice.
    #[garde(skip)]
    #[serde(default)]
    pub week_start: Option<Weekday>,
    /// How many periods to show.
    #[garde(range(min = 1, max = 100))]
    #[schema(minimum = 1, maximum = 100)]
    pub periods: usize,
}

fn not_before(starts_on: &NaiveDate) -> impl FnOnce(&Option<NaiveDate>, &()) -> garde::Result {
    move |ends_on, ()| match ends_on {
        Some(ends_on) if ends_on < starts_on => Err(garde::Error::new("must not be before starts_on")),
        _ => Ok(()),
    }
}

/// A schedule with everything that follows from it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "time_zone": "Europe/London", "day_start": "00:00", "week_start": "monday",
    "periods": [{
        "start": "2026-03-29", "end": "2026-03-29", "starts_at": "2026-03-29T00:00:00Z", "ends_at": "2026-03-29T23:00:00Z",
        "days": 1, "whole": true, "times": 1, "times_max": null, "kind": "named_day", "purpose": "practice",
        "due_at": "2026-03-29T01:30:00Z"
    }],
    "notes": [
        {"kind": "short_day", "local_date": "2026-03-29", "day_minutes": 1380, "at": null, "due_at": null, "shown_as": null,
         "again_at": null},
        {"kind": "skipped_time", "local_date": "2026-03-29", "day_minutes": null, "at": "01:30",
         "due_at": "2026-03-29T01:30:00Z", "shown_as": "02:30", "again_at": null}
    ]
}))]
pub struct SchedulePreview {
    /// The zone that was asked for.
    pub time_zone: TimeZone,
    /// When its local days begin.
    pub day_start: DayStart,
    /// First day of its calendar weeks.
    pub week_start: Weekday,
    /// The first periods, in order; fewer than asked for where the schedule ends, none of what is used as needed without
    /// a review.
    #[schema(max_items = 100)]
    pub periods: Vec<PreviewedPeriod>,
    /// What the clocks do on days of these periods, in order, for the first 3660 of these days.
    #[schema(max_items = 3660)]
    pub notes: Vec<ScheduleNote>,
}

/// A period as it would be.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct PreviewedPeriod {
    /// First local date.
    pub start: NaiveDate,
    /// Last local date.
    pub end: NaiveDate,
    /// The instant at which its first local day begins.
    pub starts_at: DateTime<Utc>,
    /// The instant at which its last local day ends.
    pub ends_at: DateTime<Utc>,
    /// Local dates from `start` to `end`.
    #[schema(minimum = 1)]
    pub days: u32,
    /// False when `ends_on` cuts it short; it then enters no ratio.
    pub whole: bool,
    /// Acts asked for.
    #[schema(minimum = 1, maximum = 50)]
    pub times: u32,
    /// Acts after which more is reported as `over_max`.
    #[schema(required, minimum = 1, maximum = 50)]
    pub times_max: Option<u32>,
    /// Which days count.
    pub kind: PeriodKind,
    /// The homework itself, or a look back at homework that is used as needed.
    pub purpose: Purpose,
    /// The instant of the time of day that was agreed, where one was.
    #[schema(required)]
    pub due_at: Option<DateTime<Utc>>,
}

/// What the clocks do on one local day.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct ScheduleNote {
    /// What happens.
    pub kind: ScheduleNoteKind,
    /// The local date.
    pub local_date: NaiveDate,
    /// How many minutes the day has, of a short or long one; usually there are 1440.
    #[schema(required, minimum = 0)]
    pub day_minutes: Option<i64>,
    /// The time of day that was agreed, where the note is about it.
    #[schema(required)]
    pub at: Option<LocalTime>,
    /// The instant that counts for that time.
    #[schema(required)]
    pub due_at: Option<DateTime<Utc>>,
    /// What the clock shows at that instant.
    #[schema(required)]
    pub shown_as: Option<LocalTime>,
    /// The second instant at which the clock shows that time.
    #[schema(required)]
    pub again_at: Option<DateTime<Utc>>,
}

/// What the clocks do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleNoteKind {
    /// The day has fewer than 24 hours.
    ShortDay,
    /// The day has more than 24 hours.
    LongDay,
    /// No clock shows the agreed time: it moves on by the length of the gap.
    SkippedTime,
    /// The clock shows the agreed time twice: the first counts.
    RepeatedTime,
}
