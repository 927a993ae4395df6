//! Requests of assignments.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::homework::assignments::model::AssignmentStatus;
use crate::homework::cadence::{Cadence, Mode};
use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{ClientId, LibraryItemId};
use crate::platform::local_day::{TimeZone, some_date};

/// Homework to give to a client or a couple.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "mode": "each",
    "cadence": {"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"},
    "starts_on": "2026-03-02", "rationale": "You both said that small moments get lost in the week.",
    "barrier_plans": [{"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "text": "If I forget, then I set the kettle timer."}],
    "status": "active"
}))]
pub struct CreateAssignmentRequest {
    /// A published library item that is not retired; its published version is pinned.
    #[garde(skip)]
    pub item_id: LibraryItemId,
    /// Whose act counts for whom. Left out: the item's first audience that fits the client or couple.
    #[garde(skip)]
    #[serde(default)]
    pub mode: Option<Mode>,
    /// How often it is due. Left out: as the item suggests.
    #[garde(dive)]
    #[serde(default)]
    pub cadence: Option<Cadence>,
    /// How long it takes each time. Left out: as the item suggests.
    #[garde(inner(range(min = 1, max = 600)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// First local date, at most 366 days ago or ahead. Left out: today in the assignment's zone.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub starts_on: Option<NaiveDate>,
    /// Last local date, not before the first. Left out: open.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub ends_on: Option<NaiveDate>,
    /// Zone of the assignment. Left out: the client's; of a couple the practice's.
    #[garde(skip)]
    #[serde(default)]
    pub time_zone: Option<TimeZone>,
    /// Why this helps, said to those who get it. Kept sealed.
    #[garde(custom(some(chars(1, 1000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 1000)]
    pub rationale: Option<String>,
    /// What each member does when something gets in the way; at most one for each member.
    #[garde(length(max = 2), dive)]
    #[serde(default)]
    #[schema(max_items = 2)]
    pub barrier_plans: Vec<BarrierPlan>,
    /// Whether it runs or is a proposal.
    #[garde(skip)]
    #[serde(default)]
    pub status: InitialStatus,
}

/// What one member does when something gets in the way; only the care team and that member see it.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BarrierPlan {
    /// The member.
    #[garde(skip)]
    pub client_id: ClientId,
    /// The plan. Kept sealed.
    #[garde(length(chars, min = 1, max = 1000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 1000)]
    pub text: String,
}

/// The status that an assignment begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InitialStatus {
    /// Suggested; nothing is asked yet.
    Proposed,
    /// Running.
    #[default]
    Active,
}

impl From<InitialStatus> for AssignmentStatus {
    fn from(status: InitialStatus) -> Self {
        match status {
            InitialStatus::Proposed => Self::Proposed,
            InitialStatus::Active => Self::Active,
        }
    }
}

/// Which assignments to list.
#[derive(Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAssignmentsQuery {
    /// Only these; repeat for more than one.
    #[garde(length(max = 5))]
    #[serde(default)]
    #[param(max_items = 5)]
    pub status: Vec<AssignmentStatus>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}
