//! An export as a row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::identity::actor::Access;
use crate::identity::memberships::Role;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, ExportId, MembershipId, PracticeId};
use crate::schema::exports;

/// Who may ask for an export: the client, and the office for the client. What is in it only the client gets.
pub enum ClientOrAdministrator {}

impl Access for ClientOrAdministrator {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin, Role::Client];
    // Somebody whose record is restricted still takes the own data along.
    const OPEN_TO_RESTRICTED: bool = true;
}

/// How an export stands.
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
pub enum ExportStatus {
    /// It is being prepared.
    Queued,
    /// It can be downloaded until it expires.
    Succeeded,
    /// It could not be prepared.
    Failed,
    /// It was there, and is no longer: its time is over, or a newer one took its place.
    Expired,
}

/// An export without its archive.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = exports)]
pub struct ExportRow {
    pub id: ExportId,
    pub client_id: ClientId,
    pub requested_by: MembershipId,
    pub status: AsText<ExportStatus>,
    pub size: Option<i64>,
    pub pieces: Option<i32>,
    pub sha256: Option<Vec<u8>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// What had gone of what the client's partners shared when it was prepared.
    pub withdrawals: Option<i64>,
}

impl ExportRow {
    /// How it stands at this instant: what has expired has, whether or not its pieces are gone already. For the client it has
    /// also when something of the partner's in it went or changed since; the office is not told of that.
    pub fn status_at(&self, now: DateTime<Utc>, withdrawals: Option<i64>) -> ExportStatus {
        let AsText(status) = self.status;
        let over = self.expires_at.is_some_and(|at| at <= now)
            || withdrawals.is_some_and(|withdrawals| self.withdrawals != Some(withdrawals));
        if status == ExportStatus::Succeeded && over { ExportStatus::Expired } else { status }
    }
}

/// Where the pieces of archives are sealed.
pub const PIECE: &str = "export_pieces.bytes_sealed";

/// The ids that a piece is sealed to.
pub fn piece_place(practice: PracticeId, export: ExportId, number: i32) -> [Uuid; 3] {
    [practice.uuid(), export.uuid(), Uuid::from_u128(number.unsigned_abs().into())]
}
