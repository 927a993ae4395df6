//! Journal entries as rows, and their words.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::homework::authored::{Place as PlaceOf, Track};
use crate::homework::check_ins::{Answer, Visibility};
use crate::homework::library::Content;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{
    AssignmentId, ClientId, CoupleId, JournalEntry, JournalEntryId, LibraryItemId, PracticeId,
    SharedJournalEntry, SharedJournalEntryId,
};
use crate::platform::local_day::TimeZone;
use crate::schema::{couples, journal_entries, library_versions};

/// What names an entry.
pub type Place = PlaceOf<JournalEntry>;

const WORDS: &str = "journal_entries.words_sealed";
/// The column of earlier states.
pub const STATE: &str = "journal_entry_versions.state_sealed";

/// What an entry says; sealed as one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub title: Option<String>,
    pub text: Option<String>,
    pub feelings: Vec<String>,
    pub answers: Vec<Answer>,
}

/// What the author may correct.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub visibility: Visibility,
    pub words: Words,
}

impl Words {
    /// The words, sealed for the row of their entry.
    pub fn seal(&self, place: Place, key: &PracticeKey) -> ApiResult<Vec<u8>> {
        key.seal(WORDS, &place.ids(), self)
    }

    /// Opens what [`Words::seal`] sealed.
    pub fn open(place: Place, sealed: &[u8], key: &PracticeKey) -> ApiResult<Self> {
        key.open(WORDS, &place.ids(), sealed)
    }

    /// Whether they say nothing.
    pub fn are_none(&self) -> bool {
        self.text.is_none() && self.feelings.is_empty() && self.answers.is_empty()
    }
}

/// An entry.
#[derive(Clone, Queryable, Selectable)]
#[diesel(table_name = journal_entries)]
pub struct EntryRow {
    pub client_id: ClientId,
    pub id: JournalEntryId,
    pub couple_id: Option<CoupleId>,
    pub assignment_id: Option<AssignmentId>,
    pub item_id: Option<LibraryItemId>,
    pub item_version: Option<i32>,
    pub written_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedJournalEntryId>,
    pub partner_version: i32,
    pub words_sealed: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub version: i32,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When the couple ended, of an entry in a couple.
    #[diesel(select_expression = couples::ended_at.nullable())]
    pub couple_ended_at: Option<DateTime<Utc>>,
    /// What the reflection is called.
    #[diesel(select_expression = library_versions::title.nullable())]
    pub item_title: Option<String>,
    /// What it asks.
    #[diesel(select_expression = library_versions::content.nullable())]
    pub item_content: Option<AsJson<Content>>,
}

impl EntryRow {
    /// Its versions and how it is shared.
    pub fn track(&self) -> Track<SharedJournalEntry> {
        Track {
            visibility: self.visibility.0,
            partner_ref: self.partner_ref,
            partner_version: self.partner_version,
            version: self.version,
            team_version: self.team_version,
        }
    }

    /// The row after a change.
    #[must_use]
    pub fn with(self, track: Track<SharedJournalEntry>, words_sealed: Vec<u8>, now: DateTime<Utc>) -> Self {
        let Track { visibility, partner_ref, partner_version, version, team_version } = track;
        let visibility = AsText(visibility);
        Self {
            visibility,
            partner_ref,
            partner_version,
            version,
            team_version,
            words_sealed,
            updated_at: now,
            ..self
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = journal_entries, treat_none_as_default_value = false)]
pub struct EntryInsert {
    pub practice_id: PracticeId,
    pub client_id: ClientId,
    pub id: JournalEntryId,
    pub couple_id: Option<CoupleId>,
    pub assignment_id: Option<AssignmentId>,
    pub item_id: Option<LibraryItemId>,
    pub item_version: Option<i32>,
    pub written_at: DateTime<Utc>,
    pub time_zone: AsText<TimeZone>,
    pub local_date: NaiveDate,
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedJournalEntryId>,
    pub words_sealed: Vec<u8>,
    pub first_digest: Vec<u8>,
    pub received_at: DateTime<Utc>,
    pub team_version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a correction changes.
#[derive(AsChangeset)]
#[diesel(table_name = journal_entries, treat_none_as_null = true)]
pub struct EntryUpdate {
    pub visibility: AsText<Visibility>,
    pub partner_ref: Option<SharedJournalEntryId>,
    pub partner_version: i32,
    pub words_sealed: Vec<u8>,
    pub version: i32,
    pub team_version: i32,
    pub updated_at: DateTime<Utc>,
}

impl EntryUpdate {
    /// To what a row has become.
    pub fn of(row: &EntryRow) -> Self {
        Self {
            visibility: row.visibility,
            partner_ref: row.partner_ref,
            partner_version: row.partner_version,
            words_sealed: row.words_sealed.clone(),
            version: row.version,
            team_version: row.team_version,
            updated_at: row.updated_at,
        }
    }
}
