//! The stretch of days that is asked about, and how far back its figures look.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::progress::adherence::Window;

/// Most days of a window.
pub const MAX_WINDOW_DAYS: u64 = 400;
/// Figures look at most so many days back from the window's end, so that their cost grows with the window and
/// never with the length of a history: longest streak, strength and returns are those of this time.
pub const HORIZON_DAYS: u64 = 400;
/// Weeks of a window that nobody chose.
pub const WEEKS: u64 = 12;

/// Which days to look at.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WindowQuery {
    /// First local date. Left out: 12 weeks before the end.
    #[garde(custom(known_day), custom(fits(&self.to)))]
    #[serde(default)]
    #[param(example = "2026-01-05")]
    from: Option<NaiveDate>,
    /// Last local date, at most 400 days with the first. Left out: 12 weeks from the first, or today where
    /// that is left out too.
    #[garde(custom(known_day))]
    #[serde(default)]
    #[param(example = "2026-03-29")]
    to: Option<NaiveDate>,
}

/// A stretch of local dates, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WindowResponse {
    /// First local date.
    pub from: NaiveDate,
    /// Last local date.
    pub to: NaiveDate,
}

impl From<Window> for WindowResponse {
    fn from(window: Window) -> Self {
        let Window { from, to } = window;
        Self { from, to }
    }
}

/// A window as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// These days.
    Days(Window),
    /// So many weeks up to today, wherever the people are.
    Weeks(u64),
}

impl WindowQuery {
    /// What was asked for.
    pub fn asked(&self) -> Asked {
        let span = WEEKS * 7 - 1;
        match (self.from, self.to) {
            (Some(from), Some(to)) => Asked::Days(Window { from, to }),
            (Some(from), None) => Asked::Days(Window { from, to: later(from, span) }),
            (None, Some(to)) => Asked::Days(Window { from: earlier(to, span), to }),
            (None, None) => Asked::Weeks(WEEKS),
        }
    }
}

impl Asked {
    /// The window, once it is known which day it is for the people concerned.
    pub fn window(self, today: NaiveDate) -> Window {
        match self {
            Self::Days(window) => window,
            Self::Weeks(weeks) => Window { from: earlier(today, weeks * 7 - 1), to: today },
        }
    }

    /// All days that may be in the window, before it is known where the people are: a local day is at most one day
    /// from that of UTC.
    pub fn widest(self, now: DateTime<Utc>) -> Window {
        match self {
            Self::Days(window) => window,
            Self::Weeks(_) => {
                let utc = now.date_naive();
                Window { from: self.window(earlier(utc, 1)).from, to: later(utc, 1) }
            }
        }
    }

    /// All days that the figures of the window may look at.
    pub fn bounds(self, now: DateTime<Utc>) -> Window {
        let to = self.widest(now).to;
        Window { from: earlier(since(to), 2), to }
    }
}

/// The first day that figures of a window with this end look at.
pub fn since(to: NaiveDate) -> NaiveDate {
    earlier(to, HORIZON_DAYS - 1)
}

/// So many days earlier.
pub fn earlier(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// So many days later.
pub fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Whether both ends make a window, for rules of requests.
pub fn check_window(from: NaiveDate, to: NaiveDate) -> garde::Result {
    if to < from {
        return Err(garde::Error::new("must not be after the end"));
    }
    if to >= later(from, MAX_WINDOW_DAYS) {
        return Err(garde::Error::new("must make a window of at most 400 days"));
    }
    Ok(())
}

/// A day that can be one of a practice's.
pub fn check_day(date: NaiveDate) -> garde::Result {
    if (2000..=2999).contains(&date.year()) {
        Ok(())
    } else {
        Err(garde::Error::new("must lie between 2000-01-01 and 2999-12-31"))
    }
}

fn known_day(date: &Option<NaiveDate>, _: &()) -> garde::Result {
    date.map_or(Ok(()), check_day)
}

fn fits(to: &Option<NaiveDate>) -> impl FnOnce(&Option<NaiveDate>, &()) -> garde::Result {
    move |from, ()| match (from, to) {
        (Some(from), Some(to)) => check_window(*from, *to),
        _ => Ok(()),
    }
}
