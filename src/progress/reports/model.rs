//! A report as a row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::changes::SectionChanges;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, ReportId, StaffId};
pub use crate::progress::summaries::ReportAudience;
use crate::schema::reports;

/// Where documents are sealed.
pub(super) const DOCUMENT_COLUMN: &str = "reports.document_sealed";

/// Where a report stands.
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
pub enum ReportStatus {
    /// Its words may still change, its figures not.
    Draft,
    /// Nothing of it changes any more.
    Final,
}

/// A report without its document.
#[derive(Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct ReportRow {
    pub id: ReportId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub audience: AsText<ReportAudience>,
    pub window_from: NaiveDate,
    pub window_to: NaiveDate,
    pub status: AsText<ReportStatus>,
    pub sha256: Vec<u8>,
    pub frozen_at: DateTime<Utc>,
    pub created_by: StaffId,
    pub finalised_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A report with its document, and when a check-in that its audience may read last changed after the freezing.
#[derive(Queryable)]
pub struct WholeReportRow {
    pub report: ReportRow,
    pub document_sealed: Vec<u8>,
    pub client_changed_at: Option<DateTime<Utc>>,
    pub changed_for_team: Option<DateTime<Utc>>,
    pub changed_for_couple: Option<DateTime<Utc>>,
    pub changed_terms: Option<DateTime<Utc>>,
    pub changed_sections: SectionChanges,
}

#[derive(Insertable)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
pub(super) struct ReportInsert {
    pub practice_id: PracticeId,
    pub id: ReportId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub audience: AsText<ReportAudience>,
    pub window_from: NaiveDate,
    pub window_to: NaiveDate,
    pub status: AsText<ReportStatus>,
    pub document_sealed: Vec<u8>,
    pub sha256: Vec<u8>,
    pub frozen_at: DateTime<Utc>,
    pub created_by: StaffId,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
