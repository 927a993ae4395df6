//! Answers of measures.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::check_ins::Audience;
use crate::people::crisis_resources::CrisisResourceResponse;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{ClientId, CoupleId, MeasureId, MembershipId};
use crate::platform::local_day::TimeZone;
use crate::progress::measures::instruments::{NoScoreReason, RaisedRisk, ScaleScore, Side};
use crate::progress::measures::model::{Administered, ItemAnswer};

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

/// What was answered before a change.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "answers": [{"item": 1, "value": 1}, {"item": 2, "value": 2}],
    "edited_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "edited_at": "2026-03-03T08:00:00Z",
    "reason": "I had read the first question the other way round."
}))]
pub struct MeasureVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// The answers, by item.
    #[schema(max_items = 100)]
    pub answers: Vec<ItemAnswer>,
    /// Who changed it: whoever entered it.
    pub edited_by: MembershipId,
    /// When it was changed.
    pub edited_at: DateTime<Utc>,
    /// Why, where that was said.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
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
    pub(in crate::progress::measures) fn of(score: ScaleScore, to_client: bool) -> Self {
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
