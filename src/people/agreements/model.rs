//! Agreements and signatures as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, StaffId};
use crate::schema::{agreement_signatures, agreements, clients};

/// What the therapist keeps from the other partner of what one says alone.
#[derive(
    Debug,
    Clone,
    Copy,
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
#[schema(as = AgreementPolicy)]
pub enum Policy {
    /// Nothing that concerns both.
    NoSecrets,
    /// What the text names.
    Limited,
    /// Everything.
    Confidential,
}

/// One version of a couple's agreement.
#[derive(Queryable, Selectable)]
#[diesel(table_name = agreements)]
pub(super) struct AgreementRow {
    pub couple_id: CoupleId,
    pub number: i32,
    pub policy: AsText<Policy>,
    pub text_sealed: Vec<u8>,
    pub proposed_by: StaffId,
    pub superseded_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = agreements)]
pub(super) struct AgreementInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub number: i32,
    pub policy: AsText<Policy>,
    pub text_sealed: Vec<u8>,
    pub proposed_by: StaffId,
    pub created_at: DateTime<Utc>,
}

/// One partner's signature.
#[derive(Queryable, Selectable)]
#[diesel(table_name = agreement_signatures)]
pub(super) struct SignatureRow {
    pub number: i32,
    pub client_id: ClientId,
    /// None of somebody erased: that it was signed stays, for the partner.
    pub line_sealed: Option<Vec<u8>>,
    pub reaches_partner: bool,
    pub signed_at: DateTime<Utc>,
    /// Since when the signer's record is restricted.
    #[diesel(select_expression = clients::restricted_at)]
    pub restricted_at: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = agreement_signatures)]
pub(super) struct SignatureInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub number: i32,
    pub client_id: ClientId,
    pub line_sealed: Vec<u8>,
    pub reaches_partner: bool,
    pub signed_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
}

/// Where the text of an agreement is sealed.
pub(super) const TEXT: &str = "agreements.text_sealed";
/// Where the line of a signature is sealed.
pub(super) const LINE: &str = "agreement_signatures.line_sealed";

/// The ids that a version's text is sealed to.
pub(super) fn text_place(practice: PracticeId, couple: CoupleId, number: i32) -> [Uuid; 3] {
    [practice.uuid(), couple.uuid(), Uuid::from_u128(number.unsigned_abs().into())]
}

/// The ids that a signature's line is sealed to.
pub(super) fn line_place(practice: PracticeId, couple: CoupleId, number: i32, client: ClientId) -> [Uuid; 4] {
    let [practice, couple, number] = text_place(practice, couple, number);
    [practice, couple, number, client.uuid()]
}
