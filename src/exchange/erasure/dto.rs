//! Answers of erasures.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{ErasureStatus, RequestRow};
use crate::people::retention::{Keeping, KeepingReason};
use crate::platform::ids::kind::{ClientId, MembershipId};

/// How the erasure of a client stands.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "status": "restricted", "reasons": ["retention"],
    "erasable_on": "2036-03-02", "requested_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "requested_at": "2026-03-02T18:30:00Z", "erased_at": null
}))]
pub struct ErasureResponse {
    /// Whose record it is.
    pub client_id: ClientId,
    /// How it stands.
    pub status: ErasureStatus,
    /// What keeps the record now.
    #[schema(max_items = 2)]
    pub reasons: Vec<KeepingReason>,
    /// The day on which the retention ends and the record is erased. Null where nothing keeps it, and under a legal hold,
    /// whose end nobody knows.
    pub erasable_on: Option<NaiveDate>,
    /// Who asked for it; null once it is done.
    pub requested_by: Option<MembershipId>,
    /// When; null once it is done.
    pub requested_at: Option<DateTime<Utc>>,
    /// When it was done.
    pub erased_at: Option<DateTime<Utc>>,
}

impl ErasureResponse {
    pub(super) fn waiting(client_id: ClientId, request: RequestRow, keeping: Keeping) -> Self {
        let RequestRow { requested_by, last_act_at: _, started_at: _, created_at } = request;
        let Keeping { reasons, until: _, erasable_on } = keeping;
        let status = if reasons.is_empty() { ErasureStatus::Queued } else { ErasureStatus::Restricted };
        Self {
            client_id,
            status,
            reasons,
            erasable_on,
            requested_by: Some(requested_by),
            requested_at: Some(created_at),
            erased_at: None,
        }
    }

    pub(super) fn done(client_id: ClientId, at: DateTime<Utc>) -> Self {
        Self {
            client_id,
            status: ErasureStatus::Erased,
            reasons: Vec::new(),
            erasable_on: None,
            requested_by: None,
            requested_at: None,
            erased_at: Some(at),
        }
    }
}
