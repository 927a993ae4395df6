//! Request and answer of a batch.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::check_ins::dto::{CheckInResponse, CreateCheckInRequest};
use crate::platform::http::{ApiError, Item, Problem};
use crate::platform::ids::kind::CheckInId;

/// Check-ins that wait on a phone, each as it would be sent alone.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"check_ins": [{
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
    "occurred_at": "2026-03-02T20:10:00Z", "time_zone": "Europe/London", "sent_at": "2026-03-02T20:12:00Z",
    "outcome": "done", "minutes": 10,
    "personal": {"effort": 3, "helpfulness": 7, "closeness": 8, "feelings": ["calm"], "note": "We laughed."}
}]}))]
pub struct CreateCheckInBatchRequest {
    /// The check-ins.
    #[garde(length(min = 1, max = 500))]
    #[schema(value_type = Vec<CreateCheckInRequest>, min_items = 1, max_items = 500)]
    pub check_ins: Vec<Item<CreateCheckInRequest>>,
}

/// What became of each check-in, in the order in which they were sent.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"results": [{
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "status": "rejected", "check_in": null, "problem": {
        "type": "https://holdfast.example/problems/id_taken", "title": "This id was already used with other content.",
        "status": 409, "instance": "urn:uuid:01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "code": "id_taken"
    }
}]}))]
pub struct CheckInBatchResponse {
    /// One for each check-in.
    #[schema(max_items = 500)]
    pub results: Vec<CheckInResult>,
}

/// What became of one check-in.
#[derive(Serialize, ToSchema)]
pub struct CheckInResult {
    /// The id that was sent; null where none can be read.
    pub id: Option<CheckInId>,
    /// Whether it was written, was there before, or is refused.
    pub status: CheckInResultStatus,
    /// The check-in as it is now; null where it is refused.
    pub check_in: Option<CheckInResponse>,
    /// Why it is refused, as the check-in alone would be answered.
    pub problem: Option<Problem>,
}

/// What became of a check-in of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckInResultStatus {
    /// It was written.
    Created,
    /// The same was written before.
    Known,
    /// It was not written.
    Rejected,
}

impl CheckInResult {
    /// Of one that is there.
    pub fn kept(status: CheckInResultStatus, check_in: CheckInResponse) -> Self {
        Self { id: Some(check_in.id), status, check_in: Some(check_in), problem: None }
    }

    /// Of one that is not.
    pub fn rejected(id: Option<CheckInId>, error: &ApiError) -> Self {
        let problem = Some(error.problem());
        Self { id, status: CheckInResultStatus::Rejected, check_in: None, problem }
    }
}
