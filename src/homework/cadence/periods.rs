//! The periods of an assignment: computed from its terms whenever they are needed, never stored.
//! A change of cadence or audience starts with the next period; every other change leaves the periods alone.

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::Cadence;
use super::mode::Mode;
use super::stretch::{Span, Stretch};
use crate::platform::local_day::{DayStart, TimeZone, Weekday};

/// What one revision of an assignment froze that has to do with time.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Number of the revision, growing.
    pub revision: i32,
    /// First local date on which it is in force.
    pub effective_from: NaiveDate,
    /// Whose act counts for whom.
    pub mode: Mode,
    /// How often the homework is due.
    pub cadence: Cadence,
    /// Zone of the assignment.
    pub zone: TimeZone,
    /// When a local day begins.
    pub day_start: DayStart,
    /// First day of a calendar week.
    pub week_start: Weekday,
}

/// From when to when an assignment runs, and under which terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// First local date.
    pub starts_on: NaiveDate,
    /// Last local date, if there is one.
    pub ends_on: Option<NaiveDate>,
    /// All revisions, in any order. Of several with one effective date the last number holds.
    pub revisions: Vec<Terms>,
}

/// Whether a check-in or a period belongs to the homework itself or to looking back at it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// Doing it.
    #[default]
    Practice,
    /// The regular look back at homework that is used as needed.
    Review,
}

/// What kind of stretch a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Any of its days will do.
    AnyDay,
    /// One named weekday.
    NamedDay,
    /// From the start to the due date of a single completion.
    Once,
}

/// One stretch of local dates in which the cadence asks for `times` acts.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Period {
    /// First local date.
    pub start: NaiveDate,
    /// Last local date, inclusive.
    pub end: NaiveDate,
    /// Acts asked for.
    #[schema(minimum = 1, maximum = 50)]
    pub times: u32,
    /// Acts after which more is reported as `over_max`.
    #[schema(required, minimum = 1, maximum = 50)]
    pub times_max: Option<u32>,
    /// Weight in `adherence-1`, in days: the days of the period; for named weekdays 7 · every ÷
    /// number of days named; for a single completion 1.
    #[schema(minimum = 0)]
    pub weight: f64,
    /// Local dates from `start` to `end`.
    #[schema(minimum = 1)]
    pub days: u32,
    /// False when the end of the assignment cut it short; it then enters no ratio.
    pub whole: bool,
    /// Which days count.
    pub kind: PeriodKind,
    /// Which check-ins count.
    pub purpose: Purpose,
    /// Revision of the assignment under which it began.
    pub revision: i32,
    /// Whose act counts for whom in it.
    pub mode: Mode,
}

impl Period {
    /// Whether a check-in of this local date falls into the period. Each such day is a due day.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

impl Plan {
    /// Every period that shares a day with the range, in order. The work grows with the range,
    /// not with its distance from `starts_on`.
    pub fn periods(&self, range: RangeInclusive<NaiveDate>) -> Vec<Period> {
        let stretches = self.stretches();
        let nexts = stretches.iter().skip(1).map(|next| next.start.pred_opt());
        let lasts = nexts.chain(std::iter::once(None));
        let mut periods = Vec::new();
        for (stretch, last) in stretches.iter().zip(lasts) {
            let ends = [Some(*range.end()), last, self.ends_on];
            let to = ends.into_iter().flatten().min().unwrap_or(*range.end());
            let spans = stretch.spans(*range.start(), to);
            periods.extend(spans.into_iter().map(|span| self.period(stretch, span)));
        }
        periods
    }

    /// The first day on which new terms hold: their own, or that of the next period where they change the rhythm or the
    /// audience while a period is under way.
    pub fn holds_from(&self, terms: &Terms) -> NaiveDate {
        let asked = terms.effective_from;
        let mut revised = self.clone();
        revised.revisions.push(terms.clone());
        match revised.stretches().last() {
            Some(begun) if begun.begins_with(terms.revision) => begun.start,
            Some(joined) if self.mode_on(asked) != Some(terms.mode) => {
                joined.next_start(asked).unwrap_or(asked)
            }
            _ => asked,
        }
    }

    /// The terms in force on a day; the first ones before they begin.
    pub fn terms_on(&self, date: NaiveDate) -> Option<&Terms> {
        let in_force = self.revisions.iter().filter(|terms| terms.effective_from <= date);
        let first = || self.revisions.iter().min_by_key(|terms| (terms.effective_from, terms.revision));
        in_force.max_by_key(|terms| (terms.effective_from, terms.revision)).or_else(first)
    }

    /// Whose act counts for whom on a day.
    pub fn mode_on(&self, date: NaiveDate) -> Option<Mode> {
        self.terms_on(date).map(|terms| terms.mode)
    }

    /// The modes under which days of the range were or will be lived, in that order.
    pub fn modes(&self, range: RangeInclusive<NaiveDate>) -> Vec<Mode> {
        let changes = self.revisions.iter().map(|terms| terms.effective_from);
        let mut days: Vec<NaiveDate> = changes.filter(|from| range.contains(from)).collect();
        days.push(*range.start());
        days.sort_unstable();
        let mut modes: Vec<Mode> = days.into_iter().filter_map(|date| self.mode_on(date)).collect();
        modes.dedup();
        modes
    }

    /// The stretches of one rhythm each, oldest first.
    fn stretches(&self) -> Vec<Stretch> {
        let mut revisions: Vec<&Terms> = self.revisions.iter().collect();
        revisions.sort_by_key(|terms| (terms.effective_from, terms.revision));
        let mut stretches: Vec<Stretch> = Vec::new();
        for terms in revisions {
            // What was planned but has not begun on this date never will.
            while stretches.pop_if(|last| last.start >= terms.effective_from).is_some() {}
            let start = match stretches.last_mut() {
                None => Some(self.starts_on),
                Some(last) => last.start_of_successor(terms),
            };
            stretches.extend(start.map(|start| Stretch::new(start, terms)));
        }
        stretches
    }

    fn period(&self, stretch: &Stretch, (start, full_end): Span) -> Period {
        let end = self.ends_on.map_or(full_end, |last| last.min(full_end));
        let days = end.signed_duration_since(start).num_days() + 1;
        let days = u32::try_from(days).unwrap_or(u32::MAX);
        let (times, times_max) = stretch.rhythm.times();
        let (revision, mode) = stretch.terms_of(start);
        Period {
            start,
            end,
            times,
            times_max,
            weight: stretch.rhythm.weight(days),
            days,
            whole: end == full_end,
            kind: stretch.rhythm.kind(),
            purpose: stretch.rhythm.purpose(),
            revision,
            mode,
        }
    }
}

/// The key under which a period is known outside: `{assignment}[:{member}]:{period start}`.
pub fn period_key(assignment: impl Display, member: Option<impl Display>, start: NaiveDate) -> String {
    match member {
        Some(member) => format!("{assignment}:{member}:{start}"),
        None => format!("{assignment}:{start}"),
    }
}
