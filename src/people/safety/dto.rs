//! Requests and answers of safety marks.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{LIFT_REASON, MarkRow, REASON, SafetyMarkKind, place};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::rules::paragraphs;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, MeasureId, PracticeId, SafetyMarkId, StaffId};

/// A flag or hold to be placed.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "flag", "reason": "Said on the phone that the partner reads over the shoulder."}))]
pub struct CreateSafetyMarkRequest {
    /// What it does.
    #[garde(skip)]
    pub kind: SafetyMarkKind,
    /// Why, for the care team.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// A flag or hold to be lifted.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Talked it through in session; the phone has a code now."}))]
pub struct LiftSafetyMarkRequest {
    /// Why, for the care team.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// A flag or hold.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c51", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "kind": "hold",
    "reason": "Said on the phone that the partner reads over the shoulder.",
    "placed_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "measure_id": null, "placed_at": "2026-03-02T18:30:00Z", "lifting": null,
    "version": 1, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct SafetyMarkResponse {
    /// The id.
    pub id: SafetyMarkId,
    /// The client.
    pub client_id: ClientId,
    /// What it does.
    pub kind: SafetyMarkKind,
    /// Why it was placed.
    #[schema(max_length = 2000)]
    pub reason: String,
    /// Who placed it; null for a flag that an answer raised.
    pub placed_by: Option<StaffId>,
    /// The measure of whose answers one raised it.
    pub measure_id: Option<MeasureId>,
    /// When.
    pub placed_at: DateTime<Utc>,
    /// How it was lifted; null while it stands.
    pub lifting: Option<LiftingResponse>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The lifting of a mark.
#[derive(Serialize, ToSchema)]
pub struct LiftingResponse {
    /// Who lifted it.
    pub lifted_by: StaffId,
    /// When.
    pub lifted_at: DateTime<Utc>,
    /// Why.
    #[schema(max_length = 2000)]
    pub reason: String,
}

impl Versioned for SafetyMarkResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl SafetyMarkResponse {
    pub(super) fn open(row: MarkRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let MarkRow {
            id,
            client_id,
            kind: AsText(kind),
            reason_sealed,
            placed_by,
            measure_id,
            placed_at,
            lifted_by,
            lifted_at,
            lift_reason_sealed,
            version,
            created_at,
            updated_at,
        } = row;
        let place = place(practice, id);
        let lift_reason = key.open_some(LIFT_REASON, &place, lift_reason_sealed.as_deref())?;
        let lifting = match (lifted_by, lifted_at, lift_reason) {
            (Some(lifted_by), Some(lifted_at), Some(reason)) => {
                Some(LiftingResponse { lifted_by, lifted_at, reason })
            }
            _ => None,
        };
        Ok(Self {
            id,
            client_id,
            kind,
            reason: key.open(REASON, &place, &reason_sealed)?,
            placed_by,
            measure_id,
            placed_at,
            lifting,
            version,
            created_at,
            updated_at,
        })
    }
}
