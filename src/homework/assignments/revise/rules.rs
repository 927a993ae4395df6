//! What a revision may say, and from which day on. Nothing here reads a clock or a database.

use chrono::{Days, NaiveDate};

use super::dto::UpdateAssignmentRequest;
use crate::homework::assignments::{AssignmentResponse, Mode};
use crate::homework::cadence::{Cadence, Plan, Terms};
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
            cadence: now.cadence.clone(),
            minutes: now.minutes,
            rationale: now.rationale.clone(),
            item_version: now.item.version,
            item_title: now.item.title.clone(),
            ends_on: now.ends_on,
        }
    }

    /// The terms as a request changes them. `edition` is what it names, where it is a published version.
    pub fn of(
        request: &UpdateAssignmentRequest,
        now: &AssignmentResponse,
        edition: Option<Edition>,
        errors: &mut Vec<FieldError>,
    ) -> Self {
        let mut revised = Self::unchanged(now);
        revised.cadence = request.cadence.clone().unwrap_or(revised.cadence);
        revised.minutes = request.minutes.unwrap_or(revised.minutes);
        revised.rationale = request.rationale.clone().unwrap_or(revised.rationale);
        revised.ends_on = request.ends_on.unwrap_or(revised.ends_on);
        if request.item_version.is_some_and(|number| number != now.item.version) {
            match edition.filter(|edition| edition.number > now.item.version) {
                Some(edition) => {
                    check_edition(&edition, now.mode, errors);
                    revised.item_version = edition.number;
                    revised.item_title = edition.title;
                }
                None => {
                    let detail = "must be a newer published version of the item";
                    errors.push(FieldError::at("/item_version", "unknown_version", detail));
                }
            }
        }
        revised
    }

    fn with_end(&self, ends_on: Option<NaiveDate>) -> Self {
        Self { ends_on, ..self.clone() }
    }
}

fn check_edition(edition: &Edition, mode: Mode, errors: &mut Vec<FieldError>) {
    if !edition.audiences.contains(&mode) {
        let detail = "must be meant for the audience of the assignment";
        errors.push(FieldError::at("/item_version", "wrong_audience", detail));
    }
    if edition.unsuitable {
        let detail = "must not be given while one of those concerned is under a safety hold";
        errors.push(FieldError::at("/item_version", "unsuitable_under_hold", detail));
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
        let detail = "must be from today, the first day and the newest revision's to 366 days ahead";
        errors.push(FieldError::at("/effective_from", "out_of_range", detail));
        return asked;
    }
    // Where the end alone changes, it holds at once and no day of the terms matters.
    if *revised == Revised::unchanged(now).with_end(revised.ends_on) {
        return asked;
    }
    let from = plan.holds_from(&terms(plan, revised, now, asked));
    check_day(from, revised, request.cadence.is_some(), errors);
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

fn check_day(from: NaiveDate, revised: &Revised, of_cadence: bool, errors: &mut Vec<FieldError>) {
    if revised.ends_on.is_some_and(|last| from > last) {
        let (pointer, detail) = if of_cadence {
            ("/cadence", "would hold from the next period on, and the assignment ends before")
        } else {
            ("/effective_from", "must not be after the last day")
        };
        errors.push(FieldError::at(pointer, "after_the_end", detail));
    }
    if matches!(&revised.cadence, Cadence::Once(once) if of_cadence && once.due_on < from) {
        let detail = "must not be before the day from which it holds";
        errors.push(FieldError::at("/cadence/due_on", "out_of_range", detail));
    }
}

/// Zone, start of day and start of week stay as they were frozen.
fn terms(plan: &Plan, revised: &Revised, now: &AssignmentResponse, from: NaiveDate) -> Terms {
    Terms {
        revision: now.revision.saturating_add(1),
        effective_from: from,
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
