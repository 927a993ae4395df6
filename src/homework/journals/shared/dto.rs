//! Answers of what a couple shares of its journals.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::model::SharedRow;
use crate::homework::check_ins::Answer;
use crate::homework::journals::dto::JournalPrompt;
use crate::homework::journals::model::{Place, Words};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId, SharedJournalEntryId};

/// A journal entry, as the couple shares it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c51", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "assignment_id": null, "prompt": null, "local_date": "2026-03-02", "title": "After the walk",
    "text": "I noticed that I can say what I need.", "feelings": ["calm"], "answers": [], "version": 1
}))]
pub struct SharedJournalEntryResponse {
    /// An id made when it was shared.
    pub id: SharedJournalEntryId,
    /// The author.
    pub client_id: ClientId,
    /// The assignment that it is for.
    pub assignment_id: Option<AssignmentId>,
    /// The reflection that it answers; null for a free entry.
    pub prompt: Option<JournalPrompt>,
    /// The author's local day.
    pub local_date: NaiveDate,
    /// A title.
    #[schema(max_length = 200)]
    pub title: Option<String>,
    /// What is written.
    #[schema(max_length = 20_000)]
    pub text: Option<String>,
    /// Keys of the feeling vocabulary, or own words.
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// Answers to the reflection's questions.
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
    /// Grows with every change of what is shared.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for SharedJournalEntryResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl SharedJournalEntryResponse {
    pub(super) fn open(row: SharedRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let SharedRow {
            entry_id,
            id,
            client_id,
            assignment_id,
            item_id,
            item_version,
            local_date,
            words_sealed,
            version,
            item_title,
            item_content,
        } = row;
        let Words { title, text, feelings, answers } =
            Words::open(Place { practice, client: client_id, id: entry_id }, &words_sealed, key)?;
        let prompt = JournalPrompt::of(item_id, item_version, item_title, item_content);
        Ok(Self { id, client_id, assignment_id, prompt, local_date, title, text, feelings, answers, version })
    }
}
