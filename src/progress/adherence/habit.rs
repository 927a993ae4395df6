//! How a habit grows: streak, strength, and coming back after a lapse.
//! All three go through the periods that are looked at, in order of dates.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::status::{PeriodResult, Status};

/// Consecutive closed periods that were met, in periods. Excused periods bridge and add nothing;
/// an open one, or a last one cut short, adds one when met and never breaks it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Streak {
    /// Periods up to now.
    #[schema(minimum = 0)]
    pub current: u32,
    /// Most periods in the time that is looked at.
    #[schema(minimum = 0)]
    pub longest: u32,
}

/// Name of the strength formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum StrengthDefinition {
    /// Exponential smoothing whose half-life is 13 days for a daily habit.
    #[default]
    #[serde(rename = "strength-1")]
    Strength1,
}

/// How settled a habit is, 0 to 1, after the habit score of Loop Habit Tracker. From s = 0, each
/// closed, whole, non-excused period of d days gives s ← s·mᵈ + v·(1 − mᵈ), with
/// v = min(acts ÷ times, 1), m = 0.5^(√f ÷ 13) and f = acts asked per day. Half-life: 13 days for
/// a daily habit, about 34 for a weekly one; 12 perfect weeks give 0.82.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Strength {
    /// Name of the formula.
    pub definition: StrengthDefinition,
    /// 0 to 1; null below 4 counted periods.
    #[schema(required, minimum = 0, maximum = 1)]
    pub value: Option<f64>,
    /// Periods that entered it.
    #[schema(minimum = 0)]
    pub counted: u32,
}

/// Taking it up again after a lapse, which is part of how habits form. A lapse begins with the first period that was not done or
/// not recorded, and ends with the next act; excused periods neither begin nor end one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Return {
    /// First day of the first period that was not done or not recorded.
    pub lapsed_from: NaiveDate,
    /// Local date of the first act after it.
    pub returned_on: NaiveDate,
}

/// The streak after periods in order of their dates.
pub fn streak(periods: &[PeriodResult]) -> Streak {
    let mut streak = Streak::default();
    for result in periods {
        if result.target_reached {
            streak.current += 1;
        } else if result.counts() {
            streak.current = 0;
        }
        streak.longest = streak.longest.max(streak.current);
    }
    streak
}

/// The strength after periods in order of their dates.
pub fn strength(periods: &[PeriodResult]) -> Strength {
    const HALF_LIFE_DAYS: f64 = 13.0;
    const FEWEST: u32 = 4;
    let mut strength = Strength::default();
    let mut score = 0.0;
    for result in periods.iter().filter(|it| it.counts()) {
        let days = result.period.weight;
        let per_day = f64::from(result.period.times) / days;
        let kept = 0.5_f64.powf(per_day.sqrt() * days / HALF_LIFE_DAYS);
        score = score * kept + result.value() * (1.0 - kept);
        strength.counted += 1;
    }
    strength.value = (strength.counted >= FEWEST).then_some(score);
    strength
}

/// The returns after a lapse, among periods in order of their dates.
pub fn returns(periods: &[PeriodResult]) -> Vec<Return> {
    lapses(periods).0
}

/// The first day of a lapse that nothing has ended yet, among periods in order of their dates.
pub fn open_lapse(periods: &[PeriodResult]) -> Option<NaiveDate> {
    lapses(periods).1
}

/// Lapses that ended with a return, and the one that has not.
fn lapses(periods: &[PeriodResult]) -> (Vec<Return>, Option<NaiveDate>) {
    let mut found = Vec::new();
    let mut lapsed_from = None;
    for result in periods {
        if let Some(returned_on) = result.first_act_on {
            let start = lapsed_from.take();
            found.extend(start.map(|lapsed_from| Return { lapsed_from, returned_on }));
        } else if matches!(result.status, Status::NotDone | Status::Unrecorded) {
            lapsed_from = lapsed_from.or(Some(result.period.start));
        }
    }
    (found, lapsed_from)
}
