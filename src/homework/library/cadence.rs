//! How often an item is asked for when nothing else is agreed.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::homework::cadence::{
    AsNeeded, AsNeededType, Cadence, OnWeekdays, Once, OnceType, TimesPerPeriod, TimesPerPeriodType, Unit,
};
use crate::platform::http::Union;
use crate::platform::http::rules::{paragraphs, some};

/// How often an item is asked for when nothing else is agreed. `type` says which shape the rest has.
///
/// Like a cadence, but a single completion has no date yet: the assignment gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(discriminator(property_name = "type", mapping(
    ("times_per_period" = "#/components/schemas/TimesPerPeriod"),
    ("on_weekdays" = "#/components/schemas/OnWeekdays"),
    ("as_needed" = "#/components/schemas/AsNeededByDefault"),
    ("once" = "#/components/schemas/OnceByDefault"),
)))]
pub enum LibraryCadence {
    /// A number of times in a stretch of days, weeks or months.
    TimesPerPeriod(TimesPerPeriod),
    /// On named days of the week.
    OnWeekdays(OnWeekdays),
    /// When the situation arises.
    AsNeeded(AsNeededByDefault),
    /// One completion.
    Once(OnceByDefault),
}

/// Used when it happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AsNeededByDefault {
    /// Always `as_needed`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: AsNeededType,
    /// The situation in which to use it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(inner(length(chars, min = 1, max = 500)), custom(some(paragraphs)))]
    #[schema(min_length = 1, max_length = 500, example = "When a talk gets heated")]
    pub trigger: Option<String>,
    /// A regular look back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub review: Option<ReviewByDefault>,
}

/// How often something used as needed is looked back on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewByDefault {
    /// Reviews asked for in a period.
    #[garde(range(min = 1, max = 50))]
    #[schema(minimum = 1, maximum = 50, example = 1)]
    pub times: u32,
    /// Length of a period, in units.
    #[garde(range(min = 1, max = 52))]
    #[schema(minimum = 1, maximum = 52, example = 1)]
    pub every: u32,
    /// What `every` counts.
    #[garde(skip)]
    pub unit: Unit,
}

/// One completion, by a date that the assignment gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnceByDefault {
    /// Always `once`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: OnceType,
}

impl LibraryCadence {
    /// The cadence of an assignment. A single completion needs a date, and is none without it; all others
    /// leave the date aside.
    pub fn to_cadence(&self, due_on: Option<NaiveDate>) -> Option<Cadence> {
        Some(match self {
            Self::TimesPerPeriod(cadence) => Cadence::TimesPerPeriod(cadence.clone()),
            Self::OnWeekdays(cadence) => Cadence::OnWeekdays(cadence.clone()),
            Self::AsNeeded(AsNeededByDefault { kind, trigger, review }) => Cadence::AsNeeded(AsNeeded {
                kind: *kind,
                trigger: trigger.clone(),
                review: review.as_ref().map(ReviewByDefault::to_times),
            }),
            Self::Once(OnceByDefault { kind }) => Cadence::Once(Once { kind: *kind, due_on: due_on? }),
        })
    }
}

impl ReviewByDefault {
    fn to_times(&self) -> TimesPerPeriod {
        let Self { times, every, unit } = *self;
        TimesPerPeriod { kind: TimesPerPeriodType::TimesPerPeriod, times, times_max: None, every, unit }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum CadenceType {
    TimesPerPeriod,
    OnWeekdays,
    AsNeeded,
    Once,
}

impl<'de> Deserialize<'de> for LibraryCadence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let union = Union::<CadenceType>::read(deserializer, "type")?;
        match union.word {
            CadenceType::TimesPerPeriod => union.whole().map(Self::TimesPerPeriod),
            CadenceType::OnWeekdays => union.whole().map(Self::OnWeekdays),
            CadenceType::AsNeeded => union.whole().map(Self::AsNeeded),
            CadenceType::Once => union.whole().map(Self::Once),
        }
    }
}

// Written out, because the derived one would put the variant into the path.
impl Validate for LibraryCadence {
    type Context = ();

    fn validate_into(
        &self,
        context: &(),
        parent: &mut dyn FnMut() -> garde::Path,
        report: &mut garde::Report,
    ) {
        match self {
            Self::TimesPerPeriod(cadence) => cadence.validate_into(context, parent, report),
            Self::OnWeekdays(cadence) => cadence.validate_into(context, parent, report),
            Self::AsNeeded(cadence) => cadence.validate_into(context, parent, report),
            Self::Once(cadence) => cadence.validate_into(context, parent, report),
        }
    }
}
