//! A stretch of an assignment under one rhythm: where its periods begin and end.
//! Everything is found by arithmetic from the anchor, so that far dates cost no more than near ones.

use chrono::{Days, Months, NaiveDate, TimeDelta};

use super::dto::{Cadence, TimesPerPeriod, Unit};
use super::mode::Mode;
use super::periods::{PeriodKind, Purpose, Terms};
use crate::platform::local_day::Weekday;

/// What of a cadence decides its periods. Two cadences that differ elsewhere (the time of day, the
/// trigger, the order of weekdays) have the same rhythm.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rhythm {
    /// `times` on any days of each period.
    AnyDay { times: u32, times_max: Option<u32>, every: i64, unit: Unit, purpose: Purpose },
    /// Each named day, in every nth calendar week.
    NamedDays { weekdays: Vec<Weekday>, every: i64 },
    /// One period from the start to the due date.
    Once { due_on: NaiveDate },
    /// No periods.
    Never,
}

/// First and last day of a period, before the end of the assignment cuts it.
pub(super) type Span = (NaiveDate, NaiveDate);

/// The part of a plan that follows one rhythm.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    /// First day, on which its periods are anchored.
    pub start: NaiveDate,
    pub rhythm: Rhythm,
    week_start: Weekday,
    /// The revision with which it began.
    first: Joined,
    /// The ones that joined it later, oldest first.
    later: Vec<Joined>,
}

/// What a revision says of each period that begins under it.
#[derive(Clone, Copy, Debug)]
struct Joined {
    from: NaiveDate,
    revision: i32,
    mode: Mode,
}

impl From<&Terms> for Joined {
    fn from(terms: &Terms) -> Self {
        Self { from: terms.effective_from, revision: terms.revision, mode: terms.mode }
    }
}

impl Stretch {
    pub fn new(start: NaiveDate, terms: &Terms) -> Self {
        Self {
            start,
            rhythm: Rhythm::of(&terms.cadence),
            week_start: terms.week_start,
            first: terms.into(),
            later: Vec::new(),
        }
    }

    /// Where the periods of a later revision begin: on its effective date, or after the period that
    /// is under way then. `None` when it leaves the periods alone and joins this stretch.
    pub fn start_of_successor(&mut self, terms: &Terms) -> Option<NaiveDate> {
        if self.absorbs(terms) {
            return None;
        }
        self.next_start(terms.effective_from)
    }

    /// A day, or the one after the period that is under way on it.
    pub fn next_start(&self, date: NaiveDate) -> Option<NaiveDate> {
        match self.spans(date, date).first() {
            Some((start, end)) if *start < date => end.checked_add_days(Days::new(1)),
            _ => Some(date),
        }
    }

    fn absorbs(&mut self, terms: &Terms) -> bool {
        let rhythm = Rhythm::of(&terms.cadence);
        if rhythm != self.rhythm {
            // A single completion has no next period: a new date moves the one that is open.
            let Rhythm::Once { due_on } = rhythm else {
                return false;
            };
            if !matches!(self.rhythm, Rhythm::Once { .. }) || !self.under_way(terms.effective_from) {
                return false;
            }
            let due_on = due_on.max(terms.effective_from);
            self.rhythm = Rhythm::Once { due_on };
        }
        self.later.push(terms.into());
        true
    }

    /// Whether it began with this revision, rather than being joined by it.
    pub fn begins_with(&self, revision: i32) -> bool {
        self.first.revision == revision
    }

    /// The revision under which a period began, and whose act counts for whom in it.
    pub fn terms_of(&self, start: NaiveDate) -> (i32, Mode) {
        let joined = self.later.iter().rev().find(|later| later.from <= start).unwrap_or(&self.first);
        (joined.revision, joined.mode)
    }

    /// Every period that shares a day with `from..=to`, in order.
    pub fn spans(&self, from: NaiveDate, to: NaiveDate) -> Vec<Span> {
        let from = from.max(self.start);
        if from > to {
            return Vec::new();
        }
        match &self.rhythm {
            Rhythm::AnyDay { every, unit, .. } => self.any_day_spans(*every, *unit, from, to),
            Rhythm::NamedDays { weekdays, every } => self.named_days(weekdays, *every, from, to),
            Rhythm::Once { due_on } if *due_on >= from => vec![(self.start, *due_on)],
            Rhythm::Once { .. } | Rhythm::Never => Vec::new(),
        }
    }

    fn under_way(&self, date: NaiveDate) -> bool {
        !self.spans(date, date).is_empty()
    }

    fn any_day_spans(&self, every: i64, unit: Unit, from: NaiveDate, to: NaiveDate) -> Vec<Span> {
        let first = self.index_of(every, unit, from);
        let starts = |index| self.nth_start(every, unit, index);
        (first..)
            .map_while(|index| Some((starts(index)?, starts(index + 1)?.pred_opt()?)))
            .take_while(|(start, _)| *start <= to)
            .collect()
    }

