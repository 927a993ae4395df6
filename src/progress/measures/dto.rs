//! Requests and answers of measures.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::instruments::{NoScoreReason, RaisedRisk, ScaleScore, Side};
use super::model::{Administered, ItemAnswer};
use crate::homework::check_ins::Audience;
use crate::people::crisis_resources::CrisisResourceResponse;
use crate::platform::http::rules::{calendar_date, chars, line, some, version_seven};
use crate::platform::http::{PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::{ClientId, CoupleId, MeasureId};
use crate::platform::local_day::TimeZone;

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
    pub local_date_from: Option<NaiveDate>,
    /// Only of this local date and earlier: both ends count.
    #[garde(custom(some(calendar_date)))]
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
    pub(super) fn bound(&self) -> impl std::fmt::Debug + use<> {
        (self.instrument.clone(), self.local_date_from, self.local_date_to)
    }
}

/// Answers to an instrument, with their scores.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c90", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null,
    "instrument": "gad-2", "instrument_version": 1, "title": "Generalized Anxiety Disorder, 2 items",
    "administered": "client", "occurred_at": "2026-03-02T18:10:00Z", "time_zone": "Europe/London",
    "local_date": "2026-03-02", "audience": ["self", "care_team"], "answers": [{"item": 1, "value": 1}, {"item": 2, "value": 2}],
    "complete": true, "scores": [{
        "scale": "total", "value": 3, "reason": null, "answered": 2, "items": 2, "prorated": false, "band": null,
        "sides": []
    }],
    "risks": [], "help": null, "received_at": "2026-03-02T18:12:00Z", "version": 1, "created_at": "2026-03-02T18:12:00Z",
    "updated_at": "2026-03-02T18:12:00Z"
}))]
pub struct MeasureResponse {
    /// The id that was made where it was answered.
    pub id: MeasureId,
    /// The client.
    pub client_id: ClientId,
    /// The couple in whose care it was asked; null for what belongs to the client's own care.
    pub couple_id: Option<CoupleId>,
    /// The instrument.
    #[schema(max_length = 40)]
    pub instrument: String,
    /// Its version, which never changes.
    #[schema(minimum = 1)]
    pub instrument_version: i32,
    /// What the instrument is called.
    #[schema(max_length = 160)]
    pub title: String,
    /// Who gave the answers to the service.
    pub administered: Administered,
    /// When it was answered, corrected by what the phone's clock was wrong.
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// Those who can read it: never a partner.
    #[schema(max_items = 2)]
    pub audience: Vec<Audience>,
    /// The answers, by item.
    #[schema(max_items = 100)]
    pub answers: Vec<ItemAnswer>,
    /// Whether every item that counts is answered.
    pub complete: bool,
    /// One for each scale, made from the answers now.
    #[schema(max_items = 12)]
    pub scores: Vec<ScaleResponse>,
    /// Answers that somebody must look at. Told to the care team only.
    #[schema(max_items = 20)]
    pub risks: Vec<RaisedRisk>,
    /// Where help is now, for a client whose answers ask for it.
    pub help: Option<HelpResponse>,
    /// When it reached the service.
    pub received_at: DateTime<Utc>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for MeasureResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// The score of one scale.
#[derive(Clone, Serialize, ToSchema)]
pub struct ScaleResponse {
    /// Name of the scale.
    #[schema(max_length = 40)]
    pub scale: String,
    /// The score, unrounded; null where too few items are answered.
    pub value: Option<f64>,
    /// Why there is no score.
    pub reason: Option<NoScoreReason>,
    /// Items of the scale that are answered.
    #[schema(minimum = 0)]
    pub answered: u16,
    /// Items of the scale.
    #[schema(minimum = 1)]
    pub items: u16,
    /// Whether items are missing and the score stands for all the same.
    pub prorated: bool,
    /// The band that it is in. Told to the care team only.
    #[schema(max_length = 80)]
    pub band: Option<String>,
    /// On which side of each cut-off it is. Told to the care team only.
    #[schema(max_items = 6)]
    pub sides: Vec<Side>,
}

impl ScaleResponse {
    /// What is told of a score: to a client the number without a judgement.
    pub(super) fn of(score: ScaleScore, to_client: bool) -> Self {
        let ScaleScore { scale, value, reason, n_answered, n_items, prorated, band, sides } = score;
        Self {
            scale,
            value,
            reason,
            answered: n_answered,
            items: n_items,
            prorated,
            band: band.filter(|_| !to_client),
            sides: if to_client { Vec::new() } else { sides },
        }
    }
}

/// Where help is, and that nobody watches.
#[derive(Clone, Serialize, ToSchema)]
pub struct HelpResponse {
    /// Says that nobody reads answers round the clock.
    #[schema(max_length = 400)]
    pub statement: &'static str,
    /// The practice's crisis resources.
    #[schema(max_items = 50)]
    pub crisis_resources: Vec<CrisisResourceResponse>,
}
