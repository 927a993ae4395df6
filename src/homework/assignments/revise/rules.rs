//! What a revision may say, and from which day on. Nothing here reads a clock or a database.

use chrono::{Days, NaiveDate};

use super::dto::UpdateAssignmentRequest;
use crate::homework::assignments::changes::ChangedDays;
use crate::homework::assignments::{AssignmentResponse, AssignmentStatus};
use crate::homework::cadence::{Cadence, Mode, Plan, Terms};
use crate::platform::http::FieldError;
use crate::platform::local_day::Weekday;

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

/// The terms after a change.
#[derive(Clone, PartialEq)]
pub struct Revised {
    pub mode: Mode,
    pub cadence: Cadence,
    pub minutes: Option<i32>,
    pub rationale: Option<String>,
    pub item_version: i32,
    pub item_title: String,
    pub ends_on: Option<NaiveDate>,
}

impl Revised {
    /// The terms as they are.
    pub fn unchanged(now: &AssignmentResponse) -> Self {
        Self {
            mode: now.mode,
            cadence: now.cadence.clone(),
            minutes: now.minutes,
            rationale: now.rationale.clone(),
            item_version: now.item.version,
            item_title: now.item.title.clone(),
            ends_on: now.ends_on,
        }
    }

    /// The terms as a request changes them. `edition` is the version that it names, or else the pinned one.
    pub fn of(
        request: &UpdateAssignmentRequest,
        now: &AssignmentResponse,
        edition: Option<Edition>,
        errors: &mut Vec<FieldError>,
    ) -> Self {
        let mut revised = Self::unchanged(now);
        revised.mode = request.mode.unwrap_or(revised.mode);
        revised.cadence = request.cadence.clone().unwrap_or(revised.cadence);
        revised.minutes = request.minutes.unwrap_or(revised.minutes);
        revised.rationale = request.rationale.clone().unwrap_or(revised.rationale);
        revised.ends_on = request.ends_on.unwrap_or(revised.ends_on);
        let newer = request.item_version.is_some_and(|number| number != now.item.version);
        match edition.filter(|edition| !newer || edition.number > now.item.version) {
            Some(edition) => {
                revised.check_edition(&edition, now, errors);
                revised.item_version = edition.number;
                revised.item_title = edition.title;
            }
            None => {
                let detail = "must be a newer published version of the item";
                errors.push(FieldError::at("/item_version", "unknown_version", detail));
            }
        }
        revised
    }

    fn check_edition(&self, edition: &Edition, now: &AssignmentResponse, errors: &mut Vec<FieldError>) {
        let meant = edition.audiences.contains(&self.mode);
        if self.mode != now.mode && !meant {
            errors.push(FieldError::at("/mode", "wrong_audience", "must be one of the item's audiences"));
        } else if edition.number != now.item.version && !meant {
            let detail = "must be meant for the audience of the assignment";
            errors.push(FieldError::at("/item_version", "wrong_audience", detail));
        }
        if edition.unsuitable {
            let detail = "must not be given while one of those concerned is under a safety hold";
            errors.push(FieldError::at("/item_version", "unsuitable_under_hold", detail));
        }
    }

    /// The days that count otherwise once these terms hold from a day on.
    pub fn changes(&self, now: &AssignmentResponse, from: NaiveDate) -> Option<ChangedDays> {
        let asked = self.mode != now.mode || self.cadence != now.cadence;
        let ends = (self.ends_on != now.ends_on).then(|| self.ends_on.into_iter().chain(now.ends_on).min());
        let first = ends.flatten().into_iter().chain(asked.then_some(from)).min();
        first.filter(|_| now.status != AssignmentStatus::Proposed).map(|first| (first, None))
    }

    fn with_end(&self, ends_on: Option<NaiveDate>) -> Self {
        Self { ends_on, ..self.clone() }
    }
}

/// The first local date on which the changes hold.
pub fn effective_from(
    request: &UpdateAssignmentRequest,
    revised: &Revised,
    now: &AssignmentResponse,
    plan: &Plan,
    today: NaiveDate,
    errors: &mut Vec<FieldError>,
) -> NaiveDate {
    check_end(revised.ends_on, now, today, errors);
    let earliest = today.max(now.starts_on).max(now.effective_from);
    let ahead = today.checked_add_days(Days::new(WITHIN_DAYS)).unwrap_or(today).max(earliest);
    let asked = request.effective_from.unwrap_or(earliest);
    if !(earliest..=ahead).contains(&asked) {
        let why = match earliest == now.effective_from && earliest > today {
            true => "the day from which the newest revision holds",
            false => "the earliest day that a change can hold from",
        };
        let detail = format!("must be from {earliest}, {why}, to {ahead}");
        errors.push(FieldError::at("/effective_from", "out_of_range", detail));
        return asked;
    }
    // Where the end alone changes, it holds at once and no day of the terms matters.
    if *revised == Revised::unchanged(now).with_end(revised.ends_on) {
        return asked;
    }
    let from = plan.holds_from(&terms(plan, revised, now, asked));
    check_day(from, revised, request, now, errors);
    from
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

fn check_day(
    from: NaiveDate,
    revised: &Revised,
    request: &UpdateAssignmentRequest,
    now: &AssignmentResponse,
    errors: &mut Vec<FieldError>,
) {
    let (of_mode, of_cadence) = (revised.mode != now.mode, request.cadence.is_some());
    if revised.ends_on.is_some_and(|last| from > last) {
        let of_next = "would hold from the next period on, and the assignment ends before";
        let (pointer, detail) = match (of_cadence, of_mode) {
            (true, _) => ("/cadence", of_next),
            (false, true) => ("/mode", of_next),
            (false, false) => ("/effective_from", "must not be after the last day"),
        };
        errors.push(FieldError::at(pointer, "after_the_end", detail));
    }
    let past = matches!(&revised.cadence, Cadence::Once(once) if once.due_on < from);
    if past && of_mode {
        let detail = "would hold from the next period on, and a single completion has none";
        errors.push(FieldError::at("/mode", "no_next_period", detail));
    } else if past && of_cadence {
        let detail = "must not be before the day from which it holds";
        errors.push(FieldError::at("/cadence/due_on", "out_of_range", detail));
    }
}

/// Zone, start of day and start of week stay as they were frozen.
fn terms(plan: &Plan, revised: &Revised, now: &AssignmentResponse, from: NaiveDate) -> Terms {
    Terms {
        revision: now.revision.saturating_add(1),
        effective_from: from,
        mode: revised.mode,
        cadence: revised.cadence.clone(),
        zone: now.time_zone,
        day_start: now.day_start,
        week_start: week_start(plan),
    }
}

/// First day of the weeks by which an assignment is planned; every assignment has a revision that says it.
pub fn week_start(plan: &Plan) -> Weekday {
    plan.revisions.last().map_or(Weekday::Monday, |terms| terms.week_start)
}
