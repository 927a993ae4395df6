//! The cadence as it travels: a union told apart by `type`, strict about unknown members.
//! Each member carries its bounds twice, for the validator and for the published schema.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::platform::http::Union;
use crate::platform::http::rules::{calendar_date, paragraphs, some};
use crate::platform::local_day::{LocalTime, Weekday, date};

/// How often homework is due. `type` says which shape the rest has.
///
/// The words biweekly and bimonthly do not exist here: `every` is always stated.
//
// The variants carry `type` themselves, because only an untagged enum gets a discriminator in
// the schema; `Deserialize` is written out so that an error names the member, not the union.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(discriminator(property_name = "type", mapping(
    ("times_per_period" = "#/components/schemas/TimesPerPeriod"),
    ("on_weekdays" = "#/components/schemas/OnWeekdays"),
    ("as_needed" = "#/components/schemas/AsNeeded"),
    ("once" = "#/components/schemas/Once"),
)))]
pub enum Cadence {
    /// A number of times in a stretch of days, weeks or months.
    TimesPerPeriod(TimesPerPeriod),
    /// On named days of the week.
    OnWeekdays(OnWeekdays),
    /// When the situation arises; never part of adherence.
    AsNeeded(AsNeeded),
    /// One completion by a date.
    Once(Once),
}

/// So many times in each period, on any day of it.
///
/// "3–5 times a day" is `times` 3, `times_max` 5, `every` 1, `unit` day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimesPerPeriod {
    /// Always `times_per_period`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: TimesPerPeriodType,
    /// Acts asked for in a period.
    #[schema(minimum = 1, maximum = 50, example = 3)]
    #[garde(range(min = 1, max = 50))]
    pub times: u32,
    /// Acts after which more is reported as `over_max`; at least `times`. Left out: no such number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 50, example = 5)]
    #[garde(inner(range(min = 1, max = 50)), custom(not_below(self.times)))]
    pub times_max: Option<u32>,
    /// Length of a period, in units.
    #[schema(minimum = 1, maximum = 52, example = 1)]
    #[garde(range(min = 1, max = 52))]
    pub every: u32,
    /// What `every` counts.
    #[garde(skip)]
    pub unit: Unit,
}

/// On named weekdays; each named day is a period of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnWeekdays {
    /// Always `on_weekdays`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: OnWeekdaysType,
    /// The days, each at most once; their order means nothing.
    #[schema(value_type = BTreeSet<Weekday>, min_items = 1, max_items = 7)]
    #[garde(length(min = 1, max = 7), custom(distinct))]
    pub weekdays: Vec<Weekday>,
    /// Every so many calendar weeks, counted from the week in which the homework starts.
    #[schema(minimum = 1, maximum = 52, example = 1)]
    #[garde(range(min = 1, max = 52))]
    pub every: u32,
    /// Time of day to which the couple agreed, in local time. It does not change what counts. Before the start of the day it is in
    /// the night that follows that day, on the next date of the calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub at: Option<LocalTime>,
}

/// Used when it happens: reported as counts, never part of adherence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AsNeeded {
    /// Always `as_needed`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: AsNeededType,
    /// The situation in which to use it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 500, example = "When a talk gets heated")]
    #[garde(inner(length(chars, min = 1, max = 500)), custom(some(paragraphs)))]
    pub trigger: Option<String>,
    /// A regular look back, with check-ins and figures of its own (`purpose` review).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub review: Option<TimesPerPeriod>,
}

/// One completion; later than `due_on` is reported as done late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// Always `once`.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub kind: OnceType,
    /// Last local date on which it is in time.
    #[garde(custom(calendar_date))]
    #[serde(deserialize_with = "date")]
    pub due_on: NaiveDate,
}

/// The `type` of this cadence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimesPerPeriodType {
    /// The only value.
    #[default]
    TimesPerPeriod,
}

/// The `type` of this cadence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnWeekdaysType {
    /// The only value.
    #[default]
    OnWeekdays,
}

/// The `type` of this cadence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AsNeededType {
    /// The only value.
    #[default]
    AsNeeded,
}

/// The `type` of this cadence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnceType {
    /// The only value.
    #[default]
    Once,
}

/// What the length of a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Local days.
    Day,
    /// Seven local days.
    Week,
    /// Calendar months; an anchor on a day that a month lacks falls on its last day.
    Month,
}

impl<'de> Deserialize<'de> for Cadence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Type {
            TimesPerPeriod,
            OnWeekdays,
            AsNeeded,
            Once,
        }
        let union = Union::<Type>::read(deserializer, "type")?;
        match union.word {
            Type::TimesPerPeriod => union.whole().map(Self::TimesPerPeriod),
            Type::OnWeekdays => union.whole().map(Self::OnWeekdays),
            Type::AsNeeded => union.whole().map(Self::AsNeeded),
            Type::Once => union.whole().map(Self::Once),
        }
    }
}

// Written out, because the derived one would put the variant into the path: `[0].times`.
impl Validate for Cadence {
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

fn not_below(times: u32) -> impl FnOnce(&Option<u32>, &()) -> garde::Result {
    move |times_max, ()| match times_max {
        Some(most) if *most < times => Err(garde::Error::new("must not be below times")),
        _ => Ok(()),
    }
}

// garde hands over the field itself, so a slice is not possible.
#[expect(clippy::ptr_arg, reason = "the signature is garde's")]
fn distinct(weekdays: &Vec<Weekday>, _: &()) -> garde::Result {
    let once: BTreeSet<_> = weekdays.iter().collect();
    if once.len() == weekdays.len() {
        Ok(())
    } else {
        Err(garde::Error::new("must name each day at most once"))
    }
}
