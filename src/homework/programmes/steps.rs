//! The steps of a programme: what is given, and when.

use chrono::{Days, NaiveDate};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::platform::ids::kind::LibraryItemId;
use crate::platform::local_day::some_date;

/// One step: an item, or some of which one is chosen, with the rule of its release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeStep {
    /// The item. Where there are more, the one that is meant for those who are enrolled; where several are, the therapist
    /// chooses.
    #[garde(length(min = 1, max = 4), dive, custom(each_once))]
    #[schema(min_items = 1, max_items = 4)]
    pub items: Vec<StepItem>,
    /// When it is released.
    #[garde(dive)]
    pub release: Release,
    /// How many days it runs; of something that is due once, the days that there are for it (7 where it is left out). Left
    /// out: open.
    #[garde(inner(range(min = 1, max = 366)))]
    #[serde(default)]
    #[schema(minimum = 1, maximum = 366)]
    pub days: Option<u64>,
}

/// An item of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepItem {
    /// A published library item that is not retired.
    #[garde(skip)]
    pub item_id: LibraryItemId,
}

fn each_once<T: AsRef<[StepItem]>>(items: &T, _: &()) -> garde::Result {
    let items = items.as_ref();
    let repeated =
        items.iter().enumerate().any(|(at, item)| items.iter().take(at).any(|other| other == item));
    if repeated { Err(garde::Error::new("must name each item once")) } else { Ok(()) }
}

/// When a step is released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The rule.
    #[garde(custom(fits(&self.days, &self.weeks, &self.on)))]
    pub rule: ReleaseRule,
    /// With `after`: so many days after the start; either this or `weeks`. With `before_next_appointment`: so many days
    /// before it.
    #[garde(inner(range(min = 1, max = 366)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 366)]
    pub days: Option<u64>,
    /// With `after`: so many weeks after the start; either this or `days`.
    #[garde(inner(range(min = 1, max = 104)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 104)]
    pub weeks: Option<u64>,
    /// With `on_date`: the local date.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date", skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}

/// What the release of a step goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseRule {
    /// With the start of the enrolment.
    AtOnce,
    /// Once the step before it, of those that the same person or couple gets, has a closed period that was met.
    AfterPreviousMet,
    /// So many days or weeks after the start, and later by the days of pauses.
    After,
    /// On a fixed local date, but not before the start.
    OnDate,
    /// So many days before the next appointment of those who are enrolled, counted in local dates: the first one for which that
    /// day comes after the release of the step before it, of those that the same person or couple gets.
    BeforeNextAppointment,
}

fn fits(
    days: &Option<u64>,
    weeks: &Option<u64>,
    on: &Option<NaiveDate>,
) -> impl FnOnce(&ReleaseRule, &()) -> garde::Result {
    move |rule, ()| {
        let (fits, detail) = match rule {
            ReleaseRule::AtOnce | ReleaseRule::AfterPreviousMet => {
                (days.is_none() && weeks.is_none() && on.is_none(), "takes no days, weeks or date")
            }
            ReleaseRule::After => {
                (days.is_some() != weeks.is_some() && on.is_none(), "needs either days or weeks, and no date")
            }
            ReleaseRule::BeforeNextAppointment => {
                (days.is_some() && weeks.is_none() && on.is_none(), "needs days, and no weeks or date")
            }
            ReleaseRule::OnDate => {
                (days.is_none() && weeks.is_none() && on.is_some(), "needs a date, and no days or weeks")
            }
        };
        if fits { Ok(()) } else { Err(garde::Error::new(detail)) }
    }
}

/// A first step has none before it.
pub(super) fn first_waits_for_nothing<T: AsRef<[ProgrammeStep]>>(steps: &T, _: &()) -> garde::Result {
    match steps.as_ref().first().map(|step| step.release.rule) {
        Some(ReleaseRule::AfterPreviousMet) => {
            Err(garde::Error::new("must not begin with a step that waits for the one before it"))
        }
        _ => Ok(()),
    }
}

impl Release {
    /// The local date that the rule alone decides, for an enrolment that started on this day and was moved on by so many days
    /// of pauses.
    pub fn planned_on(self, starts_on: NaiveDate, shifted_days: u64) -> Option<NaiveDate> {
        let after = |days: u64| {
            let days = Days::new(days.saturating_add(shifted_days));
            Some(starts_on.checked_add_days(days).unwrap_or(NaiveDate::MAX))
        };
        match self.rule {
            ReleaseRule::AtOnce => Some(starts_on),
            ReleaseRule::After => {
                after(self.days.or(self.weeks.map(|weeks| weeks.saturating_mul(7))).unwrap_or_default())
            }
            ReleaseRule::OnDate => Some(self.on.map_or(starts_on, |on| on.max(starts_on))),
            ReleaseRule::AfterPreviousMet | ReleaseRule::BeforeNextAppointment => None,
        }
    }
}
