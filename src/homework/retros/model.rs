//! Retros as rows, what is said in them, and the words for decisions and wins.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::homework::assignments::Mode;
use crate::homework::cadence::Cadence;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{
    AssignmentId, ClientId, CoupleId, LibraryItemId, MembershipId, PracticeId, StaffId,
};
use crate::schema::{clients, retro_readers, retro_wins, retros};

const WORDS: &str = "retros.words_sealed";

/// How homework goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RetroDecision)]
pub enum Decision {
    /// As it is.
    Keep,
    /// With other terms.
    Adjust,
    /// Not at all.
    Drop,
}

/// Where a retro stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RetroStatus {
    /// Written down.
    Proposed,
    /// Both partners agreed to this version.
    Agreed,
    /// It was carried out.
    Applied,
}

/// Who carried a retro out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = RetroAppliedBy)]
pub enum AppliedBy {
    /// The therapist.
    CareTeam,
    /// Both partners, by agreeing to it.
    Partners,
}

/// What makes a small win, by `wins-1`.
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
pub enum SmallWinKind {
    /// The streak that lasts is the longest one, of at least three periods.
    LongestStreak,
    /// Taken up again after a lapse, in the last five weeks, however long the lapse was.
    Returned,
    /// Met in each of the last four weeks.
    FourWeeks,
}

/// The terms that an adjusted assignment is to have; what is absent stays.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    pub cadence: Option<Cadence>,
    pub minutes: Option<i32>,
}

/// What was decided on one assignment, with what it was called then.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decided {
    pub assignment_id: AssignmentId,
    pub item_id: LibraryItemId,
    pub item_title: String,
    pub mode: Mode,
    pub version: i32,
    pub decision: Decision,
    pub change: Option<Change>,
    pub note: Option<String>,
}

/// Homework to be given anew.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Added {
    pub item_id: LibraryItemId,
    pub item_title: String,
    pub mode: Option<Mode>,
    pub cadence: Option<Cadence>,
    pub minutes: Option<i32>,
    pub note: Option<String>,
}

/// Everything that a version says; sealed as one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub small_wins: String,
    pub decisions: Vec<Decided>,
    pub additions: Vec<Added>,
    pub next_on: Option<NaiveDate>,
}

/// What names a version: practice, couple and its number among all versions.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub practice: PracticeId,
    pub couple: CoupleId,
    pub number: i32,
}

impl Place {
    pub fn ids(self) -> [Uuid; 3] {
        [self.practice.uuid(), self.couple.uuid(), Uuid::from_u128(self.number.unsigned_abs().into())]
    }
}

impl Words {
    /// The words, sealed for the row of their version.
    pub fn seal(&self, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &place.ids(), self)
    }

    /// Opens what [`Words::seal`] sealed.
    pub fn open(place: Place, sealed: &[u8], key: &PracticeKey) -> ApiResult<Self> {
        key.open(WORDS, &place.ids(), sealed)
    }
}

/// One version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = retros)]
pub(super) struct RetroRow {
    pub couple_id: CoupleId,
    pub number: i32,
    pub month: NaiveDate,
    pub local_date: NaiveDate,
    pub client_id: Option<ClientId>,
    pub words_sealed: Vec<u8>,
    pub version: i32,
    pub applied_at: Option<DateTime<Utc>>,
    pub applied_by: Option<AsText<AppliedBy>>,
}

#[derive(Insertable)]
#[diesel(table_name = retros, treat_none_as_default_value = false)]
pub(super) struct RetroInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub number: i32,
    pub month: NaiveDate,
    pub local_date: NaiveDate,
    pub client_id: Option<ClientId>,
    pub staff_id: Option<StaffId>,
    pub words_sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// That one of the two reads a version.
#[derive(Queryable, Selectable)]
#[diesel(table_name = retro_readers)]
pub(super) struct ReaderRow {
    pub number: i32,
    pub client_id: ClientId,
    pub own_number: i32,
    pub version: i32,
    pub agreed_at: Option<DateTime<Utc>>,
    pub agreement_reaches: bool,
    /// Whether the care team is told of it: not of somebody whose record is restricted, or who is erased.
    #[diesel(select_expression = clients::restricted_at.is_null())]
    pub shown: bool,
}

#[derive(Insertable)]
#[diesel(table_name = retro_readers)]
pub(super) struct ReaderInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub number: i32,
    pub client_id: ClientId,
    pub own_number: i32,
    pub fills_habit: bool,
    pub created_at: DateTime<Utc>,
}

/// A small win as it was brought in: its words do not change.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = retro_wins)]
pub struct WinRow {
    /// The first day of the month of the retro.
    pub month: NaiveDate,
    /// Whose it is.
    pub client_id: ClientId,
    /// The homework.
    pub assignment_id: AssignmentId,
    /// What makes it one.
    pub kind: AsText<SmallWinKind>,
    /// What the homework was called.
    pub item_title: String,
    /// Whether it is of homework of which one act counts for both.
    pub joint: bool,
    /// How many periods, of a streak.
    pub periods: Option<i32>,
    /// First local date.
    pub since: NaiveDate,
    /// Last local date.
    pub until: NaiveDate,
}

#[derive(Clone, Insertable)]
#[diesel(table_name = retro_wins, treat_none_as_default_value = false)]
pub(super) struct WinInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub month: NaiveDate,
    pub client_id: ClientId,
    pub assignment_id: AssignmentId,
    pub reader_id: MembershipId,
    pub kind: AsText<SmallWinKind>,
    pub item_title: String,
    pub joint: bool,
    pub periods: Option<i32>,
    pub since: NaiveDate,
    pub until: NaiveDate,
    pub created_at: DateTime<Utc>,
}
