//! Releases as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::platform::ids::kind::{
    ClientId, PracticeId, ReportAuthorisationId, ReportId, ReportReleaseId, StaffId,
};
use crate::schema::report_releases;

/// Where the reason of a withdrawal is sealed.
pub(super) const REASON: &str = "report_releases.reason_sealed";

/// The ids that a reason is sealed to.
pub(super) fn place(practice: PracticeId, id: ReportReleaseId) -> [Uuid; 2] {
    [practice.uuid(), id.uuid()]
}

/// A release.
#[derive(Queryable, Selectable)]
#[diesel(table_name = report_releases)]
pub(super) struct ReleaseRow {
    pub id: ReportReleaseId,
    pub report_id: ReportId,
    pub client_id: Option<ClientId>,
    pub authorisation_id: Option<ReportAuthorisationId>,
    pub released_by: StaffId,
    pub released_at: DateTime<Utc>,
    pub withdrawn_by: Option<StaffId>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub reason_sealed: Option<Vec<u8>>,
    pub version: i32,
}

#[derive(Insertable)]
#[diesel(table_name = report_releases)]
pub(super) struct ReleaseInsert {
    pub practice_id: PracticeId,
    pub id: ReportReleaseId,
    pub report_id: ReportId,
    pub client_id: Option<ClientId>,
    pub authorisation_id: Option<ReportAuthorisationId>,
    pub released_by: StaffId,
    pub released_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}