    /// Start of the nth period, always counted from the anchor: an anchor on the 31st that falls
    /// on 28 February is back on the 31st in March.
    fn nth_start(&self, every: i64, unit: Unit, index: i64) -> Option<NaiveDate> {
        let units = index.checked_mul(every)?;
        match unit {
            Unit::Day => plus_days(self.start, units),
            Unit::Week => plus_days(self.start, units.checked_mul(7)?),
            Unit::Month => {
                let months = Months::new(u32::try_from(units).ok()?);
                self.start.checked_add_months(months)
            }
        }
    }

    /// Number of the period that contains `date`, which is not before the anchor.
    fn index_of(&self, every: i64, unit: Unit, date: NaiveDate) -> i64 {
        let days = days_between(self.start, date);
        match unit {
            Unit::Day => days / every,
            Unit::Week => days / (7 * every),
            Unit::Month => {
                let index = (month_number(date) - month_number(self.start)) / every;
                match self.nth_start(every, unit, index) {
                    Some(start) if start > date => index - 1,
                    _ => index,
                }
            }
        }
    }

    fn named_days(&self, weekdays: &[Weekday], every: i64, from: NaiveDate, to: NaiveDate) -> Vec<Span> {
        let into_week = self.week_start.days_until(weekday_of(self.start));
        let mut offsets: Vec<i64> = weekdays.iter().map(|day| self.week_start.days_until(*day)).collect();
        offsets.sort_unstable();
        let cycle = 7 * every;
        // Counted from the first day of the calendar week in which the stretch starts.
        let first = (days_between(self.start, from) + into_week) / cycle;
        let last = (days_between(self.start, to) + into_week) / cycle;
        (first..=last)
            .flat_map(|index| offsets.iter().map(move |offset| index * cycle + offset))
            .filter_map(|day| plus_days(self.start, day - into_week))
            .filter(|date| (from..=to).contains(date))
            .map(|date| (date, date))
            .collect()
    }
}

impl Rhythm {
    fn of(cadence: &Cadence) -> Self {
        match cadence {
            Cadence::TimesPerPeriod(times) => Self::any_day(times, Purpose::Practice),
            Cadence::OnWeekdays(on) => {
                let mut weekdays = on.weekdays.clone();
                weekdays.sort_unstable();
                weekdays.dedup();
                let every = at_least_one(on.every);
                Self::NamedDays { weekdays, every }
            }
            Cadence::AsNeeded(as_needed) => match &as_needed.review {
                Some(times) => Self::any_day(times, Purpose::Review),
                None => Self::Never,
            },
            Cadence::Once(once) => Self::Once { due_on: once.due_on },
        }
    }

    fn any_day(cadence: &TimesPerPeriod, purpose: Purpose) -> Self {
        Self::AnyDay {
            times: cadence.times,
            times_max: cadence.times_max,
            every: at_least_one(cadence.every),
            unit: cadence.unit,
            purpose,
        }
    }

    pub fn kind(&self) -> PeriodKind {
        match self {
            Self::AnyDay { .. } | Self::Never => PeriodKind::AnyDay,
            Self::NamedDays { .. } => PeriodKind::NamedDay,
            Self::Once { .. } => PeriodKind::Once,
        }
    }

    pub fn purpose(&self) -> Purpose {
        match self {
            Self::AnyDay { purpose, .. } => *purpose,
            Self::NamedDays { .. } | Self::Once { .. } | Self::Never => Purpose::Practice,
        }
    }

    /// Acts asked for in a period, and the number after which more is too much.
    pub fn times(&self) -> (u32, Option<u32>) {
        match self {
            Self::AnyDay { times, times_max, .. } => (*times, *times_max),
            Self::NamedDays { .. } | Self::Once { .. } | Self::Never => (1, None),
        }
    }

    /// Weight of a period of so many days in `adherence-1`: the days for which it stands.
    pub fn weight(&self, days: u32) -> f64 {
        match self {
            Self::AnyDay { .. } | Self::Never => f64::from(days),
            Self::NamedDays { weekdays, every } => {
                let cycle = u32::try_from(7 * every).unwrap_or(u32::MAX);
                let named = u32::try_from(weekdays.len()).unwrap_or(u32::MAX);
                f64::from(cycle) / f64::from(named.max(1))
            }
            Self::Once { .. } => 1.0,
        }
    }
}

/// The validator has refused 0; a stray one must still not divide.
fn at_least_one(every: u32) -> i64 {
    i64::from(every.max(1))
}

fn weekday_of(date: NaiveDate) -> Weekday {
    chrono::Datelike::weekday(&date).into()
}

fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

fn month_number(date: NaiveDate) -> i64 {
    use chrono::Datelike;
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

fn plus_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(TimeDelta::try_days(days)?)
}
