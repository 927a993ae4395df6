//! Requests and answers of answers to a repair.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::RepairAnswer;
use crate::homework::check_ins::{Audience, Visibility};
use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::ids::kind::{ClientId, CoupleId, SharedRepairId};

/// An answer to a repair that the partner sent.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "partly", "words": "I am glad that you said it.", "visibility": "partner"}))]
pub struct UpdateRepairResponseRequest {
    /// How it was received.
    #[garde(skip)]
    pub answer: RepairAnswer,
    /// In own words. Kept sealed.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub words: Option<String>,
    /// Who may read it: `partner`, or `therapist`, which is silence to the one who sent the repair.
    #[garde(custom(not_private))]
    pub visibility: Visibility,
}

fn not_private(visibility: &Visibility, _: &()) -> garde::Result {
    match visibility {
        Visibility::Private => Err(garde::Error::new("must be therapist or partner")),
        Visibility::Therapist | Visibility::Partner => Ok(()),
    }
}

/// An answer that a client gave to a repair, as the client and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "shared_repair_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c81", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14",
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "answer": "partly", "words": "I am glad that you said it.",
    "visibility": "therapist", "audience": ["self", "care_team"], "created_at": "2026-03-04T08:00:00Z",
    "updated_at": "2026-03-04T08:00:00Z"
}))]
pub struct GivenRepairResponse {
    /// What the one who answered knows the repair by.
    pub shared_repair_id: SharedRepairId,
    /// Who answered.
    pub client_id: ClientId,
    /// The couple.
    pub couple_id: CoupleId,
    /// How the repair was received.
    pub answer: RepairAnswer,
    /// In own words.
    #[schema(max_length = 2000)]
    pub words: Option<String>,
    /// Who may read the answer.
    pub visibility: Visibility,
    /// Those who can read the answer. Where a safety hold keeps it from the partner the care team alone is told so.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// When it was first given.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What an answer was before.
#[derive(Serialize)]
pub struct EarlierRepairResponse {
    /// How the repair was received.
    pub answer: RepairAnswer,
    /// In own words.
    pub words: Option<String>,
    /// Who could read it.
    pub visibility: Visibility,
    /// When it was changed or deleted.
    pub edited_at: DateTime<Utc>,
}
