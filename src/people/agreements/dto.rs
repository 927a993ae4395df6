//! Requests and answers of agreements.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{AgreementRow, LINE, Policy, SignatureRow, TEXT, line_place, text_place};
use super::view::Standing;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::{ApiResult, Versioned, rules};
use crate::platform::ids::kind::{ClientId, CoupleId, StaffId};

/// A version to be proposed.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "policy": "limited", "text": "What one of us tells alone stays there, but for what puts somebody in danger."
}))]
pub struct CreateAgreementRequest {
    /// What the therapist keeps from the other partner.
    #[garde(skip)]
    pub policy: Policy,
    /// The words that both sign.
    #[garde(length(chars, min = 1, max = 20000), custom(rules::paragraphs))]
    #[schema(min_length = 1, max_length = 20000)]
    pub text: String,
}

/// A signature.
#[derive(Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"line": "Anna Berg"}))]
pub struct SignAgreementRequest {
    /// The person's own line below the text, such as the full name.
    #[garde(length(chars, min = 1, max = 200), custom(rules::line))]
    #[schema(min_length = 1, max_length = 200)]
    pub line: String,
}

/// One version of a couple's agreement on confidences.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "number": 1, "policy": "limited",
    "text": "What one of us tells alone stays there, but for what puts somebody in danger.",
    "proposed_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16", "superseded": false, "in_force": false,
    "signatures": [{
        "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "line": "Anna Berg", "signed_at": "2026-03-02T18:40:00Z",
        "reaches_partner": null
    }],
    "version": 2, "created_at": "2026-03-02T18:30:00Z"
}))]
pub struct AgreementResponse {
    /// The couple.
    pub couple_id: CoupleId,
    /// The number of this version of the text.
    #[schema(minimum = 1)]
    pub number: i32,
    /// What the therapist keeps from the other partner. It discloses nothing by itself.
    pub policy: Policy,
    /// The words.
    #[schema(max_length = 20000)]
    pub text: String,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// Whether a later version was proposed.
    pub superseded: bool,
    /// Whether both partners signed it and no later version was proposed.
    pub in_force: bool,
    /// The own signature for a partner; those of both for the care team, but of nobody whose record is restricted or erased.
    #[schema(max_items = 2)]
    pub signatures: Vec<SignatureResponse>,
    /// Grows with every change of what this reader is told.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
}

/// A signature.
#[derive(Serialize, ToSchema)]
#[schema(as = AgreementSignatureResponse)]
pub struct SignatureResponse {
    /// Who signed.
    pub client_id: ClientId,
    /// The person's own line.
    #[schema(max_length = 200)]
    pub line: String,
    /// When.
    pub signed_at: DateTime<Utc>,
    /// For the care team: whether it counts for the partner too. Null for a client.
    pub reaches_partner: Option<bool>,
}

impl Versioned for AgreementResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl AgreementResponse {
    /// The answer for one reader.
    pub(super) fn open(
        row: AgreementRow,
        signatures: Vec<SignatureRow>,
        reader: &Reader,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let AgreementRow {
            couple_id,
            number,
            policy: AsText(policy),
            text_sealed,
            proposed_by,
            superseded_at,
            created_at,
        } = row;
        let superseded = superseded_at.is_some();
        let Standing { signed_by_both, version } = Standing::of(&signatures, superseded, reader);
        let readable = signatures.into_iter().filter(|one| !reader.client || one.client_id == reader.member);
        let open = |row| SignatureResponse::open(row, couple_id, reader, key).transpose();
        Ok(Self {
            couple_id,
            number,
            policy,
            text: key.open(TEXT, &text_place(reader.practice, couple_id, number), &text_sealed)?,
            proposed_by,
            superseded,
            in_force: signed_by_both && !superseded,
            signatures: readable.filter_map(open).collect::<ApiResult<_>>()?,
            version,
            created_at,
        })
    }
}

impl SignatureResponse {
    fn open(
        row: SignatureRow,
        couple: CoupleId,
        reader: &Reader,
        key: &PracticeKey,
    ) -> ApiResult<Option<Self>> {
        let SignatureRow { number, client_id, line_sealed, reaches_partner, signed_at, restricted_at } = row;
        if restricted_at.is_some() && client_id != reader.member {
            return Ok(None);
        }
        let place = line_place(reader.practice, couple, number, client_id);
        let line = key.open_some(LINE, &place, line_sealed.as_deref())?;
        let reaches_partner = (!reader.client).then_some(reaches_partner);
        Ok(line.map(|line| Self { client_id, line, signed_at, reaches_partner }))
    }
}
