//! Adherence as a row of points, and of several assignments together.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::{Adherence, Figures, StatusCounts, Trend, adherence, share};
use super::status::PeriodResult;
use crate::homework::cadence::Purpose;
use crate::platform::local_day::Weekday;

/// A stretch of local dates, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First date.
    pub from: NaiveDate,
    /// Last date.
    pub to: NaiveDate,
}

impl Window {
    /// Whether the date lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.from..=self.to).contains(&date)
    }

    /// The window of equal length that ends the day before.
    pub fn preceding(&self) -> Self {
        let days = self.to.signed_duration_since(self.from).num_days() + 1;
        let days = Days::new(u64::try_from(days).unwrap_or(0));
        let earlier = |date: NaiveDate| date.checked_sub_days(days).unwrap_or(NaiveDate::MIN);
        Self { from: earlier(self.from), to: earlier(self.to) }
    }
}

/// Adherence (`adherence-1`) of the periods that end in one stretch of dates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Point {
    /// First local date.
    pub start: NaiveDate,
    /// Last local date, inclusive.
    pub end: NaiveDate,
    /// Share from 0 to 1; null when no period counts.
    #[schema(required, minimum = 0, maximum = 1)]
    pub value: Option<f64>,
    /// Σ wₚ · min(actsₚ ÷ timesₚ, 1), in days.
    #[schema(minimum = 0)]
    pub numerator: f64,
    /// Σ wₚ, in days.
    #[schema(minimum = 0)]
    pub denominator: f64,
}

/// Several assignments as one: numerators and denominators are added, not averages averaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Overall {
    /// How much of what was asked was done in the window.
    pub adherence: Adherence,
    /// The same in the window before.
    #[schema(required)]
    pub trend: Option<Trend>,
    /// Adherence of the last 12 calendar weeks, oldest first.
    #[schema(max_items = 12)]
    pub weekly: Vec<Point>,
    /// Adherence of the last 12 calendar months, oldest first.
    #[schema(max_items = 12)]
    pub monthly: Vec<Point>,
}

const POINTS: u32 = 12;

/// Adherence of 12 calendar weeks, the last one being the week of `to`.
pub fn weekly_points(periods: &[PeriodResult], to: NaiveDate, week_start: Weekday) -> Vec<Point> {
    let into_week = to.weekday().days_since(week_start.into());
    let week = |back: u32| {
        let days = Days::new(u64::from(back * 7 + into_week));
        let from = to.checked_sub_days(days)?;
        let to = from.checked_add_days(Days::new(6))?;
        Some(Point::of(periods, Window { from, to }))
    };
    (0..POINTS).rev().filter_map(week).collect()
}

/// Adherence of 12 calendar months, the last one being the month of `to`.
pub fn monthly_points(periods: &[PeriodResult], to: NaiveDate) -> Vec<Point> {
    let month = |back: u32| {
        let from = to.with_day(1)?.checked_sub_months(Months::new(back))?;
        let to = from.checked_add_months(Months::new(1))?.pred_opt()?;
        Some(Point::of(periods, Window { from, to }))
    };
    (0..POINTS).rev().filter_map(month).collect()
}

/// The overall figure of several assignments, all asked the same question. Reviews are left out.
pub fn overall(parts: &[Figures]) -> Overall {
    let parts: Vec<&Figures> = parts.iter().filter(|part| part.purpose == Purpose::Practice).collect();
    let adherence = combined(&parts);
    let previous: Vec<&[Point]> =
        parts.iter().map(|part| std::slice::from_ref(&part.trend.previous)).collect();
    let weekly: Vec<&[Point]> = parts.iter().map(|part| part.weekly.as_slice()).collect();
    let monthly: Vec<&[Point]> = parts.iter().map(|part| part.monthly.as_slice()).collect();
    let previous = column_sums(&previous).pop();
    Overall {
        trend: previous.map(|previous| Trend::new(adherence.value, previous)),
        adherence,
        weekly: column_sums(&weekly),
        monthly: column_sums(&monthly),
    }
}

fn combined(parts: &[&Figures]) -> Adherence {
    let all = || parts.iter().map(|part| &part.adherence);
    let mut sum = Adherence {
        numerator: total(all().map(|part| part.numerator)),
        denominator: total(all().map(|part| part.denominator)),
        over_max: total(all().map(|part| part.over_max)),
        ..Adherence::default()
    };
    all().for_each(|part| sum.counts.merge(&part.counts));
    (sum.value, sum.reason) = share(sum.numerator, sum.denominator);
    sum
}

/// Adds the first points of all rows, the second points, and so on.
fn column_sums(rows: &[&[Point]]) -> Vec<Point> {
    let Some(first) = rows.first() else {
        return Vec::new();
    };
    let sum = |(index, point): (usize, &Point)| {
        let column = || rows.iter().filter_map(|row| row.get(index));
        Point::new(
            Window { from: point.start, to: point.end },
            total(column().map(|point| point.numerator)),
            total(column().map(|point| point.denominator)),
        )
    };
    first.iter().enumerate().map(sum).collect()
}

/// A sum that does not depend on the order in which the parts came.
fn total(parts: impl Iterator<Item = f64>) -> f64 {
    let mut parts: Vec<f64> = parts.collect();
    parts.sort_by(f64::total_cmp);
    parts.iter().sum()
}

impl Point {
    /// Adherence of the periods that end in the window.
    pub(super) fn of(periods: &[PeriodResult], window: Window) -> Self {
        let sum = adherence(periods, window);
        Self::new(window, sum.numerator, sum.denominator)
    }

    fn new(window: Window, numerator: f64, denominator: f64) -> Self {
        Self {
            start: window.from,
            end: window.to,
            value: share(numerator, denominator).0,
            numerator,
            denominator,
        }
    }
}

impl StatusCounts {
    fn merge(&mut self, other: &Self) {
        let Self { open, met, partial, not_done, unrecorded, excused, done_late, cut_short } = other;
        self.open += open;
        self.met += met;
        self.partial += partial;
        self.not_done += not_done;
        self.unrecorded += unrecorded;
        self.excused += excused;
        self.done_late += done_late;
        self.cut_short += cut_short;
    }
}
