//! An appointment as a row, who may know of it, and what may become of it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::actor::{Access, Actor, Reader};
use crate::identity::memberships::Role;
use crate::people::care_teams::Context;
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AppointmentId, ClientId, CoupleId, PracticeId, StaffId};
use crate::platform::local_day::TimeZone;
use crate::schema::{appointments, staff};

/// Who may know of appointments: the front desk of all, clinicians of those in care, clients of the own ones and the
/// couple's.
pub enum CalendarReader {}
/// Who may write them: the front desk all, a therapist those in the own care.
pub enum CalendarWriter {}

impl Access for CalendarReader {
    const ROLES: &'static [Role] = &[Role::Supervisor, Role::Therapist, Role::FrontDesk, Role::Client];
}

impl Access for CalendarWriter {
    const ROLES: &'static [Role] = &[Role::Therapist, Role::FrontDesk];
}

/// Who reads the calendar. Owner and admin know names, not who meets whom when: that is the front desk's.
pub(super) fn reader_of<A: Access>(actor: &Actor<A>) -> Reader {
    Reader { all_contacts: actor.has(Role::FrontDesk), administers: false, ..actor.reader() }
}

/// What an appointment is for.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
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
pub enum AppointmentKind {
    /// A first meeting.
    Intake,
    /// A session.
    #[default]
    Session,
    /// A session that looks back.
    Review,
    /// The last one.
    Closing,
}

/// What became of an appointment.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
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
pub enum AppointmentStatus {
    /// It stands in the calendar.
    #[default]
    Planned,
    /// It took place.
    Held,
    /// It was called off.
    Cancelled,
    /// Nobody came.
    Missed,
}

/// An appointment with the name of the therapist.
#[derive(Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = appointments)]
pub struct AppointmentRow {
    /// The id.
    pub id: AppointmentId,
    /// The client, of an individual one.
    pub client_id: Option<ClientId>,
    /// The couple, of a joint one.
    pub couple_id: Option<CoupleId>,
    /// What the practice's own calendar calls it.
    pub external_id: Option<String>,
    /// The therapist.
    pub staff_id: StaffId,
    /// The therapist's name.
    #[diesel(select_expression = staff::name)]
    pub staff_name: String,
    /// What it is for.
    pub kind: AsText<AppointmentKind>,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it takes.
    pub minutes: i32,
    /// The zone whose wall clock it was agreed by.
    pub time_zone: AsText<TimeZone>,
    /// What became of it.
    pub status: AsText<AppointmentStatus>,
    /// Grows with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl AppointmentRow {
    /// Whom it is with.
    pub fn context(&self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), None) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            // A rule of the table leaves no other case.
            _ => Err(ApiError::Internal),
        }
    }

    /// When it ends.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.starts_at + TimeDelta::minutes(self.minutes.into())
    }

    /// Whether it says anything anew but what became of it: of a joint record that is frozen only that is still said.
    pub(super) fn is_moved_from(&self, before: &Self) -> bool {
        let told = Self { status: before.status, ..self.clone() };
        told != *before || (self.status != before.status && self.status.0 == AppointmentStatus::Planned)
    }
}

/// Refuses to say that something took place, or did not, before it could.
pub(super) fn check_begun(
    AsText(status): AsText<AppointmentStatus>,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let over = matches!(status, AppointmentStatus::Held | AppointmentStatus::Missed);
    if over && starts_at > now {
        let detail = "can be held or missed only once it has begun";
        return Err(ApiError::rule("/status", "not_begun", detail));
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = appointments, treat_none_as_default_value = false)]
pub(super) struct AppointmentInsert {
    pub practice_id: PracticeId,
    pub id: AppointmentId,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub external_id: Option<String>,
    pub staff_id: StaffId,
    pub kind: AsText<AppointmentKind>,
    pub starts_at: DateTime<Utc>,
    pub minutes: i32,
    pub time_zone: AsText<TimeZone>,
    pub status: AsText<AppointmentStatus>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
