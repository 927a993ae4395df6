//! Requests and answers of life events.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{LifeEventVisibility, Told};
use crate::homework::check_ins::Audience;
use crate::platform::http::rules::{calendar_date, chars, line, paragraphs, some, version_seven};
use crate::platform::http::{PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::{ClientId, CoupleId, LifeEventId};
use crate::platform::local_day::{date, some_date};

/// Something that happened. The id is made by the phone.
//
// Serialised only to compare a retry with what was sent first.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c95", "on": "2026-02-14", "title": "We moved house"
}))]
pub struct CreateLifeEventRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: LifeEventId,
    /// The couple in whose care it is told. Left out: it belongs to the client's own care.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_id: Option<CoupleId>,
    /// The local day that it is of.
    #[garde(custom(calendar_date))]
    #[serde(deserialize_with = "date")]
    pub on: NaiveDate,
    /// What happened. Kept sealed.
    #[garde(length(chars, min = 1, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Who may read it. Left out: `therapist`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<LifeEventVisibility>,
}

/// What an event says from now on. Whose it is, and in which care, cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"on": "2026-02-15", "title": "We moved house", "reason": "It was a day later."}))]
pub struct CorrectLifeEventRequest {
    /// The local day that it is of.
    #[garde(custom(calendar_date))]
    #[serde(deserialize_with = "date")]
    pub on: NaiveDate,
    /// What happened. Kept sealed.
    #[garde(length(chars, min = 1, max = 200), custom(line))]
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// Who may read it. Left out: as before.
    #[garde(skip)]
    #[serde(default)]
    pub visibility: Option<LifeEventVisibility>,
    /// Why it is corrected, kept with the earlier state.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which events to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLifeEventsQuery {
    /// Only of this local date and later.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub on_from: Option<NaiveDate>,
    /// Only of this local date and earlier: both ends count.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub on_to: Option<NaiveDate>,
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

impl ListLifeEventsQuery {
    /// The filter that a cursor is bound to.
    pub(super) fn bound(&self) -> impl std::fmt::Debug + use<> {
        (self.on_from, self.on_to)
    }
}

/// An event on a client's time line.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c95", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null,
    "on": "2026-02-14", "title": "We moved house", "visibility": "therapist", "audience": ["self", "care_team"], "version": 1,
    "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct LifeEventResponse {
    /// The id that the phone made.
    pub id: LifeEventId,
    /// The author.
    pub client_id: ClientId,
    /// The couple in whose care it is told; null for what belongs to the client's own care.
    pub couple_id: Option<CoupleId>,
    /// The local day that it is of.
    pub on: NaiveDate,
    /// What happened.
    #[schema(max_length = 200)]
    pub title: String,
    /// Who may read it.
    pub visibility: LifeEventVisibility,
    /// Those who can read it: never a partner.
    #[schema(max_items = 2)]
    pub audience: Vec<Audience>,
    /// Grows with every change that the reader reads.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for LifeEventResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Told> for LifeEventResponse {
    fn from(told: Told) -> Self {
        let Told { client_id, id, couple_id, state, version, created_at, updated_at } = told;
        let super::model::State { on, title, visibility } = state;
        let audience = visibility.audience();
        Self { id, client_id, couple_id, on, title, visibility, audience, version, created_at, updated_at }
    }
}

/// What an event said before a correction.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "on": "2026-02-14", "title": "We moved house", "visibility": "therapist",
    "edited_at": "2026-03-03T08:00:00Z", "reason": "It was a day later."
}))]
pub struct LifeEventVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// The local day.
    pub on: NaiveDate,
    /// What happened.
    #[schema(max_length = 200)]
    pub title: String,
    /// Who could read it.
    pub visibility: LifeEventVisibility,
    /// When it was corrected, by its author.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read both that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
