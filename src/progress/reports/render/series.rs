//! A row of weeks or months, and what can be said of it in a sentence.

use chrono::NaiveDate;

use super::words::percent;
use crate::platform::words::day;
use crate::progress::adherence::Point;

/// What a point stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A calendar week.
    Week,
    /// A calendar month.
    Month,
}

impl Step {
    /// How one is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// `Week from`, the heading above the names of the points.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Week => "Week from",
            Self::Month => "Month",
        }
    }

    /// A point by its first day.
    pub fn label(self, start: NaiveDate) -> String {
        match self {
            Self::Week => day(start),
            Self::Month => start.format("%B %Y").to_string(),
        }
    }
}

/// The points from the first one that has a figure.
pub fn from_first_figure(points: &[Point]) -> &[Point] {
    let first = points.iter().position(|point| point.value.is_some());
    first.and_then(|first| points.get(first..)).unwrap_or_default()
}

/// What the row shows, for somebody who does not see it: from when to when, the least, the most and the last.
pub fn describe(points: &[Point], step: Step) -> String {
    let known = || points.iter().filter_map(|point| Some((point, point.value?)));
    let told = |(point, value): (&Point, f64)| format!("{} ({})", percent(value), step.label(point.start));
    let least = known().min_by(|one, other| one.1.total_cmp(&other.1)).map(told).unwrap_or_default();
    let most = known().rev().max_by(|one, other| one.1.total_cmp(&other.1)).map(told).unwrap_or_default();
    let last = known().next_back().map(told).unwrap_or_default();
    let silent = points.iter().filter(|point| point.value.is_none()).count();
    let silent = match silent {
        0 => String::new(),
        1 => format!(" One {} has no figure.", step.name()),
        more => format!(" {more} {}s have no figure.", step.name()),
    };
    format!(
        "A bar for each of {} {}s. Least: {least}. Most: {most}. Last: {last}.{silent} The table holds all values.",
        points.len(),
        step.name()
    )
}
