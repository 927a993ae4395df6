//! The figures of a client or a couple.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::assignments::{AssignmentStatus, Mode};
use crate::homework::cadence::{Cadence, Purpose};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};
use crate::progress::adherence::{
    Adherence, BothMet, Figures, Overall, Point, Return, Streak, Strength, Trend,
};
use crate::progress::summaries::lens::AsSeenBy;
use crate::progress::summaries::model::ItemSummary;
use crate::progress::summaries::window::WindowResponse;

/// Progress of one client, or of one couple, over a window.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null,
    "window": {"from": "2026-01-05", "to": "2026-03-29"}, "since": "2025-02-23",
    "overall": [], "assignments": []
}))]
pub struct ProgressResponse {
    /// The client whose own progress it is.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple whose progress it is.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// The days reported on; a period belongs to the window in which it ends.
    pub window: WindowResponse,
    /// The first day that was looked at: streak, strength and returns reach back to here, no further.
    pub since: NaiveDate,
    /// All homework of a subject as one.
    pub overall: Vec<SubjectOverall>,
    /// Each assignment that ran in the window, oldest first.
    pub assignments: Vec<AssignmentProgress>,
}

/// All homework of one subject as one: numerators and denominators are added.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SubjectOverall {
    /// The member whose own homework it is; null for what the couple does as one.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// Whose view of the check-ins it is made from.
    pub as_seen_by: AsSeenBy,
    /// The figures.
    pub figures: Overall,
}

/// The figures of one assignment.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct AssignmentProgress {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The couple, where it is one's.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// What is practised.
    pub item: ItemSummary,
    /// Whose act counts for whom at the window's end.
    pub mode: Mode,
    /// Where it stands now.
    pub status: AssignmentStatus,
    /// How often it is due at the window's end.
    pub cadence: Cadence,
    /// First local date.
    pub starts_on: NaiveDate,
    /// Last local date.
    #[schema(required)]
    pub ends_on: Option<NaiveDate>,
    /// Each subject that the viewer may see: the couple as one, or one member; both where its audience changed.
    #[schema(max_items = 3)]
    pub subjects: Vec<SubjectFigures>,
    /// How often both partners met their own target; null where it was never asked of each, and for a partner.
    #[schema(required)]
    pub both: Option<BothMet>,
}

/// The figures of one assignment for one subject.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SubjectFigures {
    /// The member; null for the couple as one.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// Whose view of the check-ins it is made from.
    pub as_seen_by: AsSeenBy,
    /// What was asked and done; null for homework that was only ever used as needed.
    #[schema(required)]
    pub practice: Option<HabitFigures>,
    /// Uses in the window of homework that is used as needed; null for other homework. Never part of adherence.
    #[schema(required, minimum = 0, multiple_of = 0.5)]
    pub uses: Option<f64>,
    /// The regular looks back at homework that is used as needed; null where none was asked for.
    #[schema(required)]
    pub reviews: Option<HabitFigures>,
}

/// Figures of what is due in periods.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct HabitFigures {
    /// Which check-ins and periods were looked at.
    pub purpose: Purpose,
    /// How much of what was asked was done in the window.
    pub adherence: Adherence,
    /// The same in the window before; null where that lies further back than figures look.
    pub trend: Trend,
    /// Periods met in a row; null where the practice does not show streaks.
    #[schema(required)]
    pub streak: Option<Streak>,
    /// How settled the habit is.
    pub strength: Strength,
    /// Returns after a lapse, oldest first.
    #[schema(max_items = 400)]
    pub returns: Vec<Return>,
    /// Adherence of the last 12 calendar weeks, oldest first; the last one holds the window's end.
    #[schema(min_items = 12, max_items = 12)]
    pub weekly: Vec<Point>,
    /// Adherence of the last 12 calendar months, oldest first; the last one holds the window's end.
    #[schema(min_items = 12, max_items = 12)]
    pub monthly: Vec<Point>,
    /// Acts in the window on days that belong to no period.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub acts_outside: f64,
}

impl HabitFigures {
    /// The figures as they are shown, with the streak or without.
    pub fn shown(figures: Figures, streaks: bool) -> Self {
        let Figures { purpose, adherence, trend, streak, strength, returns, weekly, monthly, acts_outside } =
            figures;
        let streak = streaks.then_some(streak);
        Self { purpose, adherence, trend, streak, strength, returns, weekly, monthly, acts_outside }
    }
}
