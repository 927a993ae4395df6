//! What a client reads of an item to write to.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::homework::library::content::{Content, Kind};
use crate::homework::library::draft::ItemKey;
use crate::homework::library::model::{ItemRow, LibraryItem, VersionRow};
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::{PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::LibraryItemId;

/// What a client can write to of its own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WritingPromptKind {
    /// Questions for a journal entry.
    Reflection,
    /// The words of a boundary.
    BoundaryScript,
}

impl WritingPromptKind {
    /// Both of them.
    pub(super) const ALL: [Self; 2] = [Self::Reflection, Self::BoundaryScript];

    /// The kind of item that it is.
    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Reflection => Kind::Reflection,
            Self::BoundaryScript => Kind::BoundaryScript,
        }
    }
}

/// Which of them to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListWritingPromptsQuery {
    /// Only this kind.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline)]
    pub kind: Option<WritingPromptKind>,
    /// Prompts of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// A published reflection or boundary script, as its `item_id` is written to.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "key": "setback-note", "kind": "reflection", "number": 1,
    "title": "A note after a setback", "summary": "A few lines, soon after.",
    "rationale": "Looking at a setback kindly can make it easier to begin again.", "minutes": 10,
    "content": {"kind": "reflection", "prompts": [
        {"key": "what_happened", "label": "What happened?", "help": null, "required": true,
            "answer": {"type": "text", "max_length": 1000}}
    ]},
    "version": 1
}))]
pub struct WritingPromptResponse {
    /// The id of the item.
    pub id: LibraryItemId,
    /// Its key.
    pub key: ItemKey,
    /// Its kind.
    #[schema(value_type = WritingPromptKind)]
    pub kind: Kind,
    /// The published version.
    #[schema(minimum = 1)]
    pub number: i32,
    /// Title.
    #[schema(max_length = 80)]
    pub title: String,
    /// In a sentence or two.
    #[schema(max_length = 200)]
    pub summary: String,
    /// Why it may help.
    #[schema(max_length = 600)]
    pub rationale: String,
    /// How long it takes, where that is said.
    #[schema(required, minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// Its questions and words.
    #[schema(value_type = Object)]
    pub content: Content,
    /// Grows with every change of the item.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for WritingPromptResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<LibraryItem> for WritingPromptResponse {
    /// What therapists note among themselves is no part of it.
    fn from(LibraryItem { item, version: words }: LibraryItem) -> Self {
        let ItemRow {
            id,
            key,
            kind: AsText(kind),
            built_in: _,
            copied_from: _,
            published_number: _,
            draft_number: _,
            retired_at: _,
            version,
            created_at: _,
            updated_at: _,
        } = item;
        let VersionRow {
            item_id: _,
            number,
            title,
            summary,
            rationale,
            audiences: _,
            default_cadence: _,
            default_minutes: minutes,
            tags: _,
            contraindications: _,
            unsuitable_under_hold: _,
            therapist_note: _,
            content: AsJson(content),
            published_at: _,
            created_by: _,
            created_at: _,
            updated_at: _,
        } = words;
        let key = ItemKey::of_row(key);
        Self { id, key, kind, number, title, summary, rationale, minutes, content, version }
    }
}
