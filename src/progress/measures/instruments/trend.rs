//! Whether more than two scores go one way by more than error of measurement.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::{CRITICAL, NoClassReason, standard_error, why_none};
use super::figures::{Bound, ReliabilityKind};
use super::model::Instrument;
use super::scale::InstrumentScale;

/// Name of the trend formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReliableTrendDefinition {
    /// Slope ÷ (SEM ÷ √Sxx); with two scores it is the reliable change index.
    #[default]
    #[serde(rename = "rti-1")]
    Rti1,
}

/// A score and its day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DatedScore {
    /// The day on which it was answered.
    pub on: NaiveDate,
    /// The score.
    #[schema(example = 12)]
    pub score: f64,
}

/// Where a row of scores goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReliableTrend {
    /// Name of the formula.
    pub definition: ReliableTrendDefinition,
    /// How many scores there are.
    #[schema(example = 6)]
    pub n: usize,
    /// Least-squares slope, in points of the scale per week; null with fewer than three scores, or all on one day.
    #[schema(required, example = -0.8)]
    pub slope_per_week: Option<f64>,
    /// The reliable trend index, with the sign of the slope.
    #[schema(required, example = -2.4)]
    pub value: Option<f64>,
    /// Above 1.96 or below −1.96 (not at it) the trend is reliable.
    #[schema(required)]
    pub class: Option<TrendClass>,
    /// Why `class` is null.
    #[schema(required)]
    pub reason: Option<NoTrendReason>,
}

/// Where a row of scores goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrendClass {
    /// For the better.
    Improving,
    /// No further than error of measurement.
    Steady,
    /// For the worse.
    Worsening,
}

/// Why there is no trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoTrendReason {
    /// There are fewer than three scores.
    TooFewScores,
    /// All are of one day.
    OneDay,
    /// No standard deviation of a norm is known.
    NoNorm,
    /// No reliability is known.
    NoReliability,
}

/// Where the scores of a scale go. None for a safety screen.
pub fn trend(
    instrument: &Instrument,
    scale: &InstrumentScale,
    scores: &[DatedScore],
) -> Option<ReliableTrend> {
    if instrument.is_safety_screen() {
        return None;
    }
    let mut trend = ReliableTrend {
        definition: ReliableTrendDefinition::Rti1,
        n: scores.len(),
        slope_per_week: None,
        value: None,
        class: None,
        reason: None,
    };
    let fitted = if scores.len() > 2 {
        line(&weeks(scores)).ok_or(NoTrendReason::OneDay)
    } else {
        Err(NoTrendReason::TooFewScores)
    };
    trend.slope_per_week = fitted.ok().map(|line| line.slope);
    match fitted.and_then(|line| Ok(index(line, error_of(scale)?))) {
        Ok(value) => {
            trend.value = Some(value);
            trend.class = Some(class(value * scale.direction.sign()));
        }
        Err(reason) => trend.reason = Some(reason),
    }
    Some(trend)
}

fn class(better: f64) -> TrendClass {
    if Bound::Above.takes(better, CRITICAL) {
        TrendClass::Improving
    } else if Bound::Above.takes(-better, CRITICAL) {
        TrendClass::Worsening
    } else {
        TrendClass::Steady
    }
}

/// Standard error of measurement, from retest reliability where there is one.
fn error_of(scale: &InstrumentScale) -> Result<f64, NoTrendReason> {
    let retest = scale.reliability.iter().find(|it| it.kind == ReliabilityKind::Retest);
    match (scale.norm_sd(), retest.or_else(|| scale.reliability.first())) {
        (Some(sd), Some(reliability)) => Ok(standard_error(sd, reliability.value)),
        _ => Err(match why_none(scale) {
            NoClassReason::NoNorm => NoTrendReason::NoNorm,
            NoClassReason::NoReliability => NoTrendReason::NoReliability,
        }),
    }
}

/// The scores by weeks since the first day.
fn weeks(scores: &[DatedScore]) -> Vec<(f64, f64)> {
    const DAYS: f64 = 7.0;
    let first = scores.iter().map(|it| it.on).min();
    let since = |on: NaiveDate| {
        let days = first.map_or(0, |first| (on - first).num_days());
        f64::from(i32::try_from(days).unwrap_or(i32::MAX)) / DAYS
    };
    scores.iter().map(|it| (since(it.on), it.score)).collect()
}

#[derive(Clone, Copy)]
struct Line {
    slope: f64,
    /// Σ (x − mean of x)².
    spread: f64,
}

/// The least-squares line; none when all points are at one time.
fn line(points: &[(f64, f64)]) -> Option<Line> {
    let mean = |of: fn(&(f64, f64)) -> f64| {
        let (count, sum) = points.iter().fold((0.0, 0.0), |(count, sum), it| (count + 1.0, sum + of(it)));
        sum / count
    };
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let spread: f64 = points.iter().map(|it| (it.0 - x).powi(2)).sum();
    let together: f64 = points.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    (spread > 0.0).then(|| Line { slope: together / spread, spread })
}

fn index(line: Line, sem: f64) -> f64 {
    line.slope * line.spread.sqrt() / sem
}

/// The reliable trend index of points (time, score); none when all are at one time.
pub fn trend_index(points: &[(f64, f64)], sem: f64) -> Option<f64> {
    line(points).map(|line| index(line, sem))
}
