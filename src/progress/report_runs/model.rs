//! A run as a row, and each client and couple of it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::CreateReportRunRequest;
use crate::people::care_teams::Context;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, ReportId, ReportRunId, StaffId};
use crate::progress::reports::ReportAudience;
use crate::schema::{report_run_items, report_runs};

/// Whom the reports of a run are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportRunAudience {
    /// The care team.
    Clinician,
    /// Those whom each is about: the client, or both partners.
    Subject,
}

impl ReportRunAudience {
    /// The audience of a report about somebody.
    pub(super) fn of(self, context: Context) -> ReportAudience {
        match (self, context) {
            (Self::Clinician, _) => ReportAudience::Clinician,
            (Self::Subject, Context::Client(_)) => ReportAudience::Client,
            (Self::Subject, Context::Couple(_)) => ReportAudience::Couple,
        }
    }
}

/// How a run stands.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReportRunStatus {
    /// It has not begun.
    Queued,
    /// Some of its reports are made.
    Running,
    /// All were made or skipped.
    Succeeded,
    /// Who asked for it is no therapist of the practice any more.
    Failed,
    /// It was cancelled; what was made by then stays.
    Cancelled,
}

impl ReportRunStatus {
    /// Those of a run that goes on.
    pub(super) const OPEN: [AsText<Self>; 2] = [AsText(Self::Queued), AsText(Self::Running)];
}

/// What became of one client or couple.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReportRunOutcome {
    /// It is not their turn yet; in a run that has ended, there was none.
    Waiting,
    /// The report is made.
    Made,
    /// There is none, for a reason.
    Skipped,
}

/// Why there is no report.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ReportRunReason {
    /// No session has been held yet since which it could tell.
    NoSession,
    /// They left the therapist's care, or a record was restricted.
    NotInCare,
    /// It could not be made, however often it was tried.
    Failed,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = report_runs)]
pub struct ReportRunRow {
    pub id: ReportRunId,
    pub requested_by: StaffId,
    pub asked: AsJson<CreateReportRunRequest>,
    pub status: AsText<ReportRunStatus>,
    pub total: i32,
    pub made: i32,
    pub skipped: i32,
    pub finished_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = report_run_items)]
pub struct ReportRunItemRow {
    pub number: i32,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub outcome: AsText<ReportRunOutcome>,
    pub reason: Option<AsText<ReportRunReason>>,
    pub report_id: Option<ReportId>,
}

impl ReportRunItemRow {
    /// Whom it is about.
    pub(super) fn context(&self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), None) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            _ => Err(ApiError::Internal),
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = report_run_items, treat_none_as_default_value = false)]
pub(super) struct ReportRunItemInsert {
    pub practice_id: PracticeId,
    pub run_id: ReportRunId,
    pub number: i32,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
}
