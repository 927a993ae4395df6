//! Answers of supervisions.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::queries::SuperviseeRow;
use crate::platform::ids::kind::StaffId;

/// A therapist under supervision.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Grace Okafor", "since": "2026-03-02T18:30:00Z"
}))]
pub struct SuperviseeResponse {
    /// The therapist.
    pub staff_id: StaffId,
    /// Name.
    #[schema(max_length = 200)]
    pub name: String,
    /// When the supervision began.
    pub since: DateTime<Utc>,
}

impl From<SuperviseeRow> for SuperviseeResponse {
    fn from(row: SuperviseeRow) -> Self {
        let SuperviseeRow { id: staff_id, name, since } = row;
        Self { staff_id, name, since }
    }
}
