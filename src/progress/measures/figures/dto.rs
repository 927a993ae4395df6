//! Change as it is told.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::ids::kind::{ClientId, CoupleId, MeasureId};
use crate::progress::measures::instruments::{
    Band, CutOff, ReliableTrend, ScaleChange, ScaleDirection, ScaleRange,
};

/// Which care to look at.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MeasureFiguresQuery {
    /// What was asked of the client in this couple's care. Left out: what belongs to the client's own.
    #[garde(skip)]
    pub couple_id: Option<CoupleId>,
}

/// How a client's scores changed over the episode of care that runs.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "couple_id": null, "care_since": "2026-01-05",
    "instruments": [{"instrument": "phq-9", "instrument_version": 1, "title": "Patient Health Questionnaire, 9 items", "scales": []}]
}))]
pub struct ClientMeasureFigures {
    /// The client.
    pub client_id: ClientId,
    /// The couple in whose care it was asked; null for the client's own care.
    pub couple_id: Option<CoupleId>,
    /// The first day of the episode of care that runs; null where nobody cares now.
    pub care_since: Option<NaiveDate>,
    /// What was answered, by instrument. Scores of another version than the newest that was answered are left out.
    #[schema(max_items = 250)]
    pub instruments: Vec<InstrumentFigures>,
}

/// The scores of one instrument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InstrumentFigures {
    /// The instrument.
    #[schema(max_length = 40)]
    pub instrument: String,
    /// The version that was answered.
    #[schema(minimum = 1)]
    pub instrument_version: i32,
    /// What it is called.
    #[schema(max_length = 160)]
    pub title: String,
    /// Its scales that have scores.
    #[schema(max_items = 12)]
    pub scales: Vec<ScaleFigures>,
}

/// The scores of one scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScaleFigures {
    /// Name of the scale.
    #[schema(max_length = 40)]
    pub scale: String,
    /// What it is called.
    #[schema(max_length = 120)]
    pub title: String,
    /// Lowest and highest possible score.
    pub range: ScaleRange,
    /// Which way is better.
    pub direction: ScaleDirection,
    /// Its named stretches, lowest first.
    #[schema(max_items = 12)]
    pub bands: Vec<Band>,
    /// Scores that divide two sides. Absent where there is none, and in what was frozen before there were any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 6)]
    pub cut_offs: Vec<CutOff>,
    /// Every score, oldest first: the first is the baseline.
    #[schema(max_items = 2000)]
    pub scores: Vec<ScoreResponse>,
    /// From the baseline and from the score before to the latest; null where there is one score.
    pub change: Option<ScaleChange>,
    /// Where more than two scores go.
    pub trend: Option<ReliableTrend>,
}

/// A score and where it is from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScoreResponse {
    /// The measure.
    pub measure_id: MeasureId,
    /// Its local day.
    pub local_date: NaiveDate,
    /// The score.
    pub value: f64,
    /// Whether items are missing and the score stands for all the same.
    pub prorated: bool,
}

/// The scores of both partners, side by side and never put together.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "care_since": "2026-01-05", "instruments": [{
        "instrument": "csi-4", "title": "Couples Satisfaction Index, 4 items", "partners": [], "pairs": []
    }]
}))]
pub struct CoupleMeasureFigures {
    /// The couple.
    pub couple_id: CoupleId,
    /// The first day of the episode of care that runs; null where nobody cares now.
    pub care_since: Option<NaiveDate>,
    /// What they answered in the couple's care, by instrument.
    #[schema(max_items = 250)]
    pub instruments: Vec<DyadicFigures>,
}

/// The scores of one instrument, of each partner.
#[derive(Serialize, ToSchema)]
pub struct DyadicFigures {
    /// The instrument.
    #[schema(max_length = 40)]
    pub instrument: String,
    /// What it is called.
    #[schema(max_length = 160)]
    pub title: String,
    /// Each partner with scores.
    #[schema(max_items = 2)]
    pub partners: Vec<PartnerFigures>,
    /// Scores of both from within 14 days, of the scales that both have.
    #[schema(max_items = 12)]
    pub pairs: Vec<ScalePairs>,
}

/// The scores of one partner.
#[derive(Serialize, ToSchema)]
pub struct PartnerFigures {
    /// The client.
    pub client_id: ClientId,
    /// The version that was answered.
    #[schema(minimum = 1)]
    pub instrument_version: i32,
    /// The scales that have scores.
    #[schema(max_items = 12)]
    pub scales: Vec<ScaleFigures>,
}

/// Pairs of scores of one scale.
#[derive(Serialize, ToSchema)]
pub struct ScalePairs {
    /// Name of the scale.
    #[schema(max_length = 40)]
    pub scale: String,
    /// Those that are nearest in time, each once, oldest first.
    #[schema(max_items = 2000)]
    pub pairs: Vec<PairedScores>,
}

/// A score of each partner; `first` is of the partner who is told first.
#[derive(Clone, Serialize, ToSchema)]
pub struct PairedScores {
    /// Of the first partner.
    pub first: ScoreResponse,
    /// Of the second.
    pub second: ScoreResponse,
}
