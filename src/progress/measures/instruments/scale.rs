//! A scale: which items it counts, how, and what is known of its scores.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::{Band, Bound, ChangeThreshold, CutOff, Norm, Reliability, Sureness, ThresholdKind};

/// What is counted from some items.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstrumentScale {
    /// Its name within the instrument.
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$", example = "total")]
    pub key: String,
    /// What it is called.
    #[schema(min_length = 1, max_length = 120, example = "Total")]
    pub title: String,
    /// Numbers of its items.
    #[schema(value_type = Vec<ItemNumber>, min_items = 1, max_items = 100)]
    pub items: Vec<u16>,
    /// How they are put together.
    pub method: ScaleMethod,
    /// What the sum or mean is multiplied by, such as 4 for a percentage of 25.
    #[serde(default = "one")]
    #[schema(minimum = 0.01, maximum = 100, default = 1)]
    pub factor: f64,
    /// Which way is better.
    pub direction: ScaleDirection,
    /// How many items may be left out.
    pub missing: MissingRule,
    /// Lowest and highest score.
    pub range: ScaleRange,
    /// Scores that divide two sides.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub cut_offs: Vec<CutOff>,
    /// Named stretches, lowest first.
    #[serde(default)]
    #[schema(max_items = 12)]
    pub bands: Vec<Band>,
    /// How reliable a score is, by each way it was found.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub reliability: Vec<Reliability>,
    /// How scores spread among people.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub norms: Vec<Norm>,
    /// Published sizes of a change that counts.
    #[serde(default)]
    #[schema(max_items = 6)]
    pub thresholds: Vec<ChangeThreshold>,
    /// LOINC code of the score.
    #[serde(default)]
    #[schema(max_length = 12, example = "44261-6")]
    pub loinc: Option<String>,
}

/// Number of an item, as schemas describe it.
#[derive(ToSchema)]
#[schema(value_type = u16, minimum = 1, maximum = 200, example = 9)]
pub struct ItemNumber(pub u16);

fn one() -> f64 {
    1.0
}

/// How items are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScaleMethod {
    /// Added up.
    Sum,
    /// Their mean.
    Mean,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScaleDirection {
    /// A higher score is better.
    HigherIsBetter,
    /// A lower score is better.
    LowerIsBetter,
}

impl ScaleDirection {
    /// 1 when higher is better, −1 when lower is.
    pub fn sign(self) -> f64 {
        match self {
            Self::HigherIsBetter => 1.0,
            Self::LowerIsBetter => -1.0,
        }
    }
}

/// How many items may be left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MissingRule {
    /// Fewest answers for a score. With fewer than all, it is prorated.
    #[schema(minimum = 1, maximum = 100, example = 7)]
    pub fewest: u16,
    /// How sure the source is; null where none was found and all items are asked for.
    #[serde(default)]
    pub sureness: Option<Sureness>,
    /// Who says so.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 300)]
    pub source: Option<String>,
}

/// Lowest and highest score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleRange {
    /// Lowest.
    #[schema(minimum = -10000, maximum = 10000, example = 0)]
    pub min: f64,
    /// Highest.
    #[schema(minimum = -10000, maximum = 10000, example = 27)]
    pub max: f64,
}

impl ScaleRange {
    /// Whether a score is in it.
    pub fn holds(self, value: f64) -> bool {
        (self.min..=self.max).contains(&value)
    }
}

impl InstrumentScale {
    /// The cut-off that `recovered` asks to be crossed.
    pub fn change_cut_off(&self) -> Option<&CutOff> {
        self.cut_offs.iter().find(|cut_off| cut_off.for_change)
    }

    /// The band of a score.
    pub fn band(&self, score: f64) -> Option<&Band> {
        self.bands.iter().rev().find(|band| Bound::AtLeast.takes(score, band.from))
    }

    /// The largest standard deviation of the norms: where groups differ, no change is called reliable that
    /// would not be in every group.
    pub fn norm_sd(&self) -> Option<f64> {
        self.norms.iter().map(|norm| norm.sd).reduce(f64::max)
    }

    /// The published size of a reliable change.
    pub fn reliable_threshold(&self) -> Option<&ChangeThreshold> {
        self.thresholds.iter().find(|it| it.kind == ThresholdKind::Reliable)
    }

    /// The published size of a change that people notice.
    pub fn meaningful_threshold(&self) -> Option<&ChangeThreshold> {
        self.thresholds.iter().find(|it| it.kind == ThresholdKind::Meaningful)
    }
}
