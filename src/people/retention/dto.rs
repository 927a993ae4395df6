//! Requests and answers of legal holds.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{HoldRow, REASON, place};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::rules::paragraphs;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, PracticeId, StaffId};

/// A legal hold to be placed.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "The court asked for the record on 2 March."}))]
pub struct UpdateLegalHoldRequest {
    /// Why the record must be kept.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// A legal hold on one record.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "reason": "The court asked for the record on 2 March.",
    "placed_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct LegalHoldResponse {
    /// Whose record it is.
    pub client_id: ClientId,
    /// Why it must be kept.
    #[schema(max_length = 2000)]
    pub reason: String,
    /// Who gave this reason.
    pub placed_by: StaffId,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was placed.
    pub created_at: DateTime<Utc>,
    /// When its reason last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for LegalHoldResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl LegalHoldResponse {
    pub(super) fn open(row: HoldRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let HoldRow { client_id, reason_sealed, placed_by, version, created_at, updated_at } = row;
        let reason = key.open(REASON, &place(practice, client_id), &reason_sealed)?;
        Ok(Self { client_id, reason, placed_by, version, created_at, updated_at })
    }
}
