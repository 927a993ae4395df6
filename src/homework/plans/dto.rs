//! Requests and answers of plans.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::assignments::{AssignmentResponse, CreateAssignmentRequest};
use crate::homework::library::Kind;
use crate::people::attachment_patterns::{Pattern, Source};
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{ClientId, CoupleId, LibraryItemId, PlanId, StaffId};

/// Homework for each partner of a couple.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"parts": [
    {"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "assignment": {"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20"}},
    {"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14", "assignment": {
        "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c21", "rationale": "One small step toward each other is enough."}}
]}))]
pub struct CreatePlanRequest {
    /// One for each of the two partners.
    #[garde(length(equal = 2), dive)]
    #[schema(min_items = 2, max_items = 2)]
    pub parts: Vec<CreatePlanPart>,
}

/// What one partner gets.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePlanPart {
    /// The partner.
    #[garde(skip)]
    pub client_id: ClientId,
    /// The homework, as it would be assigned to this client alone.
    #[garde(dive)]
    pub assignment: CreateAssignmentRequest,
}

/// A plan.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "parts": [],
    "created_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "created_at": "2026-03-02T18:30:00Z", "version": 1
}))]
pub struct PlanResponse {
    /// The id.
    pub id: PlanId,
    /// The couple.
    pub couple_id: CoupleId,
    /// What each partner got, as far as the client is in the reader's care.
    #[schema(max_items = 2)]
    pub parts: Vec<PlanPartResponse>,
    /// The therapist who made it.
    pub created_by: StaffId,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Always 1: a plan does not change, its assignments do.
    #[schema(minimum = 1, maximum = 1)]
    pub version: i32,
}

impl Versioned for PlanResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// What one partner got.
#[derive(Serialize, ToSchema)]
pub struct PlanPartResponse {
    /// The partner.
    pub client_id: ClientId,
    /// The homework as it is now.
    pub assignment: AssignmentResponse,
}

/// What may suit each partner of a couple. The therapist decides.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "parts": [{
        "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "reason": "holds_on",
        "explanation": "Holds on when closeness is in doubt; a small step toward independence acts opposite to that.",
        "based_on": {"pattern": "anxious", "source": "clinician", "assessed_on": "2026-03-02"},
        "items": [{"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "key": "opposite-action-anxious", "kind": "habit",
            "title": "One step of your own", "contraindications": []}]
    }]
}))]
pub struct PlanSuggestionResponse {
    /// The couple.
    pub couple_id: CoupleId,
    /// One for each partner.
    #[schema(max_items = 2)]
    pub parts: Vec<SuggestedPart>,
}

/// What may suit one partner.
#[derive(Serialize, ToSchema)]
pub struct SuggestedPart {
    /// The partner.
    pub client_id: ClientId,
    /// Why.
    pub reason: SuggestionReason,
    /// The same in a sentence, for the therapist.
    #[schema(max_length = 200)]
    pub explanation: &'static str,
    /// The attachment pattern that it comes from; null where none is known to the reader.
    pub based_on: Option<KnownPattern>,
    /// Items of the library, published; none where nothing is suggested.
    #[schema(max_items = 2)]
    pub items: Vec<SuggestedItem>,
}

/// Why something is suggested, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionReason {
    /// The pattern is anxious.
    HoldsOn,
    /// The pattern is avoidant.
    KeepsAway,
    /// The pattern is both by turns.
    BothByTurns,
    /// The pattern is secure.
    IsSteady,
    /// No pattern is known to the reader, who may not have this client in the own care.
    PatternUnknown,
    /// The client is under a safety hold, and what would suit the pattern is not for then.
    UnderHold,
}

/// An attachment pattern, without its note.
#[derive(Serialize, ToSchema)]
pub struct KnownPattern {
    /// The pattern.
    pub pattern: Pattern,
    /// Who said so.
    pub source: Source,
    /// On which day.
    pub assessed_on: NaiveDate,
}

/// An item that may suit.
#[derive(Serialize, ToSchema)]
#[schema(as = PlanSuggestedItem)]
pub struct SuggestedItem {
    /// The id.
    pub id: LibraryItemId,
    /// Its key.
    #[schema(max_length = 60)]
    pub key: String,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    #[schema(max_length = 80)]
    pub title: String,
    /// When it should not be given.
    #[schema(max_items = 20)]
    pub contraindications: Vec<String>,
}
