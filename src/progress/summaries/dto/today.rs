//! What is due now.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::assignments::Mode;
use crate::homework::cadence::{Cadence, PeriodKind, Purpose};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};
use crate::platform::local_day::TimeZone;
use crate::progress::summaries::lens::AsSeenBy;
use crate::progress::summaries::model::ItemSummary;

/// The homework of a person on its own day.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "local_date": "2026-03-29", "time_zone": "Europe/London",
    "as_seen_by": "self",
    "items": [{
        "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "couple_id": null,
        "item": {"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "key": "mindful-minute", "kind": "habit",
                 "title": "A mindful minute"},
        "mode": "individual", "purpose": "practice",
        "cadence": {"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"}, "minutes": 1, "required_answers": [],
        "period": {"key": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20:01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13:2026-03-29",
                   "start": "2026-03-29", "end": "2026-03-29", "kind": "any_day"},
        "progress": {"acts": 1.0, "times": 3, "times_max": 5, "target_reached": false, "remaining": 2.0},
        "due_today": true
    }],
    "available": []
}))]
pub struct TodayResponse {
    /// The person.
    pub client_id: ClientId,
    /// The person's local date.
    pub local_date: NaiveDate,
    /// The zone whose wall clock decides it.
    pub time_zone: TimeZone,
    /// Whose view of the check-ins it is made from. The person's own counts also what the partner shared of
    /// joint homework.
    pub as_seen_by: AsSeenBy,
    /// Homework and reviews that run today, oldest assignment first.
    pub items: Vec<DueItem>,
    /// Homework to be used as needed.
    pub available: Vec<AvailableItem>,
}

/// An assignment that runs today.
#[derive(Serialize, ToSchema)]
pub struct DueItem {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The couple, where it is one's.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// What to do.
    pub item: ItemSummary,
    /// Whose act counts for whom.
    pub mode: Mode,
    /// The homework itself, or a look back at homework that is used as needed.
    pub purpose: Purpose,
    /// How often it is due.
    pub cadence: Cadence,
    /// The dose, in minutes.
    #[schema(required, minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// Keys of the questions that a check-in must answer to be `done`; `partly` and `not_done` need none. What they ask stands in
    /// the item of the assignment.
    #[schema(value_type = Vec<crate::platform::http::rules::KeyText>, max_items = 40)]
    pub required_answers: Vec<String>,
    /// The period that runs; null on a day on which nothing is asked.
    #[schema(required)]
    pub period: Option<PeriodSpan>,
    /// What was done in it.
    #[schema(required)]
    pub progress: Option<PeriodProgress>,
    /// Whether today is a day for it and its target is not reached yet. A single completion stays due after its date.
    pub due_today: bool,
}

/// A period by its key and days.
#[derive(Serialize, ToSchema)]
pub struct PeriodSpan {
    /// `{assignment_id}[:{member_id}]:{start}`.
    #[schema(max_length = 90)]
    pub key: String,
    /// First local date.
    pub start: NaiveDate,
    /// Last local date.
    pub end: NaiveDate,
    /// Which days count.
    pub kind: PeriodKind,
}

/// How far it is.
#[derive(Serialize, ToSchema)]
pub struct PeriodProgress {
    /// Acts so far; partly done counts one half.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub acts: f64,
    /// Acts asked for.
    #[schema(minimum = 1, maximum = 50)]
    pub times: u32,
    /// Acts after which more is too much.
    #[schema(required, minimum = 1, maximum = 50)]
    pub times_max: Option<u32>,
    /// Whether the acts reach `times`.
    pub target_reached: bool,
    /// Acts that are left to `times`.
    #[schema(minimum = 0, maximum = 50, multiple_of = 0.5)]
    pub remaining: f64,
}

/// Homework that is used when it is needed.
#[derive(Serialize, ToSchema)]
pub struct AvailableItem {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The couple, where it is one's.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// What to do.
    pub item: ItemSummary,
    /// Whose act counts for whom.
    pub mode: Mode,
    /// When to use it.
    pub cadence: Cadence,
    /// The dose, in minutes.
    #[schema(required, minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// Keys of the questions that a check-in must answer to be `done`; `partly` and `not_done` need none.
    #[schema(value_type = Vec<crate::platform::http::rules::KeyText>, max_items = 40)]
    pub required_answers: Vec<String>,
    /// Uses on the last seven local dates, today included.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub uses_last_7_days: f64,
}
