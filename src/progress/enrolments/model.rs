//! Enrolments, their steps and what was released, as rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::people::care_teams::Context;
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{
    AssignmentId, ClientId, CoupleId, EnrolmentId, LibraryItemId, PracticeId, ProgrammeId, StaffId,
};
use crate::schema::{enrolment_releases, enrolment_steps, enrolments};

/// Where an enrolment stands.
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
pub enum EnrolmentStatus {
    /// Steps are released when their time has come.
    Active,
    /// Nothing is released for the time being.
    Paused,
    /// All steps were released.
    Completed,
    /// It ended before that: what was not released never will be.
    Ended,
}

/// Why a step was not released when its time had come.
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
pub enum HeldUpBy {
    /// Its item is not for somebody under a safety hold.
    Hold,
    /// Its item cannot be assigned any more.
    Item,
    /// The practice wants an agreement of both partners first.
    Agreement,
    /// Whoever enrolled no longer cares for who would get it; a therapist who does carries it on by pausing and resuming.
    Care,
}

/// An enrolment.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = enrolments)]
pub struct EnrolmentRow {
    pub id: EnrolmentId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub programme_id: ProgrammeId,
    pub number: i32,
    pub status: AsText<EnrolmentStatus>,
    pub starts_on: NaiveDate,
    pub shifted_days: i32,
    pub paused_on: Option<NaiveDate>,
    pub enrolled_by: StaffId,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl EnrolmentRow {
    /// Who is enrolled.
    pub fn context(&self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), _) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            (None, None) => Err(ApiError::Internal),
        }
    }

    /// Days of pauses.
    pub fn shifted(&self) -> u64 {
        u64::try_from(self.shifted_days).unwrap_or_default()
    }
}

/// What a step gives to one recipient.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = enrolment_steps)]
pub struct StepRow {
    pub enrolment_id: EnrolmentId,
    pub position: i32,
    pub recipient_id: Uuid,
    pub client_id: Option<ClientId>,
    pub item_id: Option<LibraryItemId>,
    pub held_up_by: Option<AsText<HeldUpBy>>,
    pub changes: i32,
    pub changed_at: Option<DateTime<Utc>>,
}

impl StepRow {
    /// Who gets it, of an enrolment.
    pub fn recipient(&self, row: &EnrolmentRow) -> ApiResult<Context> {
        self.client_id.map_or_else(|| row.context(), |client| Ok(Context::Client(client)))
    }
}

/// What was released.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = enrolment_releases)]
pub struct ReleaseRow {
    pub enrolment_id: EnrolmentId,
    pub position: i32,
    pub recipient_id: Uuid,
    pub assignment_id: AssignmentId,
    pub released_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = enrolments, treat_none_as_default_value = false)]
pub struct EnrolmentInsert {
    pub practice_id: PracticeId,
    pub id: EnrolmentId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub programme_id: ProgrammeId,
    pub number: i32,
    pub status: AsText<EnrolmentStatus>,
    pub starts_on: NaiveDate,
    pub enrolled_by: StaffId,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = enrolment_steps, treat_none_as_default_value = false)]
pub struct StepInsert {
    pub practice_id: PracticeId,
    pub enrolment_id: EnrolmentId,
    pub position: i32,
    pub recipient_id: Uuid,
    pub client_id: Option<ClientId>,
    pub item_id: Option<LibraryItemId>,
}

#[derive(Insertable)]
#[diesel(table_name = enrolment_releases, treat_none_as_default_value = false)]
pub struct ReleaseInsert {
    pub practice_id: PracticeId,
    pub enrolment_id: EnrolmentId,
    pub position: i32,
    pub recipient_id: Uuid,
    pub client_id: Option<ClientId>,
    pub assignment_id: AssignmentId,
    pub released_at: DateTime<Utc>,
}
