//! Requests and answers of reviews.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{CheckInRow, Found, ReviewRow, ReviewState, state_of, version_of};
use crate::platform::http::{ApiError, Item, PageCursor, PageLimit, Problem, Versioned};
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, StaffId};

/// How far the care team has come.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"state": "seen"}))]
pub struct UpdateCheckInReviewRequest {
    /// The state from now on.
    #[garde(skip)]
    pub state: ReviewState,
}

/// One check-in of a batch.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewItem {
    /// The check-in.
    #[garde(skip)]
    pub check_in_id: CheckInId,
    /// The version of its review that the caller knows: a check-in that was corrected since is not taken for seen.
    #[garde(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub version: i32,
    /// The state from now on.
    #[garde(skip)]
    pub state: ReviewState,
}

/// Check-ins of one client that were looked at or talked about.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reviews": [
    {"check_in_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "version": 1, "state": "seen"}
]}))]
pub struct CreateCheckInReviewBatchRequest {
    /// The check-ins.
    #[garde(length(min = 1, max = 200))]
    #[schema(value_type = Vec<ReviewItem>, min_items = 1, max_items = 200)]
    pub reviews: Vec<Item<ReviewItem>>,
}

/// Which reviews to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCheckInReviewsQuery {
    /// Only these; repeat for more than one.
    #[garde(length(max = 3))]
    #[serde(default)]
    #[param(max_items = 3)]
    pub state: Vec<ReviewState>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// How far the care team has come with a check-in.
#[derive(Clone, Serialize, ToSchema)]
#[schema(example = json!({
    "check_in_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "local_date": "2026-03-02", "check_in_version": 1,
    "state": "seen", "changed_since": false, "reviewed_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16",
    "reviewed_at": "2026-03-03T09:00:00Z", "version": 2
}))]
pub struct CheckInReviewResponse {
    /// The check-in.
    pub check_in_id: CheckInId,
    /// Its author.
    pub client_id: ClientId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The local day of the check-in.
    pub local_date: NaiveDate,
    /// The version of the check-in that the care team reads now.
    #[schema(minimum = 1)]
    pub check_in_version: i32,
    /// How it stands.
    pub state: ReviewState,
    /// Whether it was reviewed, and what the care team reads has changed since.
    pub changed_since: bool,
    /// Who reviewed it last, also where it was corrected since; null where nobody has, or it was put back to `new`.
    pub reviewed_by: Option<StaffId>,
    /// When that was; null where nobody is told.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// Grows with every change of the review and of what the care team reads.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for CheckInReviewResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<&Found> for CheckInReviewResponse {
    fn from(found: &Found) -> Self {
        let (check_in, review) = found;
        let CheckInRow { client_id, id, assignment_id, local_date, team_version } = *check_in;
        let of_before = |review: &ReviewRow| review.team_version != team_version;
        // Who puts it back takes the review back.
        let counting = review.as_ref().filter(|review| review.state.0 != ReviewState::New);
        Self {
            check_in_id: id,
            client_id,
            assignment_id,
            local_date,
            check_in_version: team_version,
            state: state_of(found),
            changed_since: counting.is_some_and(of_before),
            reviewed_by: counting.map(|review| review.reviewed_by),
            reviewed_at: counting.map(|review| review.updated_at),
            version: version_of(found),
        }
    }
}

/// What became of each check-in, in the order in which they were sent.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"results": [{
    "check_in_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "status": "rejected", "review": null, "problem": {
        "type": "https://holdfast.example/problems/precondition_failed",
        "title": "It has changed since the version you know.", "status": 412,
        "instance": "urn:uuid:01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "code": "precondition_failed"
    }
}]}))]
pub struct CheckInReviewBatchResponse {
    /// One for each check-in.
    #[schema(max_items = 200)]
    pub results: Vec<ReviewResult>,
}

/// What became of one check-in.
#[derive(Serialize, ToSchema)]
pub struct ReviewResult {
    /// The check-in; null where none can be read.
    pub check_in_id: Option<CheckInId>,
    /// Whether its state was changed, was that already, or is refused.
    pub status: ReviewResultStatus,
    /// The review as it is now; null where it is refused.
    pub review: Option<CheckInReviewResponse>,
    /// Why it is refused, as the check-in alone would be answered.
    pub problem: Option<Problem>,
}

/// What became of a check-in of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReviewResultStatus {
    /// It has another state now.
    Changed,
    /// It had this state already.
    Unchanged,
    /// Nothing was done.
    Rejected,
}

impl ReviewResult {
    /// Of one that has the state that was asked for.
    pub fn kept(status: ReviewResultStatus, review: CheckInReviewResponse) -> Self {
        Self { check_in_id: Some(review.check_in_id), status, review: Some(review), problem: None }
    }

    /// Of one that has not.
    pub fn rejected(check_in_id: Option<CheckInId>, error: &ApiError) -> Self {
        let problem = Some(error.problem());
        Self { check_in_id, status: ReviewResultStatus::Rejected, review: None, problem }
    }
}
