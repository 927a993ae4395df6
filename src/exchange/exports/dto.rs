//! Answers of exports.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{ExportRow, ExportStatus};
use crate::platform::crypto::hexadecimal;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{ClientId, ExportId, MembershipId};

/// How an export stands.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "requested_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "status": "succeeded", "size": 20480,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "finished_at": "2026-03-02T18:30:05Z", "expires_at": "2026-03-03T18:30:05Z", "version": 2,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:05Z"
}))]
pub struct ExportResponse {
    /// The id.
    pub id: ExportId,
    /// Whose data it is; who alone can download it.
    pub client_id: ClientId,
    /// Who asked for it.
    pub requested_by: MembershipId,
    /// How it stands.
    pub status: ExportStatus,
    /// Length of the archive in bytes, once it is prepared. For the client alone, as is the digest: they tell when something was
    /// written.
    #[schema(minimum = 0)]
    pub size: Option<i64>,
    /// SHA-256 of the archive, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// When it was prepared, or given up.
    pub finished_at: Option<DateTime<Utc>>,
    /// Until when it can be downloaded; of one that a newer one replaced, when that was.
    pub expires_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ExportResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl ExportResponse {
    /// How it stands now: for the client, who knows what has gone of what the partners shared, or for the office.
    pub(super) fn at(now: DateTime<Utc>, row: ExportRow, withdrawals: Option<i64>) -> Self {
        let (status, own) = (row.status_at(now, withdrawals), withdrawals.is_some());
        let ExportRow {
            id,
            client_id,
            requested_by,
            status: _,
            size,
            pieces: _,
            sha256,
            finished_at,
            expires_at,
            version,
            created_at,
            updated_at,
            withdrawals: _,
        } = row;
        Self {
            id,
            client_id,
            requested_by,
            status,
            size: size.filter(|_| own),
            sha256: sha256.filter(|_| own).map(|bytes| hexadecimal(&bytes)),
            finished_at,
            expires_at,
            version,
            created_at,
            updated_at,
        }
    }
}
