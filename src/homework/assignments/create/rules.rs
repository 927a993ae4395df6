//! What must hold of a new assignment.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::ground::Ground;
use super::queries::Published;
use crate::homework::assignments::Mode;
use crate::homework::assignments::dto::CreateAssignmentRequest;
use crate::homework::cadence::Cadence;
use crate::people::care_teams::Context;
use crate::platform::http::FieldError;
use crate::platform::ids::kind::ClientId;
use crate::platform::local_day::{DayStart, TimeZone, Weekday, local_date};

/// Homework may have been agreed before it is entered, or ahead of its start, by so many days.
const START_WITHIN_DAYS: u64 = 366;

/// A new assignment with everything that the request left open.
pub struct Plan {
    pub mode: Mode,
    pub item: Published,
    pub cadence: Cadence,
    pub minutes: Option<i32>,
    pub starts_on: NaiveDate,
    pub time_zone: TimeZone,
    pub day_start: DayStart,
    pub week_start: Weekday,
    /// Each member, with what it does when something gets in the way.
    pub members: Vec<(ClientId, Option<String>)>,
}

/// Completes a request, or names every broken rule. The item comes with whether somebody concerned is under a hold.
pub fn plan(
    request: &CreateAssignmentRequest,
    context: Context,
    ground: &Ground,
    item: Option<(Published, bool)>,
    now: DateTime<Utc>,
) -> Result<Plan, Vec<FieldError>> {
    let mut errors = Vec::new();
    let time_zone = request.time_zone.unwrap_or(ground.time_zone);
    let today = local_date(now, time_zone, ground.day_start);
    let starts_on = request.starts_on.unwrap_or(today);
    check_dates(starts_on, request.ends_on, today, &mut errors);
    let members = members(request, ground, &mut errors);
    let Some((item, held)) = item else {
        let detail = "must be a published library item that is not retired";
        errors.push(FieldError::at("/item_id", "unknown_item", detail));
        return Err(errors);
    };
    if held && item.unsuitable_under_hold {
        let detail = "must not be given while one of those concerned is under a safety hold";
        errors.push(FieldError::at("/item_id", "unsuitable_under_hold", detail));
    }
    let mode = mode(request, context, &item, &mut errors);
    let cadence = cadence(request, &item, starts_on, &mut errors);
    match (mode, cadence) {
        (Some(mode), Some(cadence)) if errors.is_empty() => Ok(Plan {
            mode,
            cadence,
            minutes: request.minutes.or(item.minutes),
            item,
            starts_on,
            time_zone,
            day_start: ground.day_start,
            week_start: ground.week_start,
            members,
        }),
        _ => Err(errors),
    }
}

fn check_dates(
    starts_on: NaiveDate,
    ends_on: Option<NaiveDate>,
    today: NaiveDate,
    errors: &mut Vec<FieldError>,
) {
    let within = Days::new(START_WITHIN_DAYS);
    let earliest = today.checked_sub_days(within).unwrap_or(today);
    let latest = today.checked_add_days(within).unwrap_or(today);
    if !(earliest..=latest).contains(&starts_on) {
        let detail = "must be at most 366 days ago or ahead";
        errors.push(FieldError::at("/starts_on", "out_of_range", detail));
    }
    let last = starts_on.checked_add_days(Days::new(10 * START_WITHIN_DAYS)).unwrap_or(starts_on);
    if ends_on.is_some_and(|ends_on| ends_on < starts_on || ends_on > last) {
        let detail = "must not be before starts_on, nor more than ten years after it";
        errors.push(FieldError::at("/ends_on", "out_of_range", detail));
    }
}

fn mode(
    request: &CreateAssignmentRequest,
    context: Context,
    item: &Published,
    errors: &mut Vec<FieldError>,
) -> Option<Mode> {
    let fitting = |mode: &Mode| mode.fits(context);
    let Some(mode) = request.mode else {
        let first = item.audiences.iter().copied().find(fitting);
        if first.is_none() {
            let detail =
                format!("must be meant for this audience: the item is for {}", words(&item.audiences));
            errors.push(FieldError::at("/item_id", "wrong_audience", detail));
        }
        return first;
    };
    if !mode.fits(context) {
        let detail = match context {
            Context::Client(_) => "must be individual for a client",
            Context::Couple(_) => "must be together, each or either for a couple",
        };
        errors.push(FieldError::at("/mode", "wrong_context", detail));
    } else if !item.audiences.contains(&mode) {
        let detail = format!("must be one of the item's audiences: {}", words(&item.audiences));
        errors.push(FieldError::at("/mode", "wrong_audience", detail));
    }
    Some(mode)
}

fn words(modes: &[Mode]) -> String {
    modes.iter().map(Mode::to_string).collect::<Vec<_>>().join(", ")
}

fn cadence(
    request: &CreateAssignmentRequest,
    item: &Published,
    starts_on: NaiveDate,
    errors: &mut Vec<FieldError>,
) -> Option<Cadence> {
    // Of an item that is due once the library knows no day: that is for this request to say.
    let suggested = || item.cadence.to_cadence(None);
    let Some(cadence) = request.cadence.clone().or_else(suggested) else {
        let detail = "is needed: the item is due once, so say by which day";
        errors.push(FieldError::at("/cadence", "required", detail));
        return None;
    };
    if let Cadence::Once(once) = &cadence
        && once.due_on < starts_on
    {
        let detail = "must not be before the assignment starts";
        errors.push(FieldError::at("/cadence/due_on", "out_of_range", detail));
    }
    Some(cadence)
}

fn members(
    request: &CreateAssignmentRequest,
    ground: &Ground,
    errors: &mut Vec<FieldError>,
) -> Vec<(ClientId, Option<String>)> {
    let plans = &request.barrier_plans;
    for (index, plan) in plans.iter().enumerate() {
        let pointer = format!("/barrier_plans/{index}/client_id");
        if !ground.members.contains(&plan.client_id) {
            errors.push(FieldError::at(pointer, "not_a_member", "must be a member of this assignment"));
        } else if plans.iter().take(index).any(|earlier| earlier.client_id == plan.client_id) {
            errors.push(FieldError::at(pointer, "repeated", "must not stand twice"));
        }
    }
    let of = |client: ClientId| plans.iter().find(|plan| plan.client_id == client);
    let plan = |client: &ClientId| (*client, of(*client).map(|plan| plan.text.clone()));
    ground.members.iter().map(plan).collect()
}
