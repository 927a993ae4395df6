//! Items and their versions as rows.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::cadence::LibraryCadence;
use super::content::{Content, Kind};
use super::draft::{Caution, ItemKey, LibraryDraft, Tag};
use crate::homework::assignments::Mode;
use crate::platform::db::{AsJson, AsText};
use crate::platform::ids::kind::{LibraryItemId, MembershipId, PracticeId};
use crate::schema::{library_items, library_versions};

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemStatus {
    /// Can be assigned.
    Published,
    /// Was never published.
    Draft,
    /// Is not to be assigned any more; what runs goes on.
    Retired,
}

/// An item without its words.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = library_items)]
pub struct ItemRow {
    /// The id.
    pub id: LibraryItemId,
    /// Its name in the practice.
    pub key: String,
    /// The kind of its content.
    pub kind: AsText<Kind>,
    /// Whether it came with the product.
    pub built_in: bool,
    /// The item it was copied from.
    pub copied_from: Option<LibraryItemId>,
    /// The version that is assigned; none before the first publication.
    pub published_number: Option<i32>,
    /// The version that is being written.
    pub draft_number: Option<i32>,
    /// When it was retired.
    pub retired_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl ItemRow {
    /// Where it stands.
    pub fn status(&self) -> ItemStatus {
        match (self.retired_at, self.published_number) {
            (Some(_), _) => ItemStatus::Retired,
            (None, Some(_)) => ItemStatus::Published,
            (None, None) => ItemStatus::Draft,
        }
    }

    /// The number of the version after the published one.
    pub(super) fn next_number(&self) -> i32 {
        self.published_number.unwrap_or(0) + 1
    }
}

/// A version of an item, or its draft while `published_at` is none.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = library_versions)]
pub struct VersionRow {
    /// The item.
    pub item_id: LibraryItemId,
    /// Counts from 1.
    pub number: i32,
    /// What it is called.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Why it may help.
    pub rationale: String,
    /// For whom.
    pub audiences: Vec<AsText<Mode>>,
    /// How often, when nothing else is agreed.
    pub default_cadence: AsJson<LibraryCadence>,
    /// How many minutes, when nothing else is agreed.
    pub default_minutes: Option<i32>,
    /// What it is about.
    pub tags: Vec<String>,
    /// When it should not be given.
    pub contraindications: Vec<String>,
    /// Whether it is refused under a safety hold.
    pub unsuitable_under_hold: bool,
    /// A note among therapists.
    pub therapist_note: Option<String>,
    /// What it consists of.
    pub content: AsJson<Content>,
    /// When it was published; it does not change from then on.
    pub published_at: Option<DateTime<Utc>>,
    /// Who wrote it; nobody where it came with the product.
    pub created_by: Option<MembershipId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl VersionRow {
    /// Its words.
    pub fn draft(&self) -> LibraryDraft {
        LibraryDraft {
            title: self.title.clone(),
            summary: self.summary.clone(),
            rationale: self.rationale.clone(),
            audiences: self.audiences.iter().map(|AsText(mode)| *mode).collect(),
            default_cadence: self.default_cadence.0.clone(),
            default_minutes: self.default_minutes,
            tags: self.tags.iter().cloned().map(Tag::of_row).collect(),
            contraindications: self.contraindications.iter().cloned().map(Caution::of_row).collect(),
            unsuitable_under_hold: self.unsuitable_under_hold,
            therapist_note: self.therapist_note.clone(),
            content: self.content.0.clone(),
        }
    }
}

/// What a list tells of a version.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = library_versions)]
pub(super) struct HeadlineRow {
    pub title: String,
    pub summary: String,
    pub audiences: Vec<AsText<Mode>>,
    pub default_cadence: AsJson<LibraryCadence>,
    pub default_minutes: Option<i32>,
    pub tags: Vec<String>,
    pub unsuitable_under_hold: bool,
}

/// An item with one of its versions: the published one, or the draft of an item that was never published.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryItem {
    /// The item.
    pub item: ItemRow,
    /// The version.
    pub version: VersionRow,
}

#[derive(Insertable)]
#[diesel(table_name = library_items, treat_none_as_default_value = false)]
pub(super) struct ItemInsert<'a> {
    pub practice_id: PracticeId,
    pub id: LibraryItemId,
    pub key: &'a str,
    pub kind: AsText<Kind>,
    pub built_in: bool,
    pub copied_from: Option<LibraryItemId>,
    pub published_number: Option<i32>,
    pub draft_number: Option<i32>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

#[derive(Insertable)]
#[diesel(table_name = library_versions, treat_none_as_default_value = false)]
pub(super) struct VersionInsert<'a> {
    pub practice_id: PracticeId,
    pub item_id: LibraryItemId,
    pub number: i32,
    pub title: &'a str,
    pub summary: &'a str,
    pub rationale: &'a str,
    pub audiences: Vec<AsText<Mode>>,
    pub default_cadence: AsJson<&'a LibraryCadence>,
    pub default_minutes: Option<i32>,
    pub tags: Vec<&'a str>,
    pub contraindications: Vec<&'a str>,
    pub unsuitable_under_hold: bool,
    pub therapist_note: Option<&'a str>,
    pub content: AsJson<&'a Content>,
    pub published_at: Option<DateTime<Utc>>,
    pub created_by: Option<MembershipId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A version to be made: of which item, by whom and when.
#[derive(Clone, Copy)]
pub(super) struct NewVersion {
    pub practice: PracticeId,
    pub item: LibraryItemId,
    pub number: i32,
    pub published_at: Option<DateTime<Utc>>,
    pub by: Option<MembershipId>,
    pub at: DateTime<Utc>,
}

impl<'a> VersionInsert<'a> {
    pub fn new(new: NewVersion, words: &'a LibraryDraft) -> Self {
        Self {
            practice_id: new.practice,
            item_id: new.item,
            number: new.number,
            title: &words.title,
            summary: &words.summary,
            rationale: &words.rationale,
            audiences: words.audiences.iter().copied().map(AsText).collect(),
            default_cadence: AsJson(&words.default_cadence),
            default_minutes: words.default_minutes,
            tags: words.tags.iter().map(Tag::as_str).collect(),
            contraindications: words.contraindications.iter().map(Caution::as_str).collect(),
            unsuitable_under_hold: words.unsuitable_under_hold,
            therapist_note: words.therapist_note.as_deref(),
            content: AsJson(&words.content),
            published_at: new.published_at,
            created_by: new.by,
            created_at: new.at,
            updated_at: new.at,
        }
    }
}

/// An item that is written for the first time, with its draft.
pub(super) struct NewItem<'a> {
    pub practice: PracticeId,
    pub id: LibraryItemId,
    pub key: &'a ItemKey,
    pub copied_from: Option<LibraryItemId>,
    pub words: &'a LibraryDraft,
    pub by: MembershipId,
    pub at: DateTime<Utc>,
}
