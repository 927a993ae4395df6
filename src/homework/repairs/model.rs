//! Attempts to repair as rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::authored::told_earlier;
use crate::homework::check_ins::{Audience, Visibility};
use crate::platform::db::AsText;
use crate::platform::ids::kind::{
    ClientId, CoupleId, PracticeId, RepairId, RuptureId, SharedRepairId, SharedRuptureId,
};
use crate::platform::local_day::TimeZone;
use crate::schema::{couples, repair_versions, repairs};

/// Whether what was promised was done.
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
pub enum FollowThroughOutcome {
    /// It was done.
    Done,
    /// It was not done.
    NotDone,
}

/// A repair.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = repairs)]
pub struct RepairRow {
    pub client_id: ClientId,
    pub id: RepairId,
    pub couple_id: CoupleId,
    pub rupture_client_id: Option<ClientId>,
    pub rupture_id: Option<RuptureId>,
    pub shared_rupture_id: Option<SharedRuptureId>,
    pub in_person: bool,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub own_done: bool,
    pub impact_done: bool,
    pub validate_done: bool,
    pub do_over_done: bool,
    pub follow_through_by: Option<NaiveDate>,
    pub follow_through: Option<AsText<FollowThroughOutcome>>,
    pub follow_through_on: Option<NaiveDate>,
    pub words_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedRepairId>,
    pub partner_version: i32,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the couple ended.
    #[diesel(select_expression = couples::ended_at)]
    pub couple_ended_at: Option<DateTime<Utc>>,
}

#[derive(Insertable)]
#[diesel(table_name = repairs, treat_none_as_default_value = false)]
pub struct RepairInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: RepairId,
    pub couple_id: CoupleId,
    pub rupture_client_id: Option<ClientId>,
    pub rupture_id: Option<RuptureId>,
    pub shared_rupture_id: Option<SharedRuptureId>,
    pub in_person: bool,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub own_done: bool,
    pub impact_done: bool,
    pub validate_done: bool,
    pub do_over_done: bool,
    pub follow_through_by: Option<NaiveDate>,
    pub words_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedRepairId>,
    pub first_digest: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a correction or deletion changes.
#[derive(AsChangeset)]
#[diesel(table_name = repairs, treat_none_as_null = true)]
pub struct RepairUpdate {
    pub rupture_client_id: Option<ClientId>,
    pub rupture_id: Option<RuptureId>,
    pub shared_rupture_id: Option<SharedRuptureId>,
    pub in_person: bool,
    pub own_done: bool,
    pub impact_done: bool,
    pub validate_done: bool,
    pub do_over_done: bool,
    pub follow_through_by: Option<NaiveDate>,
    pub follow_through: Option<AsText<FollowThroughOutcome>>,
    pub follow_through_on: Option<NaiveDate>,
    pub words_sealed: Option<Vec<u8>>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedRepairId>,
    pub partner_version: i32,
    pub version: i32,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = repair_versions, treat_none_as_default_value = false)]
pub struct VersionInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub repair_id: RepairId,
    pub version: i32,
    pub state_sealed: Vec<u8>,
    pub visibility: AsText<Visibility>,
    pub edited_at: DateTime<Utc>,
    pub team_version: Option<i32>,
}

/// An earlier version of a repair, sealed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = repair_versions)]
pub struct VersionRow {
    pub version: i32,
    pub team_version: Option<i32>,
    pub state_sealed: Vec<u8>,
    pub edited_at: DateTime<Utc>,
}

impl VersionRow {
    /// The number by which these readers know it.
    pub fn told(&self, reader: Audience) -> i32 {
        told_earlier(reader, self.version, self.team_version)
    }
}
