//! Which step may follow which, and what it does to the dates. Nothing here reads a clock or a database.

use chrono::{Days, NaiveDate};

use crate::homework::assignments::changes::ChangedDays;
use crate::homework::assignments::{AssignmentRow, AssignmentStatus};
use crate::homework::cadence::Cadence;
use crate::platform::db::AsText;
use crate::platform::http::{ApiError, ApiResult};

/// A pause may be entered so many days ahead.
const PAUSE_WITHIN_DAYS: u64 = 366;

/// A step in the life of an assignment.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// A proposal begins to run.
    Activate,
    /// Nothing is asked from this day on, or from today.
    Pause(Option<NaiveDate>),
    /// It runs again from today.
    Resume,
    /// It came to its good end.
    Complete,
    /// It ends before that, on this day or today.
    Stop(Option<NaiveDate>),
}

/// What a step changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The status after it.
    pub status: AssignmentStatus,
    /// The first local date after it.
    pub starts_on: NaiveDate,
    /// The last local date after it.
    pub ends_on: Option<NaiveDate>,
    /// What it does to the pause of everybody.
    pub pause: PauseEffect,
}

impl Effect {
    /// The days that count otherwise once the step was taken; nobody counted those of a proposal.
    pub fn changes(&self, row: &AssignmentRow) -> Option<ChangedDays> {
        let (AsText(before), ends_on) = (row.status, row.ends_on);
        match self.pause {
            _ if before == AssignmentStatus::Proposed => {
                (self.status == AssignmentStatus::Active).then_some((row.starts_on, ends_on))
            }
            PauseEffect::Keep => None,
            PauseEffect::Open(from) => Some((from, ends_on)),
            PauseEffect::Close(last) if self.status == AssignmentStatus::Active => {
                Some((last.succ_opt().unwrap_or(last), ends_on))
            }
            // What runs on the last day is cut short with it.
            PauseEffect::Close(last) => Some((last.max(row.starts_on), ends_on)),
        }
    }
}

/// What a step does to the pause of everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseEffect {
    /// Nothing.
    Keep,
    /// Opens one from this day on.
    Open(NaiveDate),
    /// Ends the open one with this day, or before it began.
    Close(NaiveDate),
}

impl Step {
    /// What the step does on this local day, if the assignment is in a state for it.
    pub fn apply(self, row: &AssignmentRow, today: NaiveDate) -> ApiResult<Effect> {
        use AssignmentStatus::{Active, Completed, Paused, Proposed, Stopped};
        let AsText(status) = row.status;
        match (self, status) {
            (Self::Activate, Proposed) => activated(row, today),
            (Self::Pause(from), Active) => {
                let from = pause_start(from, row, today)?;
                Ok(Effect { status: Paused, pause: PauseEffect::Open(from), ..Effect::none(row) })
            }
            (Self::Resume, Paused) => {
                let last = before(today);
                Ok(Effect { status: Active, pause: PauseEffect::Close(last), ..Effect::none(row) })
            }
            (Self::Complete, Active | Paused) => Ok(ended(row, Completed, today)),
            (Self::Stop(last), Active | Paused) => {
                let last = stop_day(last, row, today)?;
                Ok(ended(row, Stopped, last))
            }
            // What was only proposed never ran, so no day of it is left.
            (Self::Stop(last), Proposed) => {
                stop_day(last, row, today)?;
                Ok(ended(row, Stopped, before(row.starts_on)))
            }
            _ => Err(self.out_of_place(status)),
        }
    }

    /// Which state it is in, and which the step needs.
    fn out_of_place(self, status: AssignmentStatus) -> ApiError {
        let needed = match self {
            Self::Activate => "only what is proposed can be activated",
            Self::Pause(_) => "only what is active can be paused",
            Self::Resume => "only what is paused can be resumed",
            Self::Complete => "only what is active or paused can be completed",
            Self::Stop(_) => "only what is proposed, active or paused can be stopped",
        };
        ApiError::wrong_state(format!("The homework is {status}: {needed}."))
    }
}

impl Effect {
    fn none(row: &AssignmentRow) -> Self {
        let AsText(status) = row.status;
        Self { status, starts_on: row.starts_on, ends_on: row.ends_on, pause: PauseEffect::Keep }
    }
}

/// Days on which it was only proposed are nobody's to have done it on: it begins today at the earliest.
fn activated(row: &AssignmentRow, today: NaiveDate) -> ApiResult<Effect> {
    if row.ends_on.is_some_and(|last| last < today) {
        let detail = "The last day of the proposal has passed: stop it, and give the homework anew.";
        return Err(ApiError::wrong_state(detail));
    }
    if matches!(&row.cadence.0, Cadence::Once(once) if once.due_on < today) {
        let detail = "The day by which it is due has passed: revise the cadence first.";
        return Err(ApiError::wrong_state(detail));
    }
    let starts_on = row.starts_on.max(today);
    Ok(Effect { status: AssignmentStatus::Active, starts_on, ..Effect::none(row) })
}

fn pause_start(from: Option<NaiveDate>, row: &AssignmentRow, today: NaiveDate) -> ApiResult<NaiveDate> {
    let Some(from) = from else { return Ok(today.max(row.starts_on)) };
    let ahead = today.checked_add_days(Days::new(PAUSE_WITHIN_DAYS)).unwrap_or(today);
    let latest = row.ends_on.map_or(ahead, |ends_on| ends_on.min(ahead));
    if (row.starts_on..=latest).contains(&from) {
        return Ok(from);
    }
    let detail = "must be a day of the assignment, at most 366 days ahead";
    Err(ApiError::rule("/starts_on", "out_of_range", detail))
}

fn stop_day(last: Option<NaiveDate>, row: &AssignmentRow, today: NaiveDate) -> ApiResult<NaiveDate> {
    let Some(last) = last else { return Ok(today) };
    if (before(row.starts_on)..=today.max(before(row.starts_on))).contains(&last) {
        return Ok(last);
    }
    let detail = "must be from the day before the assignment starts to today";
    Err(ApiError::rule("/ends_on", "out_of_range", detail))
}

/// An assignment that ends before it starts has no day at all: its last is the one before its first.
fn ended(row: &AssignmentRow, status: AssignmentStatus, last: NaiveDate) -> Effect {
    let last = last.max(before(row.starts_on));
    let last = row.ends_on.map_or(last, |ends_on| ends_on.min(last));
    Effect { status, starts_on: row.starts_on, ends_on: Some(last), pause: PauseEffect::Close(last) }
}

fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}
