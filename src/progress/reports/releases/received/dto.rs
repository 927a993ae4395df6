//! Answers to a client to whom a report was released.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::queries::{ReceivedRow, WholeReceivedRow};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{CoupleId, PracticeId, ReportId};
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::dto::{ReportResponse, ReportSummary};
use crate::progress::reports::model::ReportAudience;
use crate::progress::summaries::WindowResponse;

/// Nothing of a released report changes, and how often it was rewritten before is not told.
pub(super) const ONLY_VERSION: i32 = 1;

/// A report that was released, without its document.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "couple_id": null, "audience": "client",
    "window": {"from": "2026-01-05", "to": "2026-03-29"},
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "released_at": "2026-03-30T10:00:00Z", "version": 1
}))]
pub struct ReleasedReportSummary {
    /// The report.
    pub id: ReportId,
    /// The couple whom it is about; null for a report about the client alone.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// Whom it is written for.
    pub audience: ReportAudience,
    /// The days reported on.
    pub window: WindowResponse,
    /// SHA-256 of the canonical form (RFC 8785) of the document, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When it was released to the client.
    pub released_at: DateTime<Utc>,
    /// Always 1: nothing of it changes.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl From<ReceivedRow> for ReleasedReportSummary {
    fn from(row: ReceivedRow) -> Self {
        let ReceivedRow { release: _, released_at, report } = row;
        let ReportSummary { id, couple_id, audience, window, sha256, .. } = report.into();
        Self { id, couple_id, audience, window, sha256, released_at, version: ONLY_VERSION }
    }
}

/// A report that was released.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "couple_id": null, "audience": "client",
    "window": {"from": "2026-01-05", "to": "2026-03-29"},
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "released_at": "2026-03-30T10:00:00Z", "version": 1, "data_changed_since": null,
    "document": {
        "schema": "report-1", "report_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "audience": "client",
        "subject": {
            "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null,
            "people": [{"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "name": "Ada Moreau"}]
        },
        "author": {"staff_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "name": "Dr Lin Osei"},
        "frozen_at": "2026-03-29T18:30:00Z", "window": {"from": "2026-01-05", "to": "2026-03-29"},
        "since": "2025-02-23", "overall": [], "assignments": [], "narrative": null, "recommendations": null,
        "omitted": null, "statement": "This report was written to support therapy."
    }
}))]
pub struct ReleasedReportResponse {
    /// The report.
    pub id: ReportId,
    /// The couple whom it is about; null for a report about the client alone.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// Whom it is written for.
    pub audience: ReportAudience,
    /// The days reported on.
    pub window: WindowResponse,
    /// SHA-256 of the canonical form (RFC 8785) of the document, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When it was released to the client.
    pub released_at: DateTime<Utc>,
    /// Always 1: nothing of it changes.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When data of the window that the client can read last changed after the freezing: own check-ins, what the partner shares in a
    /// report about both, or what was asked of these days; null where none has. What the partner shares no more is not told here.
    #[schema(required)]
    pub data_changed_since: Option<DateTime<Utc>>,
    /// The frozen document.
    pub document: ReportDocument,
}

impl Versioned for ReleasedReportResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// A released report as the rendering takes it, with the day of its release.
pub(super) struct Received {
    pub report: ReportResponse,
    pub released_at: DateTime<Utc>,
}

impl Received {
    /// Opens the sealed document.
    pub fn open(row: WholeReceivedRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let WholeReceivedRow { released_at, report } = row;
        let report = ReportResponse { version: ONLY_VERSION, ..ReportResponse::open(report, practice, key)? };
        Ok(Self { report, released_at })
    }
}

impl From<Received> for ReleasedReportResponse {
    fn from(received: Received) -> Self {
        let Received { report, released_at } = received;
        let ReportResponse { id, couple_id, audience, window, sha256, version, .. } = report;
        let ReportResponse { data_changed_since, document, .. } = report;
        Self { id, couple_id, audience, window, sha256, released_at, version, data_changed_since, document }
    }
}
