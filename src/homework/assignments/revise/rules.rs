//! What a revision may say, and from which day on. Nothing here reads a clock or a database.

use chrono::{Days, NaiveDate};

use super::dto::UpdateAssignmentRequest;
use super::timeline::{Asked, Difference, Leg, Rewritten, Timeline};
use crate::homework::assignments::changes::ChangedDays;
use crate::homework::assignments::{AssignmentResponse, AssignmentStatus};
use crate::homework::cadence::{Cadence, Mode};
use crate::platform::http::FieldError;

/// A revision may be entered, and an end planned, so far ahead.
const WITHIN_DAYS: u64 = 366;

/// A published version of the item.
pub struct Edition {
    pub number: i32,
    pub title: String,
    pub audiences: Vec<Mode>,
    /// Whether it is not for somebody under a hold, and somebody concerned is.
    pub unsuitable: bool,
}

/// The newest terms, as they are read.
pub fn newest(now: &AssignmentResponse) -> Asked {
    Asked {
        mode: now.mode,
        cadence: now.cadence.clone(),
        minutes: now.minutes,
        rationale: now.rationale.clone(),
        item_version: now.item.version,
        item_title: now.item.title.clone(),
        ends_on: now.ends_on,
    }
}

/// What a request changes of the newest terms. `editions` are the versions that it or a revision names.
pub fn difference(
    request: &UpdateAssignmentRequest,
    now: &AssignmentResponse,
    editions: &[Edition],
    errors: &mut Vec<FieldError>,
) -> Difference {
    let mut asked = newest(now);
    asked.mode = request.mode.unwrap_or(asked.mode);
    asked.cadence = request.cadence.clone().unwrap_or(asked.cadence);
    asked.minutes = request.minutes.unwrap_or(asked.minutes);
    asked.rationale = request.rationale.clone().unwrap_or(asked.rationale);
    asked.ends_on = request.ends_on.unwrap_or(asked.ends_on);
    let newer = |number: &i32| *number != now.item.version;
    if let Some(number) = request.item_version.filter(newer) {
        let published = editions.iter().find(|edition| edition.number == number);
        match published.filter(|_| number > now.item.version) {
            Some(edition) => {
                asked.item_version = number;
                asked.item_title.clone_from(&edition.title);
            }
            None => {
                let detail = "must be a newer published version of the item";
                errors.push(FieldError::at("/item_version", "unknown_version", detail));
            }
        }
    }
    let named = editions.iter().find(|edition| request.item_version == Some(edition.number));
    if named.is_some_and(|edition| edition.unsuitable) {
        let detail = "must not be given while one of those concerned is under a safety hold";
        errors.push(FieldError::at("/item_version", "unsuitable_under_hold", detail));
    }
    Difference::between(&newest(now), &asked)
}

/// The first local date that a request asks for. Another audience holds from tomorrow at the earliest once homework runs: what was
/// done today was done for that of today.
pub fn asked_from(
    request: &UpdateAssignmentRequest,
    now: &AssignmentResponse,
    (timeline, difference): (&Timeline, &Difference),
    today: NaiveDate,
    errors: &mut Vec<FieldError>,
) -> NaiveDate {
    let (earliest, latest) = (timeline.begun, latest(timeline, today));
    let asked = request.effective_from.unwrap_or(earliest);
    if (earliest..=latest).contains(&asked) {
        let runs = now.status != AssignmentStatus::Proposed && now.starts_on <= today;
        let waits = difference.mode.is_some() && runs && asked == today;
        return if waits { asked.succ_opt().unwrap_or(asked) } else { asked };
    }
    let why = if earliest == today { "today" } else { "the first day of the homework" };
    let detail = format!("must be from {earliest}, {why}, to {latest}");
    errors.push(FieldError::at("/effective_from", "out_of_range", detail));
    earliest
}

/// Everything that speaks against what a change makes.
pub fn check(
    request: &UpdateAssignmentRequest,
    now: &AssignmentResponse,
    (timeline, difference, rewritten): (&Timeline, &Difference, &Rewritten),
    editions: &[Edition],
    today: NaiveDate,
    errors: &mut Vec<FieldError>,
) {
    let ends_on = request.ends_on.unwrap_or(now.ends_on);
    check_end(ends_on, now, today, errors);
    check_editions(difference, &rewritten.made, editions, errors);
    if difference.of_the_end_alone() {
        return;
    }
    check_far(request, difference, rewritten, latest(timeline, today), errors);
    let (of_mode, of_cadence) = (difference.mode.is_some(), difference.cadence.is_some());
    let first = rewritten.made.iter().find(|leg| Some(leg.from) == rewritten.from);
    if let Some(first) = first {
        check_day(first, ends_on, (of_mode, of_cadence), errors);
    }
    let turns = rewritten.made.windows(2).filter_map(|legs| match legs {
        [before, after] if before.asked.mode != after.asked.mode => Some(after),
        _ => None,
    });
    if of_cadence && turns.into_iter().any(is_past) {
        let detail = "must leave a period for the audience that is scheduled: take that back first";
        errors.push(FieldError::at("/cadence", "no_next_period", detail));
    }
}

