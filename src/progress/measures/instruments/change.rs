//! Whether two scores differ by more than error of measurement, and whether many of them go one way.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::{Bound, ChangeThreshold, Reliability, ReliabilityKind};
use super::model::Instrument;
use super::scale::InstrumentScale;

/// Of a standard normal distribution: 95 % of it lie within so many standard deviations.
pub const CRITICAL: f64 = 1.96;

/// Name of the reliable change formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReliableChangeDefinition {
    /// (x₂ − x₁) ÷ SDiff, SDiff = √2 · SD · √(1 − r), after Jacobson & Truax.
    #[default]
    #[serde(rename = "rci-1")]
    Rci1,
}

/// How a scale changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScaleChange {
    /// Name of the scale.
    #[schema(example = "total")]
    pub scale: String,
    /// From the first score to the latest.
    pub since_baseline: Difference,
    /// From the score before the latest; null when that is the first, or there is none.
    #[schema(required)]
    pub since_previous: Option<Difference>,
    /// What became of it since the first score; null where nothing is known of the error of measurement.
    #[schema(required)]
    pub class: Option<ChangeClass>,
    /// Why `class` is null.
    #[schema(required)]
    pub reason: Option<NoClassReason>,
}

/// From one score to a later one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// The earlier score.
    #[schema(example = 18)]
    pub from: f64,
    /// The later score.
    #[schema(example = 9)]
    pub to: f64,
    /// Later − earlier, in points of the scale.
    #[schema(example = -9)]
    pub points: f64,
    /// Which way it went, as far as it is more than error of measurement; null where nothing is known of that.
    #[schema(required)]
    pub reliable: Option<Reliable>,
    /// What `reliable` was decided by.
    #[schema(required)]
    pub basis: Option<ChangeBasis>,
    /// Points that the basis asks for; exactly so many count for a published size that says `at_least` only.
    #[schema(required, example = 6)]
    pub points_needed: Option<f64>,
    /// Whether it is of a published size that people notice; null where none is published.
    #[schema(required)]
    pub meaningful: Option<bool>,
    /// The reliable change index by each known reliability, retest first. Alpha gives a larger one.
    pub indices: Vec<ReliableChange>,
}

/// A reliable change index. Above 1.96 or below −1.96 (not at it) the change is reliable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReliableChange {
    /// Name of the formula.
    pub definition: ReliableChangeDefinition,
    /// The index, with the sign of the change.
    #[schema(example = -3.2)]
    pub value: f64,
    /// How the reliability was found.
    pub reliability_kind: ReliabilityKind,
    /// The reliability.
    #[schema(example = 0.84)]
    pub reliability: f64,
    /// Standard deviation of the norm.
    #[schema(example = 5.8)]
    pub sd: f64,
    /// Standard error of measurement.
    #[schema(example = 2.3)]
    pub sem: f64,
    /// Standard error of a difference.
    #[schema(example = 3.3)]
    pub sdiff: f64,
    /// 1.96 · SDiff, in points.
    #[schema(example = 6.4)]
    pub threshold: f64,
}

/// Which way a change went, as far as it is more than error of measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reliable {
    /// For the better.
    Improved,
    /// Not more than error of measurement.
    No,
    /// For the worse.
    Deteriorated,
}

/// What decides whether a change is reliable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeBasis {
    /// A published size.
    Published,
    /// The reliable change index from retest reliability.
    RetestIndex,
    /// The reliable change index from Cronbach's alpha.
    AlphaIndex,
}

/// What became of a score since the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeClass {
    /// Reliably better, and from the clinical side of the cut-off to the other.
    Recovered,
    /// Reliably better.
    Improved,
    /// Neither reliably better nor reliably worse.
    Unchanged,
    /// Reliably worse.
    Deteriorated,
}

/// Why there is no class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoClassReason {
    /// No size of a reliable change is published, and no standard deviation of a norm is known.
    NoNorm,
    /// No size of a reliable change is published, and no reliability is known.
    NoReliability,
}

