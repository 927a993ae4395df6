//! Answers of journal entries.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::authored::put_partner;
use crate::homework::check_ins::{Answer, Audience, Visibility};
use crate::homework::journals::model::{EntryRow, Place, Words};
use crate::homework::library::{Content, Prompt};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{
    AssignmentId, ClientId, CoupleId, JournalEntryId, LibraryItemId, PracticeId, SharedJournalEntryId,
};
use crate::platform::local_day::TimeZone;

/// The reflection that an entry answers, as it was then.
#[derive(Serialize, ToSchema)]
pub struct JournalPrompt {
    /// The library item.
    pub item_id: LibraryItemId,
    /// Its version, which never changes.
    #[schema(minimum = 1)]
    pub version: i32,
    /// What it is called.
    #[schema(max_length = 120)]
    pub title: String,
    /// Its questions.
    #[schema(max_items = 12)]
    pub questions: Vec<Prompt>,
}

impl JournalPrompt {
    /// From what is stored, where there is one.
    pub(in crate::homework::journals) fn of(
        item_id: Option<LibraryItemId>,
        version: Option<i32>,
        title: Option<String>,
        content: Option<AsJson<Content>>,
    ) -> Option<Self> {
        let questions = match content {
            Some(AsJson(Content::Reflection(reflection))) => reflection.prompts,
            Some(_) | None => Vec::new(),
        };
        Some(Self { item_id: item_id?, version: version?, title: title?, questions })
    }
}

/// A journal entry, as its author and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c50", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "assignment_id": null, "prompt": null,
    "written_at": "2026-03-02T21:10:00Z", "time_zone": "Europe/London", "local_date": "2026-03-02",
    "visibility": "private", "audience": ["self"], "shared_id": null, "can_be_noticed": false,
    "title": "After the walk", "text": "I noticed that I can say what I need.", "feelings": ["calm"], "answers": [],
    "received_at": "2026-03-02T21:12:00Z", "version": 1, "created_at": "2026-03-02T21:12:00Z",
    "updated_at": "2026-03-02T21:12:00Z"
}))]
pub struct JournalEntryResponse {
    /// The id that the phone made.
    pub id: JournalEntryId,
    /// The author.
    pub client_id: ClientId,
    /// The couple that it belongs to; null for what belongs to the author alone.
    pub couple_id: Option<CoupleId>,
    /// The assignment that it is for.
    pub assignment_id: Option<AssignmentId>,
    /// The reflection that it answers; null for a free entry.
    pub prompt: Option<JournalPrompt>,
    /// When it was written, corrected by what the phone's clock was wrong.
    pub written_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// Who may read it.
    pub visibility: Visibility,
    /// Those who can read it. Where a safety hold keeps it from the partner the care team alone is told so; its author is told
    /// what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// What it is called where it is shared with the partner; null while it is not.
    pub shared_id: Option<SharedJournalEntryId>,
    /// Whether the change that this answers took something back that the partner had, which can be noticed.
    pub can_be_noticed: bool,
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
    /// When it reached the service.
    pub received_at: DateTime<Utc>,
    /// Grows with every change that the reader reads.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for JournalEntryResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl JournalEntryResponse {
    /// The answer for an entry, its words opened; `copied` says whether the partner has it in fact.
    pub(in crate::homework::journals) fn open(
        row: EntryRow,
        copied: bool,
        practice: PracticeId,
        reader: Audience,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let version = row.track().told(reader);
        let EntryRow {
            client_id,
            id,
            couple_id,
            assignment_id,
            item_id,
            item_version,
            written_at,
            time_zone: AsText(time_zone),
            local_date,
            visibility: AsText(visibility),
            partner_ref,
            partner_version: _,
            words_sealed,
            received_at,
            version: _,
            team_version: _,
            created_at,
            updated_at,
            couple_ended_at,
            item_title,
            item_content,
        } = row;
        let Words { title, text, feelings, answers } =
            Words::open(Place { practice, client: client_id, id }, &words_sealed, key)?;
        let mut audience = visibility.audience(couple_ended_at.is_some());
        let mut shared_id = partner_ref;
        if reader == Audience::CareTeam {
            put_partner(&mut audience, copied && couple_ended_at.is_none());
            shared_id = shared_id.filter(|_| copied);
        }
        Ok(Self {
            id,
            client_id,
            couple_id,
            assignment_id,
            prompt: JournalPrompt::of(item_id, item_version, item_title, item_content),
            written_at,
            time_zone,
            local_date,
            visibility,
            audience,
            shared_id,
            can_be_noticed: false,
            title,
            text,
            feelings,
            answers,
            received_at,
            version,
            created_at,
            updated_at,
        })
    }
}

/// What an entry said before a correction.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "visibility": "private", "title": "After the walk", "text": "I noticed something.", "feelings": [],
    "answers": [], "edited_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "edited_at": "2026-03-03T08:00:00Z",
    "reason": "More came to my mind."
}))]
pub struct JournalEntryVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Who could read it.
    pub visibility: Visibility,
    /// The title.
    #[schema(max_length = 200)]
    pub title: Option<String>,
    /// What was written.
    #[schema(max_length = 20_000)]
    pub text: Option<String>,
    /// Feelings.
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// Answers.
    #[schema(max_items = 50)]
    pub answers: Vec<Answer>,
    /// Who corrected it: its author.
    pub edited_by: ClientId,
    /// When it was corrected.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read all that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
