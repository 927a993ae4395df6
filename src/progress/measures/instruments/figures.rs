//! What is known of the scores of a scale: cut-offs, bands, reliability, norms, and how sure each is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How sure the source of a figure is. A figure without a source is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sureness {
    /// Read directly in the source that is named.
    Verified,
    /// Widely given or usual in practice; the publication itself was not read.
    Conventional,
    /// The practice's own figure.
    Own,
}

/// Which scores a figure takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The figure itself and all above.
    AtLeast,
    /// All above, not the figure itself.
    Above,
    /// The figure itself and all below.
    AtMost,
    /// All below, not the figure itself.
    Below,
}

/// Scores nearer to a figure than this are exactly on it: binary numbers do not hold tenths, so that 4.1 − 3.6 comes out a
/// little below 0.5. No two scores that differ are so near.
pub const EXACTLY: f64 = 1e-9;

impl Bound {
    /// Whether it takes a value in. What is [exactly](EXACTLY) on the figure is on it.
    pub fn takes(self, value: f64, figure: f64) -> bool {
        match self {
            Self::AtLeast => value >= figure - EXACTLY,
            Self::Above => value > figure + EXACTLY,
            Self::AtMost => value <= figure + EXACTLY,
            Self::Below => value < figure - EXACTLY,
        }
    }
}

/// A score that divides two sides. A score exactly on it is on the side that `clinical` says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CutOff {
    /// The score.
    #[schema(minimum = -10000, maximum = 10000, example = 10)]
    pub value: f64,
    /// Which scores are on the clinical side.
    pub clinical: Bound,
    /// What the clinical side is called.
    #[schema(min_length = 1, max_length = 120, example = "probable depression")]
    pub label: String,
    /// Whether crossing it is what `recovered` asks for. At most one of a scale.
    #[serde(default)]
    pub for_change: bool,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says so.
    #[schema(min_length = 1, max_length = 300)]
    pub source: String,
}

impl CutOff {
    /// Whether a score is on the clinical side.
    pub fn is_clinical(&self, score: f64) -> bool {
        self.clinical.takes(score, self.value)
    }
}

/// A named stretch of scores. One between two bands, as prorating makes, belongs to the lower.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Lowest score.
    #[schema(minimum = -10000, maximum = 10000, example = 5)]
    pub from: f64,
    /// Highest score.
    #[schema(minimum = -10000, maximum = 10000, example = 9)]
    pub to: f64,
    /// What it is called.
    #[schema(min_length = 1, max_length = 80, example = "mild")]
    pub label: String,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says so.
    #[schema(min_length = 1, max_length = 300)]
    pub source: String,
}

/// How a reliability was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReliabilityKind {
    /// Of the same people twice: correlation or intraclass correlation.
    Retest,
    /// Of the items among each other: Cronbach's alpha. Leaves out how people vary from day to day, so that the
    /// error looks smaller than it is.
    Alpha,
}

/// How reliable a score is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reliability {
    /// The coefficient, above 0.
    #[schema(minimum = 0, maximum = 1, example = 0.84)]
    pub value: f64,
    /// How it was found.
    pub kind: ReliabilityKind,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says so.
    #[schema(min_length = 1, max_length = 300)]
    pub source: String,
}

/// How scores spread among some people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    /// The mean; null where only the spread is known.
    #[serde(default)]
    #[schema(minimum = -10000, maximum = 10000, example = 16)]
    pub mean: Option<f64>,
    /// The standard deviation.
    #[schema(minimum = 0, maximum = 10000, example = 4)]
    pub sd: f64,
    /// Of whom.
    #[schema(min_length = 1, max_length = 200)]
    pub population: String,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says so.
    #[schema(min_length = 1, max_length = 300)]
    pub source: String,
}

/// What a change of a published size means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdKind {
    /// More than error of measurement.
    Reliable,
    /// Of a size that people notice. Says nothing of error.
    Meaningful,
}

/// A published size of a change that counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeThreshold {
    /// In points of the scale.
    #[schema(minimum = 0, maximum = 10000, example = 6)]
    pub points: f64,
    /// Whether a change of exactly so many points counts: `at_least` or `above`.
    pub bound: Bound,
    /// What it means.
    pub kind: ThresholdKind,
    /// How sure the source is.
    pub sureness: Sureness,
    /// Who says so.
    #[schema(min_length = 1, max_length = 300)]
    pub source: String,
}
