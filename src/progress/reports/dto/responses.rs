//! Answers of reports.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::identity::practice_keys::PracticeKey;
use crate::platform::crypto::hexadecimal;
use crate::platform::db::AsText;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, ReportId, StaffId};
use crate::progress::adherence::Window;
use crate::progress::reports::document::{ReportDocument, ReportSchema};
use crate::progress::reports::model::{
    DOCUMENT_COLUMN, ReportAudience, ReportRow, ReportStatus, WholeReportRow,
};
use crate::progress::summaries::WindowResponse;

/// A report without its document.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "client_id": null,
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "audience": "couple",
    "window": {"from": "2026-01-05", "to": "2026-03-29"}, "status": "draft",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "frozen_at": "2026-03-29T18:30:00Z", "created_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "finalised_at": null,
    "version": 1, "created_at": "2026-03-29T18:30:00Z", "updated_at": "2026-03-29T18:30:00Z"
}))]
pub struct ReportSummary {
    /// The id.
    pub id: ReportId,
    /// The client whom it is about.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple whom it is about.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// Whom it is written for.
    pub audience: ReportAudience,
    /// The days reported on.
    pub window: WindowResponse,
    /// Where it stands.
    pub status: ReportStatus,
    /// SHA-256 of the canonical form (RFC 8785) of the document, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When its figures were frozen.
    pub frozen_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: StaffId,
    /// When it became final.
    #[schema(required)]
    pub finalised_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A report with its document.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": null, "audience": "client", "window": {"from": "2026-01-05", "to": "2026-03-29"},
    "status": "draft", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "frozen_at": "2026-03-29T18:30:00Z", "created_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60",
    "finalised_at": null, "version": 1, "created_at": "2026-03-29T18:30:00Z",
    "updated_at": "2026-03-29T18:30:00Z",
    "data_changed_since": null,
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
pub struct ReportResponse {
    /// The id.
    pub id: ReportId,
    /// The client whom it is about.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple whom it is about.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// Whom it is written for.
    pub audience: ReportAudience,
    /// The days reported on.
    pub window: WindowResponse,
    /// Where it stands.
    pub status: ReportStatus,
    /// SHA-256 of the canonical form (RFC 8785) of the document, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: String,
    /// When its figures were frozen.
    pub frozen_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: StaffId,
    /// When it became final.
    #[schema(required)]
    pub finalised_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When data of the window that the audience may read last changed after the freezing: a check-in, what was asked of these days, a
    /// score, a use of a limit, a rupture or repair, a session or retro, a life event; null where none has. To a client a couple's is told by
    /// the day.
    #[schema(required)]
    pub data_changed_since: Option<DateTime<Utc>>,
    /// The frozen document.
    pub document: ReportDocument,
}

impl Versioned for ReportResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<ReportRow> for ReportSummary {
    fn from(row: ReportRow) -> Self {
        let ReportRow {
            id,
            client_id,
            couple_id,
            audience: AsText(audience),
            window_from: from,
            window_to: to,
            status: AsText(status),
            sha256,
            frozen_at,
            created_by,
            finalised_at,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            client_id,
            couple_id,
            audience,
            window: Window { from, to }.into(),
            status,
            sha256: hexadecimal(&sha256),
            frozen_at,
            created_by,
            finalised_at,
            version,
            created_at,
            updated_at,
        }
    }
}

impl ReportResponse {
    /// Opens the sealed document.
    pub fn open(row: WholeReportRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let WholeReportRow {
            report,
            document_sealed,
            client_changed_at,
            changed_for_team,
            changed_for_couple,
            changed_terms,
            changed_sections,
        } = row;
        let place = [practice.uuid(), report.id.uuid()];
        let document: ReportDocument = key.open(DOCUMENT_COLUMN, &place, &document_sealed)?;
        let beside = changed_sections.last().filter(|_| document.schema != ReportSchema::Report1);
        let ReportSummary {
            id,
            client_id,
            couple_id,
            audience,
            window,
            status,
            sha256,
            frozen_at,
            created_by,
            finalised_at,
            version,
            created_at,
            updated_at,
        } = report.into();
        Ok(Self {
            id,
            client_id,
            couple_id,
            audience,
            window,
            status,
            sha256,
            frozen_at,
            created_by,
            finalised_at,
            version,
            created_at,
            updated_at,
            data_changed_since: client_changed_at
                .max(changed_for_team)
                .max(changed_for_couple)
                .max(changed_terms)
                .max(beside),
            document,
        })
    }
}
