//! Requests and answers of the library.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::cadence::LibraryCadence;
use super::content::{Content, Kind};
use super::draft::{Caution, ItemKey, LibraryDraft, Tag};
use super::model::ItemStatus;
use crate::homework::assignments::Mode;
use crate::platform::http::rules::{chars, line, some};
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{LibraryItemId, MembershipId};

/// Which items to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLibraryItemsQuery {
    /// Only these kinds; repeat for more than one.
    #[garde(length(max = 4))]
    #[serde(default)]
    #[param(max_items = 4)]
    pub kind: Vec<Kind>,
    /// Only for one of these audiences; repeat for more than one.
    #[garde(length(max = 4))]
    #[serde(default)]
    #[param(max_items = 4)]
    pub audience: Vec<Mode>,
    /// Only with one of these tags; repeat for more than one.
    #[garde(length(max = 20))]
    #[serde(default)]
    #[param(max_items = 20)]
    pub tag: Vec<Tag>,
    /// Only where they stand so; repeat for more than one.
    #[garde(length(max = 3))]
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<ItemStatus>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// A search in titles, summaries and tags.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "listen", "status": ["published"]}))]
pub struct SearchLibraryItemsRequest {
    /// Part of the title, the summary or a tag, in any case.
    #[garde(length(chars, max = 100), custom(line))]
    #[schema(min_length = 1, max_length = 100)]
    pub text: String,
    /// Only where they stand so; none given: all.
    #[garde(length(max = 3))]
    #[serde(default)]
    #[schema(max_items = 3)]
    pub status: Vec<ItemStatus>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// A new item of one's own, with its first draft.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"key": "walk-together", "draft": {
    "title": "A walk together", "summary": "Half an hour outside, side by side, phones at home.",
    "rationale": "Talking is often easier side by side than face to face.", "audiences": ["together"],
    "default_cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"},
    "tags": ["connection"], "contraindications": [], "unsuitable_under_hold": true,
    "content": {
        "kind": "habit", "steps": [{"key": "go_out", "text": "Go for a walk of half an hour."}], "slots": [],
        "counted": false
    }
}}))]
pub struct CreateLibraryItemRequest {
    /// Its name in the practice; made of the title when left out.
    #[garde(skip)]
    #[serde(default)]
    pub key: Option<ItemKey>,
    /// Its words.
    #[garde(dive)]
    pub draft: LibraryDraft,
}

/// A copy to write on.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Ten minutes, our way"}))]
pub struct CopyLibraryItemRequest {
    /// The name of the copy in the practice; made of the title when left out.
    #[garde(skip)]
    #[serde(default)]
    pub key: Option<ItemKey>,
    /// The title of the copy; that of the original when left out.
    #[garde(custom(some(chars(1, 80))), custom(some(line)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 80)]
    pub title: Option<String>,
}

