//! The partner's copy of a shared entry, as a row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::homework::journals::model::{EntryRow, Place};
use crate::homework::library::Content;
use crate::platform::db::AsJson;
use crate::platform::ids::kind::{
    AssignmentId, ClientId, CoupleId, JournalEntryId, LibraryItemId, PracticeId, SharedJournalEntryId,
};
use crate::schema::{library_versions, shared_journal_entries};

/// A shared entry. The author's own id serves only to open the words, and never leaves.
#[derive(Queryable, Selectable)]
#[diesel(table_name = shared_journal_entries)]
pub struct SharedRow {
    pub entry_id: JournalEntryId,
    pub id: SharedJournalEntryId,
    pub client_id: ClientId,
    pub assignment_id: Option<AssignmentId>,
    pub item_id: Option<LibraryItemId>,
    pub item_version: Option<i32>,
    pub local_date: NaiveDate,
    pub words_sealed: Vec<u8>,
    pub version: i32,
    #[diesel(select_expression = library_versions::title.nullable())]
    pub item_title: Option<String>,
    #[diesel(select_expression = library_versions::content.nullable())]
    pub item_content: Option<AsJson<Content>>,
}

/// A copy to be made.
#[derive(Insertable)]
#[diesel(table_name = shared_journal_entries, treat_none_as_default_value = false)]
pub struct SharedInsert {
    pub practice_id: PracticeId,
    pub couple_id: CoupleId,
    pub id: SharedJournalEntryId,
    /// What the author is told that it is called: the same, but where it was first shared under a hold.
    pub author_ref: SharedJournalEntryId,
    pub client_id: ClientId,
    pub entry_id: JournalEntryId,
    pub assignment_id: Option<AssignmentId>,
    pub item_id: Option<LibraryItemId>,
    pub item_version: Option<i32>,
    pub local_date: NaiveDate,
    pub words_sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SharedInsert {
    /// What the partner gets of an entry, if anything.
    pub fn of(row: &EntryRow, place: Place) -> Option<Self> {
        Some(Self {
            practice_id: place.practice,
            couple_id: row.couple_id?,
            id: row.partner_ref?,
            author_ref: row.partner_ref?,
            client_id: place.client,
            entry_id: place.id,
            assignment_id: row.assignment_id,
            item_id: row.item_id,
            item_version: row.item_version,
            local_date: row.local_date,
            words_sealed: row.words_sealed.clone(),
            created_at: row.updated_at,
            updated_at: row.updated_at,
        })
    }

    /// The same under an id made now: an id tells when it was made, and what was shared under a hold must not tell that there
    /// was one.
    #[must_use]
    pub fn under_a_new_id(self) -> Self {
        Self { id: SharedJournalEntryId::generate(), ..self }
    }
}
