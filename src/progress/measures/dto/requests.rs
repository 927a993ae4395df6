//! Requests of measures.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::http::rules::{calendar_date, chars, line, paragraphs, some, version_seven};
use crate::platform::http::{PageCursor, PageLimit};
use crate::platform::ids::kind::{CoupleId, MeasureId};
use crate::platform::local_day::{TimeZone, some_date};
use crate::progress::measures::model::ItemAnswer;

/// Answers to an instrument, all of them or some. The id is made by the phone.
//
// Serialised only to compare a retry with what was sent first.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c90", "instrument": "phq-9", "occurred_at": "2026-03-02T18:10:00Z",
    "time_zone": "Europe/London", "sent_at": "2026-03-02T18:12:00Z",
    "answers": [{"item": 1, "value": 1}, {"item": 2, "value": 2}]
}))]
pub struct CreateMeasureRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: MeasureId,
    /// The couple in whose care it was asked. Left out: it belongs to the client's own care.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_id: Option<CoupleId>,
    /// The instrument.
    #[garde(length(chars, min = 1, max = 40), custom(line))]
    #[schema(value_type = crate::progress::measures::dto::InstrumentKeyText)]
    pub instrument: String,
    /// The version that was answered. Left out: the newest.
    #[garde(inner(range(min = 1, max = 10_000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10000)]
    pub instrument_version: Option<i32>,
    /// When it was answered, by the phone's clock.
    #[garde(skip)]
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// The answers, at most one for each item.
    #[garde(length(min = 1, max = 100), dive)]
    #[schema(min_items = 1, max_items = 100)]
    pub answers: Vec<ItemAnswer>,
}

/// Key of an instrument, as schemas describe it.
#[derive(ToSchema)]
#[schema(
    value_type = String, min_length = 1, max_length = 40, pattern = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", example = "phq-9"
)]
pub struct InstrumentKeyText(pub String);

/// Key of an instrument as it stands in a path. What can be no key is no instrument's.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub struct InstrumentKey(pub String);

impl TryFrom<String> for InstrumentKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        match text.len() <= 40 && text.chars().all(fits) {
            true => Ok(Self(text)),
            false => Err("must be the key of an instrument"),
        }
    }
}

/// The answers as they are with those that were missing. What was answered stays as it was.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "answers": [{"item": 1, "value": 1}, {"item": 2, "value": 2}, {"item": 3, "value": 0}]
}))]
pub struct CompleteMeasureRequest {
    /// All answers: those from before, as they were, and further ones.
    #[garde(length(min = 1, max = 100), dive)]
    #[schema(min_items = 1, max_items = 100)]
    pub answers: Vec<ItemAnswer>,
}

/// Answers that take the place of those that were wrong.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "answers": [{"item": 1, "value": 2}, {"item": 2, "value": 2}], "reason": "I had read the first question the other way round."
}))]
pub struct CorrectMeasureRequest {
    /// All answers as they are right; what is left out is not answered any more.
    #[garde(length(min = 1, max = 100), dive)]
    #[schema(min_items = 1, max_items = 100)]
    pub answers: Vec<ItemAnswer>,
    /// Why it is corrected, kept with the earlier answers. Kept sealed.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which measures to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListMeasuresQuery {
    /// Only of this instrument.
    #[garde(custom(some(chars(1, 40))), custom(some(line)))]
    #[param(min_length = 1, max_length = 40)]
    pub instrument: Option<String>,
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

impl ListMeasuresQuery {
    /// The filter that a cursor is bound to.
    pub(in crate::progress::measures) fn bound(&self) -> impl std::fmt::Debug + use<> {
        (self.instrument.clone(), self.local_date_from, self.local_date_to)
    }
}
