//! The first periods of a schedule with their instants. Nothing here reads a clock, a database or a request's caller.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::dto::{CreateSchedulePreviewRequest, PreviewedPeriod, SchedulePreview};
use super::notes::notes;
use crate::homework::cadence::{Cadence, Mode, Period, Plan, Terms, TimesPerPeriod, Unit};
use crate::platform::local_day::{
    DayStart, LocalTime, TimeZone, Weekday, day_ends_at, day_starts_at, instant_of, wall_date,
};

const ONLY_REVISION: i32 = 1;

/// By what the days of a schedule are told.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// The zone.
    pub zone: TimeZone,
    /// When a local day begins.
    pub day_start: DayStart,
    /// First day of a calendar week.
    pub week_start: Weekday,
}

impl Clocks {
    /// The instant of a time of day on a local date.
    pub fn instant(self, date: NaiveDate, at: LocalTime) -> DateTime<Utc> {
        instant_of(self.zone, wall_date(date, at.time(), self.day_start), at.time())
    }
}

/// Expands a schedule.
pub fn expand(request: &CreateSchedulePreviewRequest, clocks: Clocks) -> SchedulePreview {
    let CreateSchedulePreviewRequest { cadence, starts_on, ends_on, periods: count, .. } = request;
    let terms = Terms {
        revision: ONLY_REVISION,
        effective_from: *starts_on,
        // A schedule is the same whoever lives it.
        mode: Mode::Individual,
        cadence: cadence.clone(),
        zone: clocks.zone,
        day_start: clocks.day_start,
        week_start: clocks.week_start,
    };
    let plan = Plan { starts_on: *starts_on, ends_on: *ends_on, revisions: vec![terms] };
    let mut periods = plan.periods(*starts_on..=reach(cadence, *starts_on, *count));
    periods.truncate(*count);
    let at = match cadence {
        Cadence::OnWeekdays(on) => on.at,
        Cadence::TimesPerPeriod(_) | Cadence::AsNeeded(_) | Cadence::Once(_) => None,
    };
    SchedulePreview {
        time_zone: clocks.zone,
        day_start: clocks.day_start,
        week_start: clocks.week_start,
        notes: notes(&periods, clocks, at),
        periods: periods.into_iter().map(|period| previewed(period, clocks, at)).collect(),
    }
}

/// A date by which so many periods have begun.
fn reach(cadence: &Cadence, starts_on: NaiveDate, count: usize) -> NaiveDate {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    let longest = match cadence {
        Cadence::TimesPerPeriod(times) => longest(times),
        Cadence::OnWeekdays(on) => 7 * u64::from(on.every),
        Cadence::AsNeeded(as_needed) => as_needed.review.as_ref().map_or(1, longest),
        Cadence::Once(once) => return once.due_on,
    };
    // One more: the week in which it starts may have none of its days left.
    starts_on.checked_add_days(Days::new(longest.saturating_mul(count + 1))).unwrap_or(starts_on)
}

/// The most days that a period can have.
fn longest(times: &TimesPerPeriod) -> u64 {
    let unit = match times.unit {
        Unit::Day => 1,
        Unit::Week => 7,
        Unit::Month => 31,
    };
    unit * u64::from(times.every)
}

fn previewed(period: Period, clocks: Clocks, at: Option<LocalTime>) -> PreviewedPeriod {
    let Period { start, end, times, times_max, weight: _, days, whole, kind, purpose, revision: _, mode: _ } =
        period;
    PreviewedPeriod {
        start,
        end,
        starts_at: day_starts_at(clocks.zone, start, clocks.day_start),
        ends_at: day_ends_at(clocks.zone, end, clocks.day_start),
        days,
        whole,
        times,
        times_max,
        kind,
        purpose,
        due_at: at.map(|at| clocks.instant(start, at)),
    }
}
