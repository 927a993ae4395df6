//! Requests and answers of participants.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::http::{Versioned, present};
use crate::platform::ids::kind::{AssignmentId, ClientId};

/// Changes of what belongs to one member; what is absent stays, null takes away.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"confidence": 7, "barrier_plan": "If I come home late, then we do it at breakfast."}))]
pub struct UpdateParticipantRequest {
    /// How sure the member is to manage it, 0 to 10.
    #[garde(custom(some(some(zero_to_ten))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<i16>, minimum = 0, maximum = 10)]
    pub confidence: Option<Option<i16>>,
    /// What the member does when something gets in the way. Kept sealed.
    #[garde(custom(some(some(chars(1, 1000)))), custom(some(some(paragraphs))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1000)]
    pub barrier_plan: Option<Option<String>>,
}

fn zero_to_ten(value: &i16, _: &()) -> garde::Result {
    if (0..=10).contains(value) { Ok(()) } else { Err(garde::Error::new("must be between 0 and 10")) }
}

/// What belongs to one member of an assignment.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "confidence": 7, "barrier_plan": "If I come home late, then we do it at breakfast.", "version": 2,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-03T08:00:00Z"
}))]
pub struct ParticipantResponse {
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The member.
    pub client_id: ClientId,
    /// How sure the member is to manage it, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub confidence: Option<i16>,
    /// What the member does when something gets in the way.
    #[schema(max_length = 1000)]
    pub barrier_plan: Option<String>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ParticipantResponse {
    fn version(&self) -> i32 {
        self.version
    }
}
