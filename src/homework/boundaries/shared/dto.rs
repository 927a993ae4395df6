//! Answers of the boundaries that a couple shares.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::SharedRow;
use crate::homework::boundaries::model::{Place, Words};
use crate::homework::check_ins::ReconnectPlan;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId, SharedBoundaryId};

/// A boundary, as the couple shares it: always one for connection.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c61", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "local_date": "2026-03-02",
    "limit": "I need an hour of quiet when I get home.", "so_that": "I can give you my full attention afterwards.",
    "reconnect": {"what": "We sit down together with a hot drink.", "after_minutes": 60}, "ended": false, "version": 1
}))]
pub struct SharedBoundaryResponse {
    /// An id made when it was shared.
    pub id: SharedBoundaryId,
    /// The author.
    pub client_id: ClientId,
    /// The assignment that it was made from.
    pub assignment_id: Option<AssignmentId>,
    /// The author's local day.
    pub local_date: NaiveDate,
    /// The limit.
    #[schema(max_length = 1000)]
    pub limit: String,
    /// How it keeps us at our best.
    #[schema(max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness.
    pub reconnect: Option<ReconnectPlan>,
    /// Whether its author ended it.
    pub ended: bool,
    /// Grows with every change of what is shared.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for SharedBoundaryResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl SharedBoundaryResponse {
    pub(super) fn open(row: SharedRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let SharedRow { boundary_id, id, client_id, assignment_id, local_date, words_sealed, ended, version } =
            row;
        let Words { limit, so_that, reconnect } =
            Words::open(Place { practice, client: client_id, id: boundary_id }, &words_sealed, key)?;
        Ok(Self { id, client_id, assignment_id, local_date, limit, so_that, reconnect, ended, version })
    }
}
