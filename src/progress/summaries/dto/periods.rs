//! Periods with what became of them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::cadence::{Mode, Period, PeriodKind, Purpose};
use crate::platform::ids::kind::{AssignmentId, ClientId};
use crate::progress::adherence::{PeriodResult, Status};
use crate::progress::summaries::lens::AsSeenBy;
use crate::progress::summaries::window::WindowResponse;

/// The periods of an assignment, for each subject that the caller may see.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "window": {"from": "2026-03-29", "to": "2026-03-29"},
    "subjects": [{"client_id": null, "as_seen_by": "couple", "periods": [{
        "key": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20:2026-03-29", "start": "2026-03-29", "end": "2026-03-29",
        "kind": "any_day", "purpose": "practice", "times": 1, "times_max": null, "weight": 1.0, "days": 1, "whole": true,
        "revision": 1, "mode": "together", "status": "met", "acts": 1.0, "over_max": 0.0, "target_reached": true, "done_late": false,
        "first_act_on": "2026-03-29"
    }]}]
}))]
pub struct PeriodsResponse {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The days asked about.
    pub window: WindowResponse,
    /// The couple as one, or each member that the caller may see; both where its audience changes in these days.
    #[schema(max_items = 3)]
    pub subjects: Vec<SubjectPeriods>,
}

/// The periods of one subject.
#[derive(Serialize, ToSchema)]
pub struct SubjectPeriods {
    /// The member; null for the couple as one.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// Whose view of the check-ins it is made from.
    pub as_seen_by: AsSeenBy,
    /// Every period that shares a day with the window, in order.
    #[schema(max_items = 400)]
    pub periods: Vec<PeriodResponse>,
}

/// A period and what became of it.
#[derive(Serialize, ToSchema)]
pub struct PeriodResponse {
    /// `{assignment_id}[:{member_id}]:{start}`.
    #[schema(max_length = 90)]
    pub key: String,
    /// First local date.
    pub start: NaiveDate,
    /// Last local date.
    pub end: NaiveDate,
    /// Which days count.
    pub kind: PeriodKind,
    /// Which check-ins count.
    pub purpose: Purpose,
    /// Acts asked for.
    #[schema(minimum = 1, maximum = 50)]
    pub times: u32,
    /// Acts after which more is reported as `over_max`.
    #[schema(required, minimum = 1, maximum = 50)]
    pub times_max: Option<u32>,
    /// Weight in `adherence-1`, in days.
    #[schema(minimum = 0)]
    pub weight: f64,
    /// Local dates from `start` to `end`.
    #[schema(minimum = 1)]
    pub days: u32,
    /// False when the end of the assignment cut it short; it then enters no ratio.
    pub whole: bool,
    /// Revision of the assignment under which it began.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// Whose act counts for whom in it.
    pub mode: Mode,
    /// What became of it.
    pub status: Status,
    /// Acts counted in it; partly done counts one half.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub acts: f64,
    /// Acts beyond `times_max`: reported, never punished.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub over_max: f64,
    /// Whether the acts reach `times`, which an open period can do before it closes.
    pub target_reached: bool,
    /// A single completion that was completed after its due date.
    pub done_late: bool,
    /// Local date of the first act that counts.
    #[schema(required)]
    pub first_act_on: Option<NaiveDate>,
}

impl PeriodResponse {
    /// A result under its key.
    pub fn new(key: String, result: PeriodResult) -> Self {
        let PeriodResult { period, status, acts, over_max, target_reached, done_late, first_act_on } = result;
        let Period { start, end, times, times_max, weight, days, whole, kind, purpose, revision, mode } =
            period;
        Self {
            key,
            start,
            end,
            kind,
            purpose,
            times,
            times_max,
            weight,
            days,
            whole,
            revision,
            mode,
            status,
            acts,
            over_max,
            target_reached,
            done_late,
            first_act_on,
        }
    }
}
