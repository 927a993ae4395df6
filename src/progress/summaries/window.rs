//! The stretch of days that is asked about, and how far back its figures look.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::local_day::some_date;
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
    #[serde(default, deserialize_with = "some_date")]
    #[param(example = "2026-01-05")]
    from: Option<NaiveDate>,
    /// Last local date, at most 400 days with the first. Left out: 12 weeks from the first, or today where
    /// that is left out too.
    #[garde(custom(known_day))]
    #[serde(default, deserialize_with = "some_date")]
    #[param(example = "2026-03-29")]
    to: Option<NaiveDate>,
    /// A window by its name, instead of `from` and `to`. Where no session has been held yet, 422 `no_session`.
    #[garde(custom(alone(self.from.is_some() || self.to.is_some())))]
    #[serde(default)]
    #[param(inline)]
    window: Option<NamedWindow>,
}

/// A window that has a name.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedWindow {
    /// From the day of the last session that was held, up to today; at most 400 days.
    SinceLastSession,
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
    /// From this day up to today.
    Since(NaiveDate),
}

/// A window as it was asked for, which may need a look at the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One that needs none.
    Known(Asked),
    /// From the last session that was held.
    SinceLastSession,
}

impl WindowQuery {
    /// The same by its parts.
    pub(super) fn new(from: Option<NaiveDate>, to: Option<NaiveDate>, window: Option<NamedWindow>) -> Self {
        Self { from, to, window }
    }

    /// What was asked for.
    pub fn wanted(&self) -> Wanted {
        match self.window {
            Some(NamedWindow::SinceLastSession) => Wanted::SinceLastSession,
            None => Wanted::Known(self.asked()),
        }
    }

    fn asked(&self) -> Asked {
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
            Self::Since(from) => {
                Window { from: from.clamp(earlier(today, MAX_WINDOW_DAYS - 1), today), to: today }
            }
        }
    }

    /// All days that may be in the window, before it is known where the people are: a local day is at most one day
    /// from that of UTC.
    pub fn widest(self, now: DateTime<Utc>) -> Window {
        match self {
            Self::Days(window) => window,
            Self::Weeks(_) | Self::Since(_) => {
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

pub(super) fn alone(beside: bool) -> impl FnOnce(&Option<NamedWindow>, &()) -> garde::Result {
    move |window, ()| match window {
        Some(_) if beside => Err(garde::Error::new("must not stand beside from or to")),
        _ => Ok(()),
    }
}

pub(super) fn known_day(date: &Option<NaiveDate>, _: &()) -> garde::Result {
    date.map_or(Ok(()), check_day)
}

pub(super) fn fits(to: &Option<NaiveDate>) -> impl FnOnce(&Option<NaiveDate>, &()) -> garde::Result {
    move |from, ()| match (from, to) {
        (Some(from), Some(to)) => check_window(*from, *to),
        _ => Ok(()),
    }
}
