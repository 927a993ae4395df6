//! The figures of one assignment, each a function of what became of its periods.
//! A formula has a name with a number, and every result says by which one it was made.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::habit::{Return, Streak, Strength, open_lapse, returns, streak, strength};
use super::placing::evaluate;
use super::series::{Point, Window, monthly_points, weekly_points};
use super::status::{Evaluation, Log, PeriodResult, Status, Subject};
use crate::homework::cadence::{Mode, Purpose};
use crate::platform::local_day::Weekday;
use crate::progress::share::NoValueReason;

/// What is asked about an assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The days to report on; a period belongs to the window in which it ends.
    pub window: Window,
    /// The first day that is looked at. A period that begins earlier enters nothing, so that the work does not
    /// grow with the age of the homework; streak, strength and returns reach back to here.
    pub since: NaiveDate,
    /// First day of a calendar week, for the weekly points.
    pub week_start: Weekday,
    /// Practice, or the review of homework that is used as needed.
    pub purpose: Purpose,
}

/// Every figure of one assignment for one member, or for a couple as one.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Figures {
    /// Which check-ins and periods were looked at.
    pub purpose: Purpose,
    /// How much of what was asked was done in the window.
    pub adherence: Adherence,
    /// The same in the window before.
    pub trend: Trend,
    /// Periods met in a row, from `since` to the end of the window.
    pub streak: Streak,
    /// How settled the habit is, from `since` to the end of the window.
    pub strength: Strength,
    /// Returns after a lapse, oldest first, from `since` to the end of the window.
    pub returns: Vec<Return>,
    /// Adherence of the last 12 calendar weeks, oldest first; the last one holds the window's end.
    #[schema(min_items = 12, max_items = 12)]
    pub weekly: Vec<Point>,
    /// Adherence of the last 12 calendar months, oldest first; the last one holds the window's end.
    #[schema(min_items = 12, max_items = 12)]
    pub monthly: Vec<Point>,
    /// Acts in the window on days that belong to no period: all uses of homework that is used as
    /// needed, and what was done on other days than the named ones.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub acts_outside: f64,
}

/// Name of the adherence formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum AdherenceDefinition {
    /// Σ weight · min(acts ÷ times, 1) ÷ Σ weight.
    #[default]
    #[serde(rename = "adherence-1")]
    Adherence1,
}

/// How much of what was asked was done: Σ wₚ · min(actsₚ ÷ timesₚ, 1) ÷ Σ wₚ over closed, whole,
/// non-excused periods, with wₚ the days for which a period stands. A weekly habit so weighs as
/// much as a daily one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Adherence {
    /// Name of the formula.
    pub definition: AdherenceDefinition,
    /// Share from 0 to 1; null when there is nothing to measure, never 0 or 1 for that.
    #[schema(required, minimum = 0, maximum = 1)]
    pub value: Option<f64>,
    /// Σ wₚ · min(actsₚ ÷ timesₚ, 1), in days.
    #[schema(minimum = 0)]
    pub numerator: f64,
    /// Σ wₚ, in days.
    #[schema(minimum = 0)]
    pub denominator: f64,
    /// Why `value` is null.
    #[schema(required)]
    pub reason: Option<NoValueReason>,
    /// Periods of the window by what became of them.
    pub counts: StatusCounts,
    /// Acts beyond `times_max`, in acts: reported, never punished.
    #[schema(minimum = 0, multiple_of = 0.5)]
    pub over_max: f64,
}

/// Numbers of periods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusCounts {
    /// Not closed yet.
    #[schema(minimum = 0)]
    pub open: u32,
    /// As many acts as were asked for, or more.
    #[schema(minimum = 0)]
    pub met: u32,
    /// Some acts, but fewer.
    #[schema(minimum = 0)]
    pub partial: u32,
    /// No act, and somebody said so.
    #[schema(minimum = 0)]
    pub not_done: u32,
    /// No act, and nothing was said: not a failure.
    #[schema(minimum = 0)]
    pub unrecorded: u32,
    /// Paused, excused, or without occasion.
    #[schema(minimum = 0)]
    pub excused: u32,
    /// Of all these, single completions that came after their due date.
    #[schema(minimum = 0)]
    pub done_late: u32,
    /// Of all these, closed periods that the end of the assignment cut short: in no ratio.
    #[schema(minimum = 0)]
    pub cut_short: u32,
}

/// The same figure in the window of equal length just before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Trend {
    /// The window before.
    pub previous: Point,
    /// Value now − value before, −1 to 1; null when either is.
    #[schema(required, minimum = -1, maximum = 1)]
    pub difference: Option<f64>,
}

/// Name of the formula for both partners together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum BothDefinition {
    /// Periods that both met ÷ periods closed for both and excused for neither.
    #[default]
    #[serde(rename = "both-1")]
    Both1,
}

/// Share of the periods, closed for both and excused for neither, in which both partners met
/// their own target. Not for a partner's eyes outside a released couple report.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BothMet {
    /// Name of the formula.
    pub definition: BothDefinition,
    /// Share from 0 to 1; null when there is no such period.
    #[schema(required, minimum = 0, maximum = 1)]
    pub value: Option<f64>,
    /// Periods that both met.
    #[schema(minimum = 0)]
    pub numerator: u32,
    /// Periods closed for both and excused for neither.
    #[schema(minimum = 0)]
    pub denominator: u32,
    /// Why `value` is null.
    #[schema(required)]
    pub reason: Option<NoValueReason>,
}

