//! Safety marks as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::db::AsText;
use crate::platform::ids::kind::{ClientId, MeasureId, PracticeId, SafetyMarkId, StaffId};
use crate::schema::safety_marks;

/// What a mark does.
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
pub enum SafetyMarkKind {
    /// Tells the care team to look.
    Flag,
    /// Keeps what the client writes from the partner. A client has one at a time.
    Hold,
}

/// A flag or hold.
#[derive(Queryable, Selectable)]
#[diesel(table_name = safety_marks)]
pub(super) struct MarkRow {
    pub id: SafetyMarkId,
    pub client_id: ClientId,
    pub kind: AsText<SafetyMarkKind>,
    pub reason_sealed: Vec<u8>,
    pub placed_by: Option<StaffId>,
    pub measure_id: Option<MeasureId>,
    pub placed_at: DateTime<Utc>,
    pub lifted_by: Option<StaffId>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lift_reason_sealed: Option<Vec<u8>>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = safety_marks, treat_none_as_default_value = false)]
pub(super) struct MarkInsert {
    pub practice_id: PracticeId,
    pub id: SafetyMarkId,
    pub client_id: ClientId,
    pub kind: AsText<SafetyMarkKind>,
    pub reason_sealed: Vec<u8>,
    pub placed_by: Option<StaffId>,
    pub measure_id: Option<MeasureId>,
    pub placed_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// How a mark is lifted.
#[derive(AsChangeset)]
#[diesel(table_name = safety_marks)]
pub(super) struct Lifting {
    pub lifted_by: StaffId,
    pub lifted_at: DateTime<Utc>,
    pub lift_reason_sealed: Vec<u8>,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

/// Where the reason of a mark is sealed.
pub(super) const REASON: &str = "safety_marks.reason_sealed";
/// Where the reason of its lifting is sealed.
pub(super) const LIFT_REASON: &str = "safety_marks.lift_reason_sealed";

/// The ids that the reasons of a mark are sealed to.
pub(super) fn place(practice: PracticeId, id: SafetyMarkId) -> [Uuid; 2] {
    [practice.uuid(), id.uuid()]
}
