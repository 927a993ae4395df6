//! Requests of journal entries.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::homework::check_ins::{Answer, Visibility};
use crate::platform::http::rules::{calendar_date, chars, line, paragraphs, some, version_seven};
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{AssignmentId, CoupleId, JournalEntryId, LibraryItemId};
use crate::platform::local_day::{TimeZone, some_date};

/// A new entry: free, to the questions of a reflection, or for an assignment that is one. The id is made by the phone.
//
// Serialised only to compare a retry with what was sent first.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "written_at": "2026-03-02T21:10:00Z", "time_zone": "Europe/London", "sent_at": "2026-03-02T21:12:00Z",
    "title": "After the walk", "text": "I noticed that I can say what I need.", "feelings": ["calm"]
}))]
pub struct CreateJournalEntryRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: JournalEntryId,
    /// The couple that it belongs to; only what belongs to a couple can be shared with the partner. Left out: the author's
    /// own, or that of the assignment.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_id: Option<CoupleId>,
    /// The assignment that it is for, of a reflection.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_id: Option<AssignmentId>,
    /// The reflection that it answers, where that is no assignment; its published version is kept with the entry.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_id: Option<LibraryItemId>,
    /// When it was written, by the phone's clock.
    #[garde(skip)]
    pub written_at: DateTime<Utc>,
    /// The zone that the person was in.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// Who may read it. Left out: `private`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// A title.
    #[garde(custom(some(chars(1, 200))), custom(some(line)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// What is written.
    #[garde(custom(some(chars(1, 20_000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 20_000)]
    pub text: Option<String>,
    /// Keys of the feeling vocabulary, or own words.
    #[garde(length(max = 20), inner(length(chars, min = 1, max = 40), custom(line)))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// Answers to the reflection's questions, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
}

/// What an entry says from now on. Whose it is, to which questions and when it was written cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "After the walk", "text": "I can say what I need, and wait for an answer.", "visibility": "therapist",
    "reason": "More came to my mind."
}))]
pub struct CorrectJournalEntryRequest {
    /// Who may read it. Left out: as before, for nothing is shared by leaving something out.
    #[garde(skip)]
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// A title. Left out: taken away.
    #[garde(custom(some(chars(1, 200))), custom(some(line)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// What is written. Left out: taken away.
    #[garde(custom(some(chars(1, 20_000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 20_000)]
    pub text: Option<String>,
    /// Keys of the feeling vocabulary, or own words.
    #[garde(length(max = 20), inner(length(chars, min = 1, max = 40), custom(line)))]
    #[serde(default)]
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// Answers to the reflection's questions, at most one for each.
    #[garde(length(max = 50), dive)]
    #[serde(default)]
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
    /// Why it is corrected, kept with the earlier state.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which entries to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListJournalEntriesQuery {
    /// Only for this assignment.
    #[garde(skip)]
    pub assignment_id: Option<AssignmentId>,
    /// Only of this local date and later.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub local_date_from: Option<NaiveDate>,
    /// Only of this local date and earlier: both ends count.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub local_date_to: Option<NaiveDate>,
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

impl ListJournalEntriesQuery {
    /// The filter that a cursor is bound to.
    pub(in crate::homework::journals) fn bound(&self) -> impl std::fmt::Debug {
        (self.assignment_id, self.local_date_from, self.local_date_to)
    }
}
