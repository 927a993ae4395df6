//! Which days a member may rest. Nothing here reads a clock or a database.

use chrono::{Days, NaiveDate};

use crate::homework::assignments::participants::dto::UpdateMemberPauseRequest;
use crate::homework::assignments::participants::model::{RestKind, RestRow};
use crate::homework::assignments::{AssignmentRow, AssignmentStatus};
use crate::homework::cadence::{Period, Plan};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};

/// Most days of a pause that a client takes alone.
pub const CLIENTS_PAUSE_DAYS: u64 = 14;
/// Most days of a pause that a therapist gives one member.
pub const THERAPISTS_PAUSE_DAYS: u64 = 366;
/// A rest may begin so many days ahead.
const AHEAD_DAYS: u64 = 60;
/// A period may be excused so many days after its end.
const AFTERWARDS_DAYS: u64 = 92;
/// Excused periods of one member that have not ended.
const MOST_OPEN_EXCUSES: usize = 10;
/// Pauses, and excuses, of one member of one assignment.
const MOST_OF_A_KIND: usize = 100;

/// The pause that runs or is still to come.
pub fn current_pause(rests: &[RestRow], today: NaiveDate) -> Option<&RestRow> {
    rests.iter().find(|rest| rest.kind.0 == RestKind::Pause && rest.last_day() >= today)
}

/// The first and last day of a pause as it was asked for.
pub fn pause_days(
    request: &UpdateMemberPauseRequest,
    current: Option<&RestRow>,
    row: &AssignmentRow,
    today: NaiveDate,
    most_days: u64,
) -> ApiResult<(NaiveDate, NaiveDate)> {
    if !matches!(row.status.0, AssignmentStatus::Active | AssignmentStatus::Paused) {
        let detail =
            format!("The homework is {}: only what is active or paused can be rested from.", row.status.0);
        return Err(ApiError::wrong_state(detail));
    }
    // What has been rested stays so: a pause that is running keeps its first day.
    let running = current.map(|pause| pause.starts_on).filter(|from| *from < today);
    let earliest = running.unwrap_or(today.max(row.starts_on));
    let latest = running.unwrap_or(later(today, AHEAD_DAYS).max(earliest));
    let from = request.from.unwrap_or(earliest);
    let ended = row.ends_on.is_some_and(|last| from > last);
    if !(earliest..=latest).contains(&from) || ended {
        let detail =
            "must be a day of the assignment from today to 60 days ahead, or the first of the running pause";
        return Err(ApiError::rule("/from", "out_of_range", detail));
    }
    if !(from.max(today)..=later(from, most_days - 1)).contains(&request.until) {
        let detail =
            format!("must not be before the first day or today, and at most {most_days} days with the first");
        return Err(ApiError::rule("/until", "out_of_range", detail));
    }
    Ok((from, request.until))
}

/// The period that begins on a day, if it may be excused.
pub fn excusable(plan: &Plan, row: &AssignmentRow, start: NaiveDate, today: NaiveDate) -> ApiResult<Period> {
    if row.status.0 == AssignmentStatus::Proposed {
        return Err(ApiError::wrong_state(
            "The homework is proposed: nothing is asked yet that could be excused.",
        ));
    }
    let refused =
        |code, detail| ApiError::Invalid(vec![FieldError::of_parameter("period_start", code, detail)]);
    let period = plan.periods(start..=start).into_iter().find(|period| period.start == start);
    let period = period.ok_or_else(|| refused("no_period", "must be the first day of a period"))?;
    let near = period.start <= later(today, AHEAD_DAYS) && later(period.end, AFTERWARDS_DAYS) >= today;
    match near {
        true => Ok(period),
        false => Err(refused(
            "out_of_range",
            "must begin a period that starts at most 60 days ahead, or ended at most 92 days ago",
        )),
    }
}

/// Refuses one more of a kind, resting until a day, where there are too many; what it takes the place of is not counted.
pub fn check_count(
    rests: &[RestRow],
    kind: RestKind,
    replaced: Option<&RestRow>,
    (until, today): (NaiveDate, NaiveDate),
) -> ApiResult<()> {
    let replaced = replaced.map(|rest| rest.id);
    let others = || rests.iter().filter(|rest| rest.kind.0 == kind && Some(rest.id) != replaced);
    let open = others().filter(|rest| rest.last_day() >= today).count();
    let too_many_open = kind == RestKind::Excuse && until >= today && open >= MOST_OPEN_EXCUSES;
    if too_many_open || others().count() >= MOST_OF_A_KIND {
        return Err(ApiError::Conflict(Conflict::TooMany));
    }
    Ok(())
}

fn later(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}