/// All figures of one assignment for one subject. The cost grows with the time since `since`.
pub fn figures(log: &Log<'_>, subject: Subject, question: &Question) -> Figures {
    let evaluation = history(log, subject, question);
    let window = question.window;
    let periods = belonging(evaluation.periods, window);
    let now = adherence(&periods, window);
    let before = window.preceding();
    // A window that is only partly looked at would compare unlike things.
    let known: &[PeriodResult] = if before.from < question.since { &[] } else { &periods };
    let previous = Point::of(known, before);
    let in_window = |day: &&(NaiveDate, f64)| window.contains(day.0);
    let outside = evaluation.outside.iter().filter(in_window);
    Figures {
        purpose: question.purpose,
        trend: Trend::new(now.value, previous),
        adherence: now,
        streak: streak(&periods),
        strength: strength(&periods),
        returns: returns(&periods),
        weekly: weekly_points(&periods, window.to, question.week_start),
        monthly: monthly_points(&periods, window.to),
        acts_outside: outside.fold(0.0, |sum, (_, acts)| sum + acts),
    }
}

/// What became of each period of a habit that belongs to the window.
pub fn results(log: &Log<'_>, subject: Subject, question: &Question) -> Vec<PeriodResult> {
    belonging(history(log, subject, question).periods, question.window)
}

/// How a habit goes just now: a lapse that is open, and the returns from earlier ones.
pub fn standing(log: &Log<'_>, subject: Subject, question: &Question) -> (Option<NaiveDate>, Vec<Return>) {
    let periods = results(log, subject, question);
    (open_lapse(&periods), returns(&periods))
}

/// A later period belongs to a later window; one that is open may still show a success.
fn belonging(periods: Vec<PeriodResult>, window: Window) -> Vec<PeriodResult> {
    let begun = periods.into_iter().filter(|it| it.period.start <= window.to);
    begun.filter(|it| it.period.end <= window.to || it.status == Status::Open).collect()
}

/// How often both partners met their own target while it was asked of each. `None` where it never was.
pub fn both_met(log: &Log<'_>, question: &Question) -> Option<BothMet> {
    let [one, other] = log.members else {
        return None;
    };
    if !log.plan.modes(question.window.from..=question.window.to).contains(&Mode::Each) {
        return None;
    }
    let results = |id| history(log, Subject::Member(id), question).periods;
    let (one, other) = (results(one.id), results(other.id));
    let in_window = one
        .iter()
        .zip(&other)
        .filter(|(a, b)| question.window.contains(a.period.end) && a.counts() && b.counts());
    let mut both = BothMet::default();
    for (a, b) in in_window {
        both.denominator += 1;
        both.numerator += u32::from(a.status == Status::Met && b.status == Status::Met);
    }
    (both.value, both.reason) = share(both.numerator.into(), both.denominator.into());
    Some(both)
}

/// Every period from `since` to the window's end that has begun for anybody, with what became of it.
fn history(log: &Log<'_>, subject: Subject, question: &Question) -> Evaluation {
    let first = question.since.max(log.plan.starts_on);
    let today = log.members.iter().map(|member| member.today).max();
    let last = today.map_or(first, |today| today.min(question.window.to));
    let mut periods = log.plan.periods(first..=last);
    periods.retain(|period| period.purpose == question.purpose);
    let mut evaluation = evaluate(&periods, log, subject, question.purpose);
    // Placed first, so that its acts are not taken for acts between periods.
    evaluation.periods.retain(|result| result.period.start >= first);
    evaluation
}

/// Adherence of the periods that end in the window.
pub fn adherence(periods: &[PeriodResult], window: Window) -> Adherence {
    let mut sum = Adherence::default();
    let in_window = periods.iter().filter(|it| window.contains(it.period.end));
    for result in in_window {
        sum.counts.add(result);
        sum.over_max += result.over_max;
        if result.counts() {
            sum.numerator += result.period.weight * result.value();
            sum.denominator += result.period.weight;
        }
    }
    (sum.value, sum.reason) = share(sum.numerator, sum.denominator);
    sum
}

/// A share, or why there is none.
pub(super) fn share(numerator: f64, denominator: f64) -> (Option<f64>, Option<NoValueReason>) {
    if denominator > 0.0 {
        (Some(numerator / denominator), None)
    } else {
        (None, Some(NoValueReason::NoClosedPeriods))
    }
}

impl StatusCounts {
    fn add(&mut self, result: &PeriodResult) {
        let counter = match result.status {
            Status::Open => &mut self.open,
            Status::Met => &mut self.met,
            Status::Partial => &mut self.partial,
            Status::NotDone => &mut self.not_done,
            Status::Unrecorded => &mut self.unrecorded,
            Status::Excused => &mut self.excused,
        };
        *counter += 1;
        self.done_late += u32::from(result.done_late);
        self.cut_short += u32::from(!result.period.whole && result.status != Status::Open);
    }
}

impl Trend {
    pub(super) fn new(now: Option<f64>, previous: Point) -> Self {
        let difference = now.zip(previous.value).map(|(now, before)| now - before);
        Self { previous, difference }
    }
}
