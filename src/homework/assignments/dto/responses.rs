//! Answers of assignments.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::assignments::model::{
    AssignmentRow, AssignmentStatus, RATIONALE, RevisionRow, rationale_place,
};
use crate::homework::cadence::{Cadence, Mode};
use crate::homework::library::{Content, Kind};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};

/// Homework of a client or a couple, under its newest terms: where a revision is scheduled, as it will be with that one.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
    "context": {"client_id": null, "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15"}, "mode": "each",
    "item": {"id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "key": "bids-for-connection", "kind": "habit", "version": 1,
        "title": "Small bids, small answers"},
    "status": "active", "starts_on": "2026-03-02", "ends_on": null,
    "cadence": {"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"}, "minutes": null,
    "time_zone": "Europe/London", "day_start": "03:00", "revision": 1, "effective_from": "2026-03-02",
    "rationale": "You both said that small moments get lost in the week.",
    "version": 1, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct AssignmentResponse {
    /// The id.
    pub id: AssignmentId,
    /// Whose it is.
    pub context: AssignmentContext,
    /// Whose act counts for whom.
    pub mode: Mode,
    /// The pinned library item.
    pub item: PinnedItem,
    /// Where it stands.
    pub status: AssignmentStatus,
    /// First local date.
    pub starts_on: NaiveDate,
    /// Last local date; null while it is open, and where it was stopped before its first day, so that it never ran.
    pub ends_on: Option<NaiveDate>,
    /// How often it is due.
    pub cadence: Cadence,
    /// How long it takes each time.
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// Its zone.
    pub time_zone: TimeZone,
    /// When its days begin.
    pub day_start: DayStart,
    /// The newest revision of the terms.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// First local date on which that revision holds; until then the one before it does.
    pub effective_from: NaiveDate,
    /// Why this helps.
    #[schema(max_length = 1000)]
    pub rationale: Option<String>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Whose homework it is: exactly one of the two is set.
#[derive(Serialize, ToSchema)]
pub struct AssignmentContext {
    /// The client.
    pub client_id: Option<ClientId>,
    /// The couple.
    pub couple_id: Option<CoupleId>,
}

/// The library item that an assignment pins.
#[derive(Serialize, ToSchema)]
pub struct PinnedItem {
    /// The id.
    pub id: LibraryItemId,
    /// Its key.
    #[schema(max_length = 60)]
    pub key: String,
    /// Its kind.
    pub kind: Kind,
    /// The pinned version, which never changes.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Its title in that version.
    #[schema(max_length = 80)]
    pub title: String,
}

impl Versioned for AssignmentResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl AssignmentResponse {
    /// The answer for a row, its rationale opened.
    pub fn open(row: AssignmentRow, practice: PracticeId, key: &PracticeKey) -> ApiResult<Self> {
        let AssignmentRow {
            id,
            client_id,
            couple_id,
            mode: AsText(mode),
            item_id,
            status: AsText(status),
            starts_on,
            ends_on,
            revision,
            version,
            created_at,
            updated_at,
            effective_from,
            item_version,
            cadence: AsJson(cadence),
            minutes,
            time_zone: AsText(time_zone),
            day_start: AsText(day_start),
            rationale_sealed,
            item_key,
            item_kind: AsText(kind),
            item_title,
        } = row;
        let sealed_to = rationale_place(practice, id, revision);
        let rationale = key.open_some(RATIONALE, &sealed_to, rationale_sealed.as_deref())?;
        let item = PinnedItem { id: item_id, key: item_key, kind, version: item_version, title: item_title };
        let context = AssignmentContext { client_id, couple_id };
        Ok(Self {
            id,
            context,
            mode,
            item,
            status,
            starts_on,
            ends_on: ends_on.filter(|last| *last >= starts_on),
            cadence,
            minutes,
            time_zone,
            day_start,
            revision,
            effective_from,
            rationale,
            version,
            created_at,
            updated_at,
        })
    }
}

/// What was asked from one day on.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "number": 1, "effective_from": "2026-03-02", "item_version": 1, "mode": "each",
    "cadence": {"type": "times_per_period", "times": 1, "every": 1, "unit": "day"}, "minutes": 10,
    "time_zone": "Europe/London", "day_start": "03:00", "week_start": "monday", "rationale": null,
    "ends_on": null, "created_at": "2026-03-02T18:30:00Z", "withdrawn_at": null
}))]
pub struct RevisionResponse {
    /// Its number, from 1.
    #[schema(minimum = 1)]
    pub number: i32,
    /// First local date on which it holds.
    pub effective_from: NaiveDate,
    /// The pinned version of the item.
    #[schema(minimum = 1)]
    pub item_version: i32,
    /// Whose act counted for whom.
    pub mode: Mode,
    /// How often it is due.
    pub cadence: Cadence,
    /// How long it takes each time.
    #[schema(minimum = 1, maximum = 600)]
    pub minutes: Option<i32>,
    /// Its zone.
    pub time_zone: TimeZone,
    /// When its days begin.
    pub day_start: DayStart,
    /// First day of its calendar weeks.
    pub week_start: Weekday,
    /// Why this helps.
    #[schema(max_length = 1000)]
    pub rationale: Option<String>,
    /// Last local date as it was planned with this revision; null where it was open.
    pub ends_on: Option<NaiveDate>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was taken back, or replaced by a later revision, before its day had come: it never held. Null of all others.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl RevisionResponse {
    pub(in crate::homework::assignments) fn open(
        row: RevisionRow,
        practice: PracticeId,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let RevisionRow {
            assignment_id,
            number,
            effective_from,
            item_version,
            item_title: _,
            mode: AsText(mode),
            cadence: AsJson(cadence),
            minutes,
            time_zone: AsText(time_zone),
            day_start: AsText(day_start),
            week_start: AsText(week_start),
            rationale_sealed,
            ends_on,
            created_at,
            withdrawn_at,
        } = row;
        let sealed_to = rationale_place(practice, assignment_id, number);
        let rationale = key.open_some(RATIONALE, &sealed_to, rationale_sealed.as_deref())?;
        Ok(Self {
            number,
            effective_from,
            item_version,
            mode,
            cadence,
            minutes,
            time_zone,
            day_start,
            week_start,
            rationale,
            ends_on,
            created_at,
            withdrawn_at,
        })
    }
}

/// What the pinned version of the library item says.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "key": "daily-check-in", "kind": "habit", "version": 1,
    "title": "Ten minutes for the two of you", "summary": "A short talk, phones away.",
    "rationale": "A talk that comes round regularly can make it easier to feel safe with each other.",
    "content": {"kind": "habit", "steps": [{"key": "phones_away", "text": "Put both phones out of reach."}], "slots": [],
        "counted": false}
}))]
pub struct AssignedItemResponse {
    /// The id of the item.
    pub id: LibraryItemId,
    /// Its key.
    #[schema(max_length = 60)]
    pub key: String,
    /// Its kind.
    pub kind: Kind,
    /// The pinned version.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Title.
    #[schema(max_length = 80)]
    pub title: String,
    /// In a sentence or two.
    #[schema(max_length = 200)]
    pub summary: String,
    /// Why it may help.
    #[schema(max_length = 600)]
    pub rationale: String,
    /// What to do and what may be noted, by kind.
    pub content: Content,
}

/// A pinned version never changes, so its number is its version.
impl Versioned for AssignedItemResponse {
    fn version(&self) -> i32 {
        self.version
    }
}
