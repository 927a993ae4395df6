//! Requests for measures as they are asked and answered.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::RequestRow;
use super::rhythm::MeasureRhythm;
use crate::platform::db::AsText;
use crate::platform::http::Versioned;
use crate::platform::http::rules::{calendar_date, line, some};
use crate::platform::ids::kind::{ClientId, CoupleId, MeasureId, MeasureRequestId};
use crate::platform::local_day::some_date;

/// Asks for a measure.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"instrument": "phq-9", "rhythm": "weeks", "every_weeks": 4}))]
pub struct CreateMeasureRequestRequest {
    /// The instrument; never a safety screen.
    #[garde(length(chars, min = 1, max = 40), custom(line))]
    #[schema(value_type = crate::progress::measures::dto::InstrumentKeyText)]
    pub instrument: String,
    /// How often.
    #[garde(skip)]
    pub rhythm: MeasureRhythm,
    /// The first local day, at most 366 days ago or ahead; answers from that day on count. Left out: today.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub starts_on: Option<NaiveDate>,
    /// The day by which `once` is to be answered. Left out: the first day.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub due_on: Option<NaiveDate>,
    /// How many weeks a stretch of `weeks` has.
    #[garde(inner(range(min = 1, max = 52)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 52)]
    pub every_weeks: Option<i32>,
    /// How many days before an appointment it is asked, but not before the day after the last one. Left out: 3.
    #[garde(inner(range(min = 0, max = 14)))]
    #[serde(default)]
    #[schema(minimum = 0, maximum = 14)]
    pub days_before: Option<i32>,
    /// The last local day on which it is asked. Left out: until it is ended.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub ends_on: Option<NaiveDate>,
}

/// What asks a client for a measure.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c91", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null,
    "instrument": "phq-9", "rhythm": "weeks", "starts_on": "2026-03-02", "due_on": null, "every_weeks": 4,
    "days_before": null, "ends_on": null, "ended_at": null, "version": 1, "created_at": "2026-03-02T18:30:00Z",
    "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct MeasureRequestResponse {
    /// The id.
    pub id: MeasureRequestId,
    /// The client who is asked.
    pub client_id: ClientId,
    /// The couple in whose care it is asked; null for what belongs to the client's own care.
    pub couple_id: Option<CoupleId>,
    /// The instrument; it is answered in its newest version.
    #[schema(max_length = 40)]
    pub instrument: String,
    /// How often.
    pub rhythm: MeasureRhythm,
    /// The first local day.
    pub starts_on: NaiveDate,
    /// The day by which `once` is to be answered.
    pub due_on: Option<NaiveDate>,
    /// How many weeks a stretch of `weeks` has.
    #[schema(minimum = 1, maximum = 52)]
    pub every_weeks: Option<i32>,
    /// How many days before an appointment it is asked.
    #[schema(minimum = 0, maximum = 14)]
    pub days_before: Option<i32>,
    /// The last local day on which it is asked.
    pub ends_on: Option<NaiveDate>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for MeasureRequestResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<RequestRow> for MeasureRequestResponse {
    fn from(row: RequestRow) -> Self {
        let RequestRow {
            id,
            client_id,
            couple_id,
            instrument_key,
            rhythm: AsText(rhythm),
            starts_on,
            due_on,
            every_weeks,
            days_before,
            ends_on,
            ended_at,
            version,
            created_at,
            updated_at,
        } = row;
        Self {
            id,
            client_id,
            couple_id,
            instrument: instrument_key,
            rhythm,
            starts_on,
            due_on,
            every_weeks,
            days_before,
            ends_on,
            ended_at,
            version,
            created_at,
            updated_at,
        }
    }
}

/// Requests that were made at once: one for each partner.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"requests": []}))]
pub struct CoupleMeasureRequestsResponse {
    /// One for each partner, who is told of the own one alone.
    #[schema(max_items = 2)]
    pub requests: Vec<MeasureRequestResponse>,
}

/// What is due of a client.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"local_date": "2026-03-02", "measures": [{
    "request_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c91", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": null, "instrument": "phq-9", "from": "2026-03-02", "due_on": "2026-03-29", "overdue": false,
    "begun_id": null
}]}))]
pub struct DueMeasuresResponse {
    /// The client's day.
    pub local_date: NaiveDate,
    /// What is asked and not answered, the most urgent first.
    #[schema(max_items = 100)]
    pub measures: Vec<DueMeasure>,
}

/// A measure that is asked and not answered.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
pub struct DueMeasure {
    /// What asks for it.
    pub request_id: MeasureRequestId,
    /// The client.
    pub client_id: ClientId,
    /// The couple in whose care it is asked.
    pub couple_id: Option<CoupleId>,
    /// The instrument.
    #[schema(max_length = 40)]
    pub instrument: String,
    /// The first day whose answers count for it.
    pub from: NaiveDate,
    /// The day by which it is to be answered.
    pub due_on: NaiveDate,
    /// Whether that day is over.
    pub overdue: bool,
    /// The newest measure of these days that the reader began and did not complete, to go on with.
    pub begun_id: Option<MeasureId>,
}
