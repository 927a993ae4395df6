//! Rows of the library as answers.

use super::draft::{Caution, ItemKey, Tag};
use super::dto::{LibraryItemResponse, LibraryItemSummary, LibraryVersionResponse};
use super::model::{HeadlineRow, ItemRow, LibraryItem, VersionRow};
use crate::identity::actor::Reader;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::Versioned;

/// Whether the reader writes items: drafts are for those who do.
pub(super) fn is_writer(reader: &Reader) -> bool {
    reader.therapist || reader.supervisor
}

impl Versioned for LibraryItemResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

// The words of a published version stay, but a draft under the same number becomes one: only the item's version
// tells the two apart.
impl Versioned for LibraryVersionResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl LibraryItemSummary {
    pub(super) fn new((item, headline): (ItemRow, HeadlineRow), reader: &Reader) -> Self {
        let status = item.status();
        let ItemRow {
            id,
            key,
            kind: AsText(kind),
            built_in,
            copied_from,
            published_number,
            draft_number,
            retired_at: _,
            version,
            created_at,
            updated_at,
        } = item;
        let HeadlineRow {
            title,
            summary,
            audiences,
            default_cadence: AsJson(default_cadence),
            default_minutes,
            tags,
            unsuitable_under_hold,
        } = headline;
        Self {
            id,
            key: ItemKey::of_row(key),
            kind,
            status,
            built_in,
            copied_from,
            published_number,
            draft_number: draft_number.filter(|_| is_writer(reader)),
            title,
            summary,
            audiences: audiences.into_iter().map(|AsText(mode)| mode).collect(),
            default_cadence,
            default_minutes,
            tags: tags.into_iter().map(Tag::of_row).collect(),
            unsuitable_under_hold,
            version,
            created_at,
            updated_at,
        }
    }
}

impl LibraryItemResponse {
    pub(super) fn new(LibraryItem { item, version: words }: LibraryItem, reader: &Reader) -> Self {
        let status = item.status();
        let ItemRow {
            id,
            key,
            kind: AsText(kind),
            built_in,
            copied_from,
            published_number,
            draft_number,
            retired_at,
            version,
            created_at,
            updated_at,
        } = item;
        Self {
            id,
            key: ItemKey::of_row(key),
            kind,
            status,
            built_in,
            copied_from,
            published_number,
            draft_number: draft_number.filter(|_| is_writer(reader)),
            retired_at,
            version,
            created_at,
            updated_at,
            current: LibraryVersionResponse::new(words, version),
        }
    }
}

impl LibraryVersionResponse {
    pub(super) fn new(words: VersionRow, version: i32) -> Self {
        let VersionRow {
            item_id,
            number,
            title,
            summary,
            rationale,
            audiences,
            default_cadence: AsJson(default_cadence),
            default_minutes,
            tags,
            contraindications,
            unsuitable_under_hold,
            therapist_note,
            content: AsJson(content),
            published_at,
            created_by,
            created_at,
            updated_at,
        } = words;
        Self {
            item_id,
            version,
            number,
            title,
            summary,
            rationale,
            audiences: audiences.into_iter().map(|AsText(mode)| mode).collect(),
            default_cadence,
            default_minutes,
            tags: tags.into_iter().map(Tag::of_row).collect(),
            contraindications: contraindications.into_iter().map(Caution::of_row).collect(),
            unsuitable_under_hold,
            therapist_note,
            content,
            published_at,
            created_by,
            created_at,
            updated_at,
        }
    }
}