/// The days that count otherwise once a timeline was rewritten and an end moved; nobody counted those of a proposal.
pub fn changed_days(
    now: &AssignmentResponse,
    ends_on: Option<NaiveDate>,
    first_changed: Option<NaiveDate>,
) -> Option<ChangedDays> {
    let ends = (ends_on != now.ends_on).then(|| ends_on.into_iter().chain(now.ends_on).min());
    let first = ends.flatten().into_iter().chain(first_changed).min();
    first.filter(|_| now.status != AssignmentStatus::Proposed).map(|first| (first, None))
}

/// The last day from which a change can hold.
fn latest(timeline: &Timeline, today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(WITHIN_DAYS)).unwrap_or(today).max(timeline.begun)
}

fn check_end(
    ends_on: Option<NaiveDate>,
    now: &AssignmentResponse,
    today: NaiveDate,
    errors: &mut Vec<FieldError>,
) {
    let last = now.starts_on.checked_add_days(Days::new(10 * WITHIN_DAYS)).unwrap_or(now.starts_on);
    let earliest = today.max(now.starts_on);
    if ends_on != now.ends_on && ends_on.is_some_and(|ends_on| !(earliest..=last).contains(&ends_on)) {
        let detail = "must not be before today or starts_on, nor more than ten years after starts_on";
        errors.push(FieldError::at("/ends_on", "out_of_range", detail));
    }
}

/// Each version is meant for the audience that it meets, in the scheduled revisions as well.
fn check_editions(difference: &Difference, made: &[Leg], editions: &[Edition], errors: &mut Vec<FieldError>) {
    let meant = |leg: &Leg| {
        let pinned = editions.iter().find(|edition| edition.number == leg.asked.item_version);
        pinned.is_some_and(|edition| edition.audiences.contains(&leg.asked.mode))
    };
    if made.iter().all(meant) {
        return;
    }
    if difference.mode.is_some() {
        errors.push(FieldError::at("/mode", "wrong_audience", "must be one of the item's audiences"));
    } else if difference.item.is_some() {
        let detail = "must be meant for the audience of the assignment";
        errors.push(FieldError::at("/item_version", "wrong_audience", detail));
    }
}

/// The settled days are bounded, not the one that was asked for.
fn check_far(
    request: &UpdateAssignmentRequest,
    difference: &Difference,
    rewritten: &Rewritten,
    latest: NaiveDate,
    errors: &mut Vec<FieldError>,
) {
    let Some(far) = rewritten.made.iter().map(|leg| leg.from).find(|from| *from > latest) else { return };
    let pointer = match (request.effective_from, difference.cadence.is_some()) {
        (Some(_), _) => "/effective_from",
        (None, true) => "/cadence",
        (None, false) => "/mode",
    };
    let detail = format!("would hold from the next period on, {far}, and must hold by {latest}");
    errors.push(FieldError::at(pointer, "out_of_range", detail));
}

fn check_day(
    first: &Leg,
    ends_on: Option<NaiveDate>,
    (of_mode, of_cadence): (bool, bool),
    errors: &mut Vec<FieldError>,
) {
    if ends_on.is_some_and(|last| first.from > last) {
        let of_next = "would hold from the next period on, and the assignment ends before";
        let (pointer, detail) = match (of_cadence, of_mode) {
            (true, _) => ("/cadence", of_next),
            (false, true) => ("/mode", of_next),
            (false, false) => ("/effective_from", "must not be after the last day"),
        };
        errors.push(FieldError::at(pointer, "after_the_end", detail));
    }
    if is_past(first) && of_mode {
        let detail = "would hold from the next period on, and a single completion has none";
        errors.push(FieldError::at("/mode", "no_next_period", detail));
    } else if is_past(first) && of_cadence {
        let detail = "must not be before the day from which it holds";
        errors.push(FieldError::at("/cadence/due_on", "out_of_range", detail));
    }
}

/// Whether it asks for one completion, by a day that has passed when it begins.
fn is_past(leg: &Leg) -> bool {
    matches!(&leg.asked.cadence, Cadence::Once(once) if once.due_on < leg.from)
}
