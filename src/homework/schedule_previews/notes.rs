//! What clock changes do to a schedule, said before anybody wonders.

use chrono::NaiveDate;

use super::dto::{ScheduleNote, ScheduleNoteKind};
use super::expand::Clocks;
use crate::homework::cadence::Period;
use crate::platform::local_day::{
    LocalTime, day_ends_at, day_starts_at, local_time, second_instant_of, wall_date,
};

/// Days that are looked at: ten years of a daily habit, and what one request may cost.
const MOST_DAYS: usize = 3660;
const USUAL_MINUTES: i64 = 24 * 60;

/// The notes on the days of these periods, in order.
pub(super) fn notes(periods: &[Period], clocks: Clocks, at: Option<LocalTime>) -> Vec<ScheduleNote> {
    let days = periods.iter().flat_map(|it| it.start.iter_days().take_while(move |day| *day <= it.end));
    days.take(MOST_DAYS)
        .flat_map(|date| {
            [of_length(date, clocks), at.and_then(|at| of_time(date, at, clocks))].into_iter().flatten()
        })
        .collect()
}

fn of_length(date: NaiveDate, clocks: Clocks) -> Option<ScheduleNote> {
    let (starts, ends) = (
        day_starts_at(clocks.zone, date, clocks.day_start),
        day_ends_at(clocks.zone, date, clocks.day_start),
    );
    let minutes = ends.signed_duration_since(starts).num_minutes();
    let kind = match minutes {
        USUAL_MINUTES => return None,
        fewer if fewer < USUAL_MINUTES => ScheduleNoteKind::ShortDay,
        _ => ScheduleNoteKind::LongDay,
    };
    Some(ScheduleNote {
        kind,
        local_date: date,
        day_minutes: Some(minutes),
        at: None,
        due_at: None,
        shown_as: None,
        again_at: None,
    })
}

fn of_time(date: NaiveDate, at: LocalTime, clocks: Clocks) -> Option<ScheduleNote> {
    let due_at = clocks.instant(date, at);
    let shown_as = local_time(due_at, clocks.zone);
    let again_at = second_instant_of(clocks.zone, wall_date(date, at.time(), clocks.day_start), at.time());
    let kind = match again_at {
        Some(_) => ScheduleNoteKind::RepeatedTime,
        None if shown_as != at => ScheduleNoteKind::SkippedTime,
        None => return None,
    };
    Some(ScheduleNote {
        kind,
        local_date: date,
        day_minutes: None,
        at: Some(at),
        due_at: Some(due_at),
        shown_as: Some(shown_as),
        again_at,
    })
}
