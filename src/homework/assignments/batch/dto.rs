//! Request and answer of a batch.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::assignments::dto::{AssignmentResponse, CreateAssignmentRequest};
use crate::people::care_teams::Context;
use crate::platform::http::{ApiError, ApiResult, Item, Problem};
use crate::platform::ids::kind::{ClientId, CoupleId};

/// The same homework for many clients and couples.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "assignment": {"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "rationale": "A small start for everybody in the group."},
    "recipients": [{"couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15"}]
}))]
pub struct CreateAssignmentBatchRequest {
    /// The homework; what it leaves open is completed for each recipient alone. It names no barrier plans: each belongs to
    /// one member.
    #[garde(dive, custom(without_barrier_plans))]
    pub assignment: CreateAssignmentRequest,
    /// Who gets it.
    #[garde(length(min = 1, max = 100))]
    #[schema(value_type = Vec<AssignmentRecipient>, min_items = 1, max_items = 100)]
    pub recipients: Vec<Item<AssignmentRecipient>>,
}

fn without_barrier_plans(assignment: &CreateAssignmentRequest, _: &()) -> garde::Result {
    match assignment.barrier_plans.is_empty() {
        true => Ok(()),
        false => Err(garde::Error::new("must name no barrier plans")),
    }
}

/// Who gets it: exactly one of the two.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignmentRecipient {
    /// A client.
    #[garde(skip)]
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// A couple.
    #[garde(skip)]
    #[serde(default)]
    pub couple_id: Option<CoupleId>,
}

impl AssignmentRecipient {
    /// Whom it names.
    pub fn context(self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), None) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            _ => Err(ApiError::rule("", "one_of_two", "either client_id or couple_id is needed")),
        }
    }
}

/// What became of each recipient's homework, in the order in which they were named.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"results": [{
    "index": 0, "client_id": null, "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "status": "rejected", "assignment": null,
    "problem": {
        "type": "https://holdfast.example/problems/couple_ended", "title": "The couple has ended.", "status": 409,
        "instance": "urn:uuid:01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "code": "couple_ended"
    }
}]}))]
pub struct AssignmentBatchResponse {
    /// One for each recipient.
    #[schema(max_items = 100)]
    pub results: Vec<AssignmentResult>,
}

/// What became of the homework of one recipient.
#[derive(Serialize, ToSchema)]
pub struct AssignmentResult {
    /// The place of the recipient in the request, from 0; what is wrong with it is told as `#/recipients/{index}`.
    #[schema(minimum = 0, maximum = 99)]
    pub index: usize,
    /// The client; null where it is a couple, or cannot be read.
    pub client_id: Option<ClientId>,
    /// The couple; null where it is a client, or cannot be read.
    pub couple_id: Option<CoupleId>,
    /// Whether it was assigned.
    pub status: AssignmentResultStatus,
    /// The assignment as it is now; null where it is refused.
    pub assignment: Option<AssignmentResponse>,
    /// Why it is refused, as an assignment of its own would be.
    pub problem: Option<Problem>,
}

/// What became of the homework of one recipient of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentResultStatus {
    /// It was assigned.
    Created,
    /// It was not assigned.
    Rejected,
}

impl AssignmentResult {
    /// Of a recipient, where one can be read.
    pub fn new(index: usize, of: Option<Context>, became: Result<AssignmentResponse, Problem>) -> Self {
        let (client_id, couple_id) = (of.and_then(Context::client), of.and_then(Context::couple));
        let (status, assignment, problem) = match became {
            Ok(assignment) => (AssignmentResultStatus::Created, Some(assignment), None),
            Err(problem) => (AssignmentResultStatus::Rejected, None, Some(problem)),
        };
        Self { index, client_id, couple_id, status, assignment, problem }
    }
}
