//! Requests of retros.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::assignments::Mode;
use crate::homework::cadence::Cadence;
use crate::homework::retros::model::Decision;
use crate::platform::http::rules::{chars, line, paragraphs, some};
use crate::platform::ids::kind::{AssignmentId, LibraryItemId};
use crate::platform::local_day::some_date;

/// A look back on the month, and how the couple's homework goes on.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "replaces": null, "small_wins": "We had our check-in on most evenings.",
    "decisions": [{
        "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "version": 1, "decision": "adjust",
        "change": {"cadence": {"type": "times_per_period", "times": 3, "every": 1, "unit": "week"}, "minutes": 10},
        "note": "Three evenings are what fits."
    }],
    "additions": [{
        "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "mode": "each", "note": "So that each has an evening alone."
    }], "next_on": null
}))]
pub struct CreateRetroRequest {
    /// The newest version that its writer knows, as its writer counts them; null or left out for the first one.
    #[garde(inner(range(min = 1, max = 10000)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    pub replaces: Option<i32>,
    /// What went well this month, in own words. Kept sealed.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub small_wins: String,
    /// One for each assignment of the couple that runs or is paused.
    #[garde(length(max = 100), dive)]
    #[schema(max_items = 100)]
    pub decisions: Vec<DecisionRequest>,
    /// Homework to be given to the couple anew.
    #[garde(length(max = 5), dive)]
    #[serde(default)]
    #[schema(max_items = 5)]
    pub additions: Vec<AdditionRequest>,
    /// The day of the next one, after today and at most 366 days ahead.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub next_on: Option<NaiveDate>,
}

/// How one assignment goes on.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetroDecisionRequest)]
pub struct DecisionRequest {
    /// The assignment.
    #[garde(skip)]
    pub assignment_id: AssignmentId,
    /// The version of the assignment that the decision is about. Where it is another one by now: 409 `assignment_changed`.
    #[garde(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub version: i32,
    /// How it goes on.
    #[garde(skip)]
    pub decision: Decision,
    /// The new terms: with `adjust`, and only with it.
    #[garde(dive)]
    #[serde(default)]
    pub change: Option<ChangeRequest>,
    /// Why, in own words. Kept sealed.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

/// New terms of an assignment; at least one, and what is left out stays.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetroChangeRequest)]
pub struct ChangeRequest {
    /// How often it is due, from the next period on.
    #[garde(dive)]
    #[serde(default)]
    pub cadence: Option<Cadence>,
    /// How long it takes each time.
    #[garde(inner(range(min = 1, max = 600)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
}

/// Homework to be given anew, by the id of a published library item or by its key.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RetroAdditionRequest)]
pub struct AdditionRequest {
    /// The item; either this or `key`.
    #[garde(skip)]
    #[serde(default)]
    pub item_id: Option<LibraryItemId>,
    /// The key of the item in the practice.
    #[garde(custom(some(chars(1, 60))), custom(some(line)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 60)]
    pub key: Option<String>,
    /// Whose act counts for whom. Left out: the item's first audience that is for couples.
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
    /// Why, in own words. Kept sealed.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}
