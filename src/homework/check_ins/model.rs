//! Check-ins as rows, and who may read them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator;
use utoipa::ToSchema;

use crate::homework::cadence::Purpose;
use crate::platform::db::AsText;
use crate::platform::ids::kind::{
    AssignmentId, CheckInId, ClientId, CoupleId, PracticeId, ShareGrantId, SharedCheckInId,
};
use crate::platform::local_day::TimeZone;
use crate::schema::{check_in_personals, check_ins, couples};

/// What the author says happened.
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
pub enum Outcome {
    /// Counts 1, or `count`.
    Done,
    /// Counts one half.
    Partly,
    /// Counts nothing, and says so.
    NotDone,
    /// The occasion did not arise: excuses the period.
    NoOccasion,
}

impl Outcome {
    /// Whether it counts as an act, so that a number of acts means something.
    pub fn counts(self) -> bool {
        matches!(self, Self::Done | Self::Partly)
    }
}

/// Who may read something, from the narrowest on.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Visibility {
    /// The author alone.
    Private,
    /// The author and the care team.
    Therapist,
    /// Also the partner in this couple.
    Partner,
}

/// Those who may read something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The author.
    #[serde(rename = "self")]
    Author,
    /// The care team of the client or couple.
    CareTeam,
    /// The other partner.
    Partner,
}

impl Audience {
    /// Whether it reads what has this visibility. Every read and every told audience is decided here.
    pub fn reads(self, visibility: Visibility) -> bool {
        match self {
            Self::Author => true,
            Self::CareTeam => visibility >= Visibility::Therapist,
            Self::Partner => visibility >= Visibility::Partner,
        }
    }

    /// What it may read, for a query.
    pub fn readable(self) -> Vec<AsText<Visibility>> {
        Visibility::iter().filter(|visibility| self.reads(*visibility)).map(AsText).collect()
    }
}

impl Visibility {
    /// Who reads it; the partner only while the couple lasts.
    pub fn audience(self, couple_ended: bool) -> Vec<Audience> {
        let gone = |audience: &Audience| couple_ended && *audience == Audience::Partner;
        Audience::iter().filter(|audience| audience.reads(self) && !gone(audience)).collect()
    }
}

/// The act.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = check_ins)]
pub struct CheckInRow {
    pub client_id: ClientId,
    pub id: CheckInId,
    pub assignment_id: AssignmentId,
    pub couple_id: Option<CoupleId>,
    pub revision: i32,
    pub purpose: AsText<Purpose>,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub outcome: AsText<Outcome>,
    pub count: i32,
    pub minutes: Option<i32>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedCheckInId>,
    pub partner_version: i32,
    pub share_grant_id: Option<ShareGrantId>,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub partner_changed_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the couple ended, of an act in a couple.
    #[diesel(select_expression = couples::ended_at.nullable())]
    pub couple_ended_at: Option<DateTime<Utc>>,
}

/// The author's personal part, sealed.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = check_in_personals)]
pub struct PersonalRow {
    pub visibility: AsText<Visibility>,
    pub effort: Option<i16>,
    pub helpfulness: Option<i16>,
    pub closeness: Option<i16>,
    pub words_sealed: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = check_ins, treat_none_as_default_value = false)]
pub struct CheckInInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: CheckInId,
    pub assignment_id: AssignmentId,
    pub couple_id: Option<CoupleId>,
    pub revision: i32,
    pub purpose: AsText<Purpose>,
    pub occurred_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub outcome: AsText<Outcome>,
    pub count: i32,
    pub minutes: Option<i32>,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedCheckInId>,
    pub share_grant_id: Option<ShareGrantId>,
    pub first_digest: Vec<u8>,
    pub team_version: i32,
    pub team_changed_at: Option<DateTime<Utc>>,
    pub partner_changed_at: Option<DateTime<Utc>>,
    pub received_at: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = check_in_personals, treat_none_as_default_value = false)]
pub struct PersonalInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub check_in_id: CheckInId,
    pub visibility: AsText<Visibility>,
    pub effort: Option<i16>,
    pub helpfulness: Option<i16>,
    pub closeness: Option<i16>,
    pub words_sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
