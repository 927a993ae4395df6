//! Assignments as rows, and the words for their status.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::homework::cadence::{Cadence, Mode, Terms};
use crate::homework::library::Kind;
use crate::platform::db::{AsJson, AsText};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId, PracticeId, StaffId};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};
use crate::schema::{assignment_participants, assignment_revisions, assignments};

/// Where an assignment stands.
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
pub enum AssignmentStatus {
    /// Suggested; nothing is asked yet.
    Proposed,
    /// Running.
    Active,
    /// Nothing is asked for the time being.
    Paused,
    /// Came to its good end.
    Completed,
    /// Ended before that.
    Stopped,
}

/// An assignment under its newest revision, with what names its item.
#[derive(Queryable, Selectable)]
#[diesel(table_name = assignments)]
pub struct AssignmentRow {
    /// The id.
    pub id: AssignmentId,
    /// The client, of homework of one client.
    pub client_id: Option<ClientId>,
    /// The couple, of homework of a couple.
    pub couple_id: Option<CoupleId>,
    /// The library item.
    pub item_id: LibraryItemId,
    /// Where it stands.
    pub status: AsText<AssignmentStatus>,
    /// First local date.
    pub starts_on: NaiveDate,
    /// Last local date.
    pub ends_on: Option<NaiveDate>,
    /// The newest revision.
    pub revision: i32,
    /// Grows with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// First local date on which the newest revision holds.
    #[diesel(select_expression = assignment_revisions::effective_from)]
    pub effective_from: NaiveDate,
    /// The pinned version of the item.
    #[diesel(select_expression = assignment_revisions::item_version)]
    pub item_version: i32,
    /// Whose act counts for whom.
    #[diesel(select_expression = assignment_revisions::mode)]
    pub mode: AsText<Mode>,
    /// How often it is due.
    #[diesel(select_expression = assignment_revisions::cadence)]
    pub cadence: AsJson<Cadence>,
    /// How long it takes each time.
    #[diesel(select_expression = assignment_revisions::minutes)]
    pub minutes: Option<i32>,
    /// Its zone.
    #[diesel(select_expression = assignment_revisions::time_zone)]
    pub time_zone: AsText<TimeZone>,
    /// When its days begin.
    #[diesel(select_expression = assignment_revisions::day_start)]
    pub day_start: AsText<DayStart>,
    /// Why it helps, sealed.
    #[diesel(select_expression = assignment_revisions::rationale_sealed)]
    pub rationale_sealed: Option<Vec<u8>>,
    /// Key of the item.
    #[diesel(select_expression = assignment_revisions::item_key)]
    pub item_key: String,
    /// Kind of the item.
    #[diesel(select_expression = assignment_revisions::item_kind)]
    pub item_kind: AsText<Kind>,
    /// Title of the pinned version.
    #[diesel(select_expression = assignment_revisions::item_title)]
    pub item_title: String,
}

/// One revision of an assignment.
#[derive(Queryable, Selectable)]
#[diesel(table_name = assignment_revisions)]
pub(super) struct RevisionRow {
    pub assignment_id: AssignmentId,
    pub number: i32,
    pub effective_from: NaiveDate,
    pub item_version: i32,
    pub item_title: String,
    pub mode: AsText<Mode>,
    pub cadence: AsJson<Cadence>,
    pub minutes: Option<i32>,
    pub time_zone: AsText<TimeZone>,
    pub day_start: AsText<DayStart>,
    pub week_start: AsText<Weekday>,
    pub rationale_sealed: Option<Vec<u8>>,
    pub ends_on: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl RevisionRow {
    /// What of it has to do with time.
    pub fn into_terms(self) -> Terms {
        Terms {
            revision: self.number,
            effective_from: self.effective_from,
            mode: self.mode.0,
            cadence: self.cadence.0,
            zone: self.time_zone.0,
            day_start: self.day_start.0,
            week_start: self.week_start.0,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = assignments, treat_none_as_default_value = false)]
pub(super) struct AssignmentInsert {
    pub practice_id: PracticeId,
    pub id: AssignmentId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub item_id: LibraryItemId,
    pub status: AsText<AssignmentStatus>,
    pub starts_on: NaiveDate,
    pub ends_on: Option<NaiveDate>,
    pub revision: i32,
    pub assigned_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = assignment_revisions, treat_none_as_default_value = false)]
pub(super) struct RevisionInsert {
    pub practice_id: PracticeId,
    pub assignment_id: AssignmentId,
    pub number: i32,
    pub effective_from: NaiveDate,
    pub item_id: LibraryItemId,
    pub item_version: i32,
    pub item_key: String,
    pub item_kind: AsText<Kind>,
    pub item_title: String,
    pub mode: AsText<Mode>,
    pub cadence: AsJson<Cadence>,
    pub minutes: Option<i32>,
    pub time_zone: AsText<TimeZone>,
    pub day_start: AsText<DayStart>,
    pub week_start: AsText<Weekday>,
    pub rationale_sealed: Option<Vec<u8>>,
    pub ends_on: Option<NaiveDate>,
    pub created_by: Option<StaffId>,
    pub created_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = assignment_participants, treat_none_as_default_value = false)]
pub(super) struct ParticipantInsert {
    pub practice_id: PracticeId,
    pub assignment_id: AssignmentId,
    pub client_id: ClientId,
    pub barrier_plan_sealed: Option<Vec<u8>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Where the rationale of a revision is sealed.
pub(super) const RATIONALE: &str = "assignment_revisions.rationale_sealed";

/// The ids that a revision's rationale is sealed to.
pub(super) fn rationale_place(practice: PracticeId, assignment: AssignmentId, revision: i32) -> [Uuid; 3] {
    [practice.uuid(), assignment.uuid(), Uuid::from_u128(revision.unsigned_abs().into())]
}

/// Where the barrier plan of a member is sealed.
pub(super) const BARRIER_PLAN: &str = "assignment_participants.barrier_plan_sealed";

/// The ids that a member's barrier plan is sealed to.
pub(super) fn barrier_plan_place(
    practice: PracticeId,
    assignment: AssignmentId,
    client: ClientId,
) -> [Uuid; 3] {
    [practice.uuid(), assignment.uuid(), client.uuid()]
}