/// How the latest score of a scale differs from the first and from the one before. None for a safety screen:
/// fewer yeses may mean less violence or less trust, and no figure tells which.
pub fn change(
    instrument: &Instrument,
    scale: &InstrumentScale,
    baseline: f64,
    previous: Option<f64>,
    latest: f64,
) -> Option<ScaleChange> {
    if instrument.is_safety_screen() {
        return None;
    }
    let since_baseline = difference(scale, baseline, latest);
    let class = since_baseline.reliable.map(|reliable| class(scale, baseline, latest, reliable));
    Some(ScaleChange {
        scale: scale.key.clone(),
        since_previous: previous.map(|previous| difference(scale, previous, latest)),
        reason: if class.is_none() { Some(why_none(scale)) } else { None },
        class,
        since_baseline,
    })
}

/// Reliably better alone is `improved`; `recovered` asks for a crossing as well. A score exactly on the cut-off is
/// on the side that the cut-off's own `clinical` says.
fn class(scale: &InstrumentScale, baseline: f64, latest: f64, reliable: Reliable) -> ChangeClass {
    match reliable {
        Reliable::Deteriorated => ChangeClass::Deteriorated,
        Reliable::No => ChangeClass::Unchanged,
        Reliable::Improved => {
            let crossed = scale
                .change_cut_off()
                .is_some_and(|cut_off| cut_off.is_clinical(baseline) && !cut_off.is_clinical(latest));
            if crossed { ChangeClass::Recovered } else { ChangeClass::Improved }
        }
    }
}

pub(super) fn why_none(scale: &InstrumentScale) -> NoClassReason {
    if scale.reliability.is_empty() { NoClassReason::NoReliability } else { NoClassReason::NoNorm }
}

fn difference(scale: &InstrumentScale, from: f64, to: f64) -> Difference {
    let points = to - from;
    let indices = indices(scale, points);
    let decided = match (scale.reliable_threshold(), indices.first()) {
        (Some(published), _) => {
            Some((by_threshold(scale, published, points), ChangeBasis::Published, published.points))
        }
        (None, Some(index)) => Some((by_index(scale, index), basis(index), index.threshold)),
        (None, None) => None,
    };
    let meaningful = scale.meaningful_threshold().map(|size| size.bound.takes(points.abs(), size.points));
    Difference {
        from,
        to,
        points,
        reliable: decided.map(|(reliable, _, _)| reliable),
        basis: decided.map(|(_, basis, _)| basis),
        points_needed: decided.map(|(_, _, needed)| needed),
        meaningful,
        indices,
    }
}

fn by_threshold(scale: &InstrumentScale, size: &ChangeThreshold, points: f64) -> Reliable {
    by_size(points * scale.direction.sign(), size.bound, size.points)
}

fn by_index(scale: &InstrumentScale, index: &ReliableChange) -> Reliable {
    by_size(index.value * scale.direction.sign(), Bound::Above, CRITICAL)
}

fn by_size(better: f64, bound: Bound, size: f64) -> Reliable {
    if bound.takes(better, size) {
        Reliable::Improved
    } else if bound.takes(-better, size) {
        Reliable::Deteriorated
    } else {
        Reliable::No
    }
}

fn basis(index: &ReliableChange) -> ChangeBasis {
    match index.reliability_kind {
        ReliabilityKind::Retest => ChangeBasis::RetestIndex,
        ReliabilityKind::Alpha => ChangeBasis::AlphaIndex,
    }
}

/// The index by every reliability of the scale, retest first.
fn indices(scale: &InstrumentScale, points: f64) -> Vec<ReliableChange> {
    let Some(sd) = scale.norm_sd() else { return Vec::new() };
    let of = |kind: ReliabilityKind| {
        let matching = scale.reliability.iter().filter(move |it| it.kind == kind);
        matching.map(move |it: &Reliability| reliable_change(points, sd, it.value, kind))
    };
    of(ReliabilityKind::Retest).chain(of(ReliabilityKind::Alpha)).collect()
}

/// Standard error of measurement: SD · √(1 − r).
pub fn standard_error(sd: f64, reliability: f64) -> f64 {
    sd * (1.0 - reliability).sqrt()
}

/// The reliable change index of a change in points (Jacobson & Truax 1991).
pub fn reliable_change(points: f64, sd: f64, reliability: f64, kind: ReliabilityKind) -> ReliableChange {
    let sem = standard_error(sd, reliability);
    let sdiff = std::f64::consts::SQRT_2 * sem;
    ReliableChange {
        definition: ReliableChangeDefinition::Rci1,
        value: points / sdiff,
        reliability_kind: kind,
        reliability,
        sd,
        sem,
        sdiff,
        threshold: CRITICAL * sdiff,
    }
}
