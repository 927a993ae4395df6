//! Requests and answers of releases.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{REASON, ReleaseRow, place};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::rules::paragraphs;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{
    ClientId, PracticeId, ReportAuthorisationId, ReportId, ReportReleaseId, StaffId,
};
use crate::progress::reports::authorisations::Words;

/// Whom to release a report to.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13"}))]
pub struct CreateReportReleaseRequest {
    /// One whom a report for `client` or `couple` is about; either this or `authorisation_id`.
    #[garde(custom(one_recipient(&self.authorisation_id)))]
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// The authorisation by which a report for `third_party` goes outside.
    #[garde(skip)]
    #[serde(default)]
    pub authorisation_id: Option<ReportAuthorisationId>,
}

fn one_recipient(
    outside: &Option<ReportAuthorisationId>,
) -> impl FnOnce(&Option<ClientId>, &()) -> garde::Result {
    move |client, ()| match (client, outside) {
        (Some(_), Some(_)) | (None, None) => {
            Err(garde::Error::new("either client_id or authorisation_id is needed"))
        }
        _ => Ok(()),
    }
}

/// Why a release is taken back.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "It went out before we had talked it through."}))]
pub struct WithdrawReportReleaseRequest {
    /// For the care team; no client reads it.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// A release of a report to one recipient, for the care team.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c83", "report_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50",
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "authorisation_id": null, "recipient_name": null,
    "organisation": null, "purpose": null, "released_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16",
    "released_at": "2026-03-30T10:00:00Z", "withdrawn_by": null, "withdrawn_at": null, "withdrawal_reason": null,
    "version": 1
}))]
pub struct ReportReleaseResponse {
    /// The id.
    pub id: ReportReleaseId,
    /// The report.
    pub report_id: ReportId,
    /// The client to whom it is released; null for somebody outside.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// What it went outside by; null for a client.
    #[schema(required)]
    pub authorisation_id: Option<ReportAuthorisationId>,
    /// Who outside gets it.
    #[schema(required, max_length = 200)]
    pub recipient_name: Option<String>,
    /// Where that one works.
    #[schema(required, max_length = 200)]
    pub organisation: Option<String>,
    /// What for.
    #[schema(required, max_length = 2000)]
    pub purpose: Option<String>,
    /// Who released it.
    pub released_by: StaffId,
    /// When.
    pub released_at: DateTime<Utc>,
    /// Who took it back.
    #[schema(required)]
    pub withdrawn_by: Option<StaffId>,
    /// When.
    #[schema(required)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why.
    #[schema(required, max_length = 2000)]
    pub withdrawal_reason: Option<String>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for ReportReleaseResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl ReportReleaseResponse {
    pub(super) fn open(
        row: ReleaseRow,
        words: Option<Words>,
        practice: PracticeId,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let ReleaseRow {
            id,
            report_id,
            client_id,
            authorisation_id,
            released_by,
            released_at,
            withdrawn_by,
            withdrawn_at,
            reason_sealed,
            version,
        } = row;
        let (recipient_name, organisation, purpose) = match words {
            Some(words) => (Some(words.recipient_name), words.organisation, Some(words.purpose)),
            None => (None, None, None),
        };
        Ok(Self {
            id,
            report_id,
            client_id,
            authorisation_id,
            recipient_name,
            organisation,
            purpose,
            released_by,
            released_at,
            withdrawn_by,
            withdrawn_at,
            withdrawal_reason: key.open_some(REASON, &place(practice, id), reason_sealed.as_deref())?,
            version,
        })
    }
}
