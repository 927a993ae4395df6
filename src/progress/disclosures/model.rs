//! Disclosures as rows, and the words for their recipient and ground.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, CoupleId, DisclosureId, PracticeId, StaffId};
use crate::schema::disclosures;

/// What kind of item is disclosed.
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
pub enum DisclosedKind {
    /// A check-in of the client.
    CheckIn,
    /// A report about the client alone, or about its couple where one was released.
    Report,
}

/// Who is told.
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
pub enum DisclosureRecipient {
    /// The client, to whom a report was released.
    Client,
    /// The other partner of the client's couple.
    Partner,
    /// Somebody outside.
    ThirdParty,
}

/// What allows it.
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
pub enum DisclosureGround {
    /// The client said yes to this one.
    Consent,
    /// The couple's agreement, in force, keeps no such secrets.
    AgreedPolicy,
    /// Somebody is in danger.
    DutyToProtect,
    /// A law or a court asks for it.
    LegalDuty,
    /// A report was released to whom it is written for.
    ReleasedReport,
}

/// A disclosure.
#[derive(Queryable, Selectable)]
#[diesel(table_name = disclosures)]
pub(super) struct DisclosureRow {
    pub id: DisclosureId,
    pub client_id: ClientId,
    pub item_kind: AsText<DisclosedKind>,
    pub item_id: Uuid,
    pub recipient: AsText<DisclosureRecipient>,
    pub recipient_sealed: Option<Vec<u8>>,
    pub ground: AsText<DisclosureGround>,
    pub explanation_sealed: Vec<u8>,
    pub agreement_couple_id: Option<CoupleId>,
    pub agreement_number: Option<i32>,
    pub disclosed_by: StaffId,
    pub created_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = disclosures)]
pub(super) struct DisclosureInsert {
    pub practice_id: PracticeId,
    pub id: DisclosureId,
    pub client_id: ClientId,
    pub couple_id: Option<CoupleId>,
    pub item_kind: AsText<DisclosedKind>,
    pub item_id: Uuid,
    pub recipient: AsText<DisclosureRecipient>,
    pub recipient_sealed: Option<Vec<u8>>,
    pub ground: AsText<DisclosureGround>,
    pub explanation_sealed: Vec<u8>,
    pub agreement_couple_id: Option<CoupleId>,
    pub agreement_number: Option<i32>,
    pub disclosed_by: StaffId,
    pub created_at: DateTime<Utc>,
}

/// Where the name of a third party is sealed.
pub(super) const RECIPIENT: &str = "disclosures.recipient_sealed";
/// Where the explanation is sealed.
pub(super) const EXPLANATION: &str = "disclosures.explanation_sealed";

/// The ids that the words of a disclosure are sealed to.
pub(super) fn place(practice: PracticeId, id: DisclosureId) -> [Uuid; 2] {
    [practice.uuid(), id.uuid()]
}
