//! Requests and answers of pacts.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::check_ins::{Answer, Audience, ReconnectPlan};
use crate::platform::http::{Versioned, rules};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};

/// A new version of what the two agree on.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "replaces": null, "limit": "We keep phones away from our check-ins, and answer each other by the evening.",
    "so_that": "We are fully there when we are together, and at ease when we are apart.",
    "reconnect": {"what": "Both phones stay in the hall, and we have our check-in on the sofa.", "at": "21:00"},
    "answers": [{"prompt": "running_late", "type": "text", "text": "Late, all is well, home at eight."}]
}))]
pub struct CreatePactRequest {
    /// The version that it takes the place of, as its writer counts them; null or left out for the first one.
    #[garde(inner(range(min = 1, max = 10000)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10000)]
    pub replaces: Option<i32>,
    /// What the two agree on.
    #[garde(length(chars, min = 1, max = 2000), custom(rules::paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub limit: String,
    /// How it keeps them at their best.
    #[garde(length(chars, min = 1, max = 1000), custom(rules::paragraphs))]
    #[schema(min_length = 1, max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness.
    #[garde(dive)]
    pub reconnect: ReconnectPlan,
    /// Answers to the questions of the homework, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default)]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
}

/// One version of what a couple agrees on.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "number": 1, "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "local_date": "2026-03-02", "item_version": 1,
    "limit": "We keep phones away from our check-ins, and answer each other by the evening.",
    "so_that": "We are fully there when we are together, and at ease when we are apart.",
    "reconnect": {"what": "Both phones stay in the hall, and we have our check-in on the sofa.", "at": "21:00"},
    "answers": [{"prompt": "running_late", "type": "text", "text": "Late, all is well, home at eight."}],
    "audience": ["self", "care_team", "partner"], "superseded": false, "in_force": false,
    "acceptances": [{
        "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "accepted_at": "2026-03-02T18:40:00Z", "reaches_partner": null
    }],
    "next_review_on": "2026-04-01", "reaches_partner": null, "version": 2
}))]
pub struct PactResponse {
    /// The homework that it is the living document of.
    pub assignment_id: AssignmentId,
    /// The couple.
    pub couple_id: CoupleId,
    /// The number of this version, as this reader counts them.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Who wrote it.
    pub client_id: ClientId,
    /// The local day of the homework on which it was written.
    pub local_date: NaiveDate,
    /// The version of the library item whose questions it answers.
    #[schema(minimum = 1)]
    pub item_version: i32,
    /// What the two agree on.
    #[schema(max_length = 2000)]
    pub limit: String,
    /// How it keeps them at their best.
    #[schema(max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness.
    pub reconnect: ReconnectPlan,
    /// Answers to the questions of the homework.
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
    /// Those who can read it. Where a safety hold keeps it from the partner the care team alone is told so; its author is told
    /// what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// Whether a later version was written.
    pub superseded: bool,
    /// Whether both have accepted this version and no later one was written.
    pub in_force: bool,
    /// The own acceptance for a partner; those of both for the care team, but of nobody whose record is restricted or erased.
    #[schema(max_items = 2)]
    pub acceptances: Vec<AcceptanceResponse>,
    /// The last day for looking at it again: that of the homework's review period which runs today. Null for an earlier
    /// version, and where the homework is not running or asks for no review.
    pub next_review_on: Option<NaiveDate>,
    /// For the care team: whether the partner can read it. Null for a client.
    pub reaches_partner: Option<bool>,
    /// Grows with every change of what this reader is told of it.
    #[schema(minimum = 1)]
    pub version: i32,
}

/// That somebody accepted a version.
#[derive(Serialize, ToSchema)]
#[schema(as = PactAcceptanceResponse)]
pub struct AcceptanceResponse {
    /// Who accepted it.
    pub client_id: ClientId,
    /// When.
    pub accepted_at: DateTime<Utc>,
    /// For the care team: whether it counts for the partner too. Null for a client.
    pub reaches_partner: Option<bool>,
}

impl Versioned for PactResponse {
    fn version(&self) -> i32 {
        self.version
    }
}
