//! Requests and answers of authorisations.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{SignatureRow, WholeAuthorisation, Words};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::http::rules::{calendar_date, chars, line, paragraphs, some};
use crate::platform::http::{ApiError, ApiResult, PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::{ClientId, CoupleId, ReportAuthorisationId, StaffId};

/// What is to be authorised, in the words that each signs.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "recipient_name": "Dr. Lind",
    "organisation": "Harbour Street Surgery", "purpose": "So that your doctor knows how the evenings go."
}))]
pub struct CreateReportAuthorisationRequest {
    /// The client whom the reports are about; either this or `couple_id`.
    #[garde(custom(one_subject(&self.couple_id)))]
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// The couple whom the reports are about; either this or `client_id`.
    #[garde(skip)]
    #[serde(default)]
    pub couple_id: Option<CoupleId>,
    /// Who outside gets them.
    #[garde(length(chars, min = 1, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub recipient_name: String,
    /// Where that one works.
    #[garde(custom(some(chars(1, 200))), custom(some(line)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub organisation: Option<String>,
    /// What for.
    #[garde(length(chars, min = 1, max = 2000), custom(paragraphs))]
    #[schema(min_length = 1, max_length = 2000)]
    pub purpose: String,
    /// The last local day on which reports are released by it, at most a year ahead. Left out: a year ahead.
    #[garde(custom(some(calendar_date)))]
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

impl CreateReportAuthorisationRequest {
    /// Whom it concerns.
    pub fn context(&self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), None) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            // The rules of the request leave no other case.
            _ => Err(ApiError::Internal),
        }
    }

    /// What is sealed of it.
    pub fn words(&self) -> Words {
        Words {
            recipient_name: self.recipient_name.clone(),
            organisation: self.organisation.clone(),
            purpose: self.purpose.clone(),
        }
    }
}

fn one_subject(couple: &Option<CoupleId>) -> impl FnOnce(&Option<ClientId>, &()) -> garde::Result {
    move |client, ()| match (client, couple) {
        (Some(_), Some(_)) | (None, None) => {
            Err(garde::Error::new("either client_id or couple_id is needed"))
        }
        _ => Ok(()),
    }
}

/// Which authorisations to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListReportAuthorisationsQuery {
    /// Only those of this client alone.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub client_id: Option<ClientId>,
    /// Only those of this couple; says more than `client_id`.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub couple_id: Option<CoupleId>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// One person's signature below an authorisation.
#[derive(Serialize, ToSchema)]
pub struct ReportAuthorisationSignature {
    /// Who signed.
    pub client_id: ClientId,
    /// When it was last signed.
    pub signed_at: DateTime<Utc>,
    /// When it was revoked; null for one that stands.
    #[schema(required)]
    pub revoked_at: Option<DateTime<Utc>>,
    /// Told to the care team; null to a client. False for one that was given under a safety hold: nothing is released by it before
    /// the client signs again without one.
    #[schema(required)]
    pub counts: Option<bool>,
}

/// What clients are asked to authorise.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c81", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null,
    "recipient_name": "Dr. Lind", "organisation": "Harbour Street Surgery",
    "purpose": "So that your doctor knows how the evenings go.", "valid_until": "2027-03-01",
    "proposed_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "withdrawn_at": null, "signatures": [], "version": 1,
    "created_at": "2026-03-02T18:30:00Z"
}))]
pub struct ReportAuthorisationResponse {
    /// The id.
    pub id: ReportAuthorisationId,
    /// The client whom the reports are about.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple whom the reports are about.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// Who outside gets them.
    #[schema(max_length = 200)]
    pub recipient_name: String,
    /// Where that one works.
    #[schema(required, max_length = 200)]
    pub organisation: Option<String>,
    /// What for.
    #[schema(max_length = 2000)]
    pub purpose: String,
    /// The last local day on which reports are released by it.
    pub valid_until: NaiveDate,
    /// Who asks.
    pub proposed_by: StaffId,
    /// When the therapist took it back.
    #[schema(required)]
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// The signatures: to the care team all, to a client the own one, whatever the partner does.
    #[schema(max_items = 2)]
    pub signatures: Vec<ReportAuthorisationSignature>,
    /// Grows with what the reader is told.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

impl Versioned for ReportAuthorisationResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl ReportAuthorisationResponse {
    /// For a reader of it.
    pub fn open(whole: WholeAuthorisation, reader: &Reader, key: &PracticeKey) -> ApiResult<Self> {
        let version = whole.version(reader);
        let WholeAuthorisation { row, signatures } = whole;
        let words = Words::open(reader.practice, row.id, &row.words_sealed, key)?;
        let signature = |one: SignatureRow| ReportAuthorisationSignature {
            client_id: one.client_id,
            signed_at: one.signed_at,
            revoked_at: one.revoked_at,
            counts: (!reader.client).then_some(one.counts),
        };
        Ok(Self {
            id: row.id,
            client_id: row.client_id,
            couple_id: row.couple_id,
            recipient_name: words.recipient_name,
            organisation: words.organisation,
            purpose: words.purpose,
            valid_until: row.valid_until,
            proposed_by: row.proposed_by,
            withdrawn_at: row.withdrawn_at,
            signatures: signatures.into_iter().map(signature).collect(),
            version,
            created_at: row.created_at,
        })
    }
}
