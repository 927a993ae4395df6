//! Requests and answers of runs.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{
    ReportRunAudience, ReportRunItemRow, ReportRunOutcome, ReportRunReason, ReportRunRow, ReportRunStatus,
};
use crate::people::care_teams::Context;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{ClientId, CoupleId, ReportId, ReportRunId, StaffId};
use crate::progress::reports::{CreateReportRequest, ReportWindow, Weeks, alone, instead_of};

/// What to report on, and for whom: the same days for everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"weeks": 4, "audience": "subject"}))]
pub struct CreateReportRunRequest {
    /// The days to report on, at most 400; this, `weeks` or `since_last_session`. Left out all: 12 weeks up to today.
    #[garde(dive)]
    #[serde(default)]
    pub window: Option<ReportWindow>,
    /// So many weeks up to today: 4, 12 or 26.
    #[garde(custom(alone(self.window.is_some())))]
    #[serde(default)]
    pub weeks: Option<Weeks>,
    /// From the day of the last session that was held with each up to today. Who had none is skipped.
    #[garde(custom(instead_of(&self.window, &self.weeks)))]
    #[serde(default)]
    pub since_last_session: bool,
    /// Whom they are written for.
    #[garde(skip)]
    pub audience: ReportRunAudience,
}

impl CreateReportRunRequest {
    /// The report about one of them.
    pub(super) fn about(&self, context: Context) -> CreateReportRequest {
        CreateReportRequest {
            client_id: context.client(),
            couple_id: context.couple(),
            window: self.window,
            weeks: self.weeks,
            since_last_session: self.since_last_session,
            audience: self.audience.of(context),
            narrative: None,
            recommendations: None,
        }
    }
}

/// How a run stands.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c90", "requested_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60",
    "asked": {"window": null, "weeks": 4, "since_last_session": false, "audience": "subject"},
    "status": "running", "progress": 0.5, "total": 12, "made": 5, "skipped": 1, "finished_at": null, "version": 3,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:05Z"
}))]
pub struct ReportRunResponse {
    /// The id.
    pub id: ReportRunId,
    /// Who asked for it, and made its reports.
    pub requested_by: StaffId,
    /// What was asked for.
    pub asked: CreateReportRunRequest,
    /// How it stands.
    pub status: ReportRunStatus,
    /// The share of those who had their turn, from 0 to 1.
    #[schema(minimum = 0, maximum = 1)]
    pub progress: f64,
    /// Clients and couples that were in care when it was asked for.
    #[schema(minimum = 0, maximum = 1000)]
    pub total: i32,
    /// Reports made.
    #[schema(minimum = 0, maximum = 1000)]
    pub made: i32,
    /// Those of whom there is none, each with its reason.
    #[schema(minimum = 0, maximum = 1000)]
    pub skipped: i32,
    /// When it ended.
    #[schema(required)]
    pub finished_at: Option<DateTime<Utc>>,
    /// Grows with every step.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last moved.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ReportRunResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<ReportRunRow> for ReportRunResponse {
    fn from(row: ReportRunRow) -> Self {
        let ReportRunRow {
            id,
            requested_by,
            asked: AsJson(asked),
            status: AsText(status),
            total,
            made,
            skipped,
            finished_at,
            version,
            created_at,
            updated_at,
        } = row;
        let had = f64::from(made.saturating_add(skipped));
        let progress = if status == ReportRunStatus::Succeeded { 1.0 } else { had / f64::from(total.max(1)) };
        Self {
            id,
            requested_by,
            asked,
            status,
            progress,
            total,
            made,
            skipped,
            finished_at,
            version,
            created_at,
            updated_at,
        }
    }
}

/// What became of one client or couple of a run.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "client_id": null, "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "outcome": "made",
    "reason": null, "report_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50"
}))]
pub struct ReportRunItemResponse {
    /// The place in the run.
    #[schema(minimum = 1)]
    pub number: i32,
    /// The client.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// What became of them.
    pub outcome: ReportRunOutcome,
    /// Why there is no report.
    #[schema(required)]
    pub reason: Option<ReportRunReason>,
    /// The draft that was made.
    #[schema(required)]
    pub report_id: Option<ReportId>,
}

impl From<ReportRunItemRow> for ReportRunItemResponse {
    fn from(row: ReportRunItemRow) -> Self {
        let ReportRunItemRow { number, client_id, couple_id, outcome: AsText(outcome), reason, report_id } =
            row;
        let reason = reason.map(|AsText(reason)| reason);
        Self { number, client_id, couple_id, outcome, reason, report_id }
    }
}