/// An item in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "key": "walk-together", "kind": "habit", "status": "published",
    "built_in": false, "copied_from": null, "published_number": 1, "draft_number": null,
    "title": "A walk together", "summary": "Half an hour outside, side by side, phones at home.",
    "audiences": ["together"],
    "default_cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"},
    "default_minutes": 30, "tags": ["connection"], "unsuitable_under_hold": true, "version": 2,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:40:00Z"
}))]
pub struct LibraryItemSummary {
    /// The id.
    pub id: LibraryItemId,
    /// Its name in the practice.
    pub key: ItemKey,
    /// The kind of its content.
    pub kind: Kind,
    /// Where it stands.
    pub status: ItemStatus,
    /// Whether it came with the product.
    pub built_in: bool,
    /// The item it was copied from.
    pub copied_from: Option<LibraryItemId>,
    /// The version that is assigned; null before the first publication.
    #[schema(minimum = 1)]
    pub published_number: Option<i32>,
    /// The version that is being written; null when there is none, or the caller may not write.
    #[schema(minimum = 1)]
    pub draft_number: Option<i32>,
    /// What it is called.
    #[schema(max_length = 80)]
    pub title: String,
    /// What it is, in a sentence.
    #[schema(max_length = 200)]
    pub summary: String,
    /// For whom.
    #[schema(max_items = 4)]
    pub audiences: Vec<Mode>,
    /// How often, when nothing else is agreed.
    pub default_cadence: LibraryCadence,
    /// How many minutes, when nothing else is agreed.
    #[schema(minimum = 1, maximum = 600)]
    pub default_minutes: Option<i32>,
    /// What it is about.
    #[schema(max_items = 10)]
    pub tags: Vec<Tag>,
    /// Whether it is refused for somebody under a safety hold.
    pub unsuitable_under_hold: bool,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// An item with its published version, or with its draft when it was never published.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "key": "walk-together", "kind": "habit", "status": "published",
    "built_in": false, "copied_from": null, "published_number": 1, "draft_number": null, "retired_at": null,
    "version": 2, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:40:00Z",
    "current": {
        "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "version": 2, "number": 1,
        "title": "A walk together", "summary": "Half an hour outside, side by side, phones at home.",
        "rationale": "Talking is often easier side by side than face to face.", "audiences": ["together"],
        "default_cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"},
        "default_minutes": 30, "tags": ["connection"], "contraindications": [], "unsuitable_under_hold": true,
        "therapist_note": null, "content": {
            "kind": "habit", "steps": [{"key": "go_out", "text": "Go for a walk of half an hour."}], "slots": [],
            "counted": false
        },
        "published_at": "2026-03-02T18:40:00Z", "created_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14",
        "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:40:00Z"
    }
}))]
pub struct LibraryItemResponse {
    /// The id.
    pub id: LibraryItemId,
    /// Its name in the practice.
    pub key: ItemKey,
    /// The kind of its content.
    pub kind: Kind,
    /// Where it stands.
    pub status: ItemStatus,
    /// Whether it came with the product; then it can be copied and retired, but not edited.
    pub built_in: bool,
    /// The item it was copied from.
    pub copied_from: Option<LibraryItemId>,
    /// The version that is assigned; null before the first publication.
    #[schema(minimum = 1)]
    pub published_number: Option<i32>,
    /// The version that is being written; null when there is none, or the caller may not write.
    #[schema(minimum = 1)]
    pub draft_number: Option<i32>,
    /// When it was retired.
    pub retired_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// The published version, or the draft when there is none yet.
    pub current: LibraryVersionResponse,
}

/// A version of an item. A published one never changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "version": 2, "number": 1,
    "title": "A walk together", "summary": "Half an hour outside, side by side, phones at home.",
    "rationale": "Talking is often easier side by side than face to face.", "audiences": ["together"],
    "default_cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "week"},
    "default_minutes": 30, "tags": ["connection"], "contraindications": [], "unsuitable_under_hold": true,
    "therapist_note": null, "content": {
        "kind": "habit", "steps": [{"key": "go_out", "text": "Go for a walk of half an hour."}], "slots": [],
        "counted": false
    },
    "published_at": "2026-03-02T18:40:00Z", "created_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c14",
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:40:00Z"
}))]
pub struct LibraryVersionResponse {
    /// The item.
    pub item_id: LibraryItemId,
    /// The version of the item itself, which `If-Match` of a change takes.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Counts the versions of the item from 1.
    #[schema(minimum = 1)]
    pub number: i32,
    /// What it is called.
    #[schema(max_length = 80)]
    pub title: String,
    /// What it is, in a sentence.
    #[schema(max_length = 200)]
    pub summary: String,
    /// Why it may help.
    #[schema(max_length = 600)]
    pub rationale: String,
    /// For whom.
    #[schema(max_items = 4)]
    pub audiences: Vec<Mode>,
    /// How often, when nothing else is agreed.
    pub default_cadence: LibraryCadence,
    /// How many minutes, when nothing else is agreed.
    #[schema(minimum = 1, maximum = 600)]
    pub default_minutes: Option<i32>,
    /// What it is about.
    #[schema(max_items = 10)]
    pub tags: Vec<Tag>,
    /// When it should not be given.
    #[schema(max_items = 10)]
    pub contraindications: Vec<Caution>,
    /// Whether it is refused for somebody under a safety hold.
    pub unsuitable_under_hold: bool,
    /// A note among therapists; no client sees it.
    #[schema(max_length = 1000)]
    pub therapist_note: Option<String>,
    /// What it consists of.
    pub content: Content,
    /// When it was published; null of a draft.
    pub published_at: Option<DateTime<Utc>>,
    /// Who wrote it; null where it came with the product.
    pub created_by: Option<MembershipId>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}
