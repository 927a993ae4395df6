//! Requests and answers of small wins.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::retros::{SmallWinKind, WinsDefinition};
use crate::platform::ids::kind::AssignmentId;

/// What may be worth naming.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "definition": "wins-1",
    "suggestions": [{
        "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "kind": "four_weeks",
        "item_title": "Ten minutes for the two of you", "joint": true, "periods": null,
        "since": "2026-03-01", "until": "2026-03-28"
    }]
}))]
pub struct SmallWinsResponse {
    /// By which rules.
    pub definition: WinsDefinition,
    /// At most three of each assignment.
    #[schema(max_items = 1000)]
    pub suggestions: Vec<SmallWinSuggestion>,
}

/// Something that went well with one assignment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SmallWinSuggestion {
    /// The homework.
    pub assignment_id: AssignmentId,
    /// What makes it one.
    pub kind: SmallWinKind,
    /// What the homework is called.
    #[schema(max_length = 80)]
    pub item_title: String,
    /// Whether one act counts for both: then it is made from what both may read, else from the own part alone.
    pub joint: bool,
    /// How many periods, of a streak.
    #[schema(minimum = 1)]
    pub periods: Option<u32>,
    /// First local date of the streak, the weeks or the lapse.
    pub since: NaiveDate,
    /// Last local date of the streak or the weeks; of a return its day.
    pub until: NaiveDate,
}

/// Which win of an assignment to bring in.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "longest_streak"}))]
pub struct CreateRetroWinRequest {
    /// What makes it one.
    #[garde(skip)]
    pub kind: SmallWinKind,
}
