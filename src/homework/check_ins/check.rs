//! What must hold of a check-in, by the pinned version of its homework. Every broken rule is named at once.

mod details;

pub use details::check_answers;

use super::details::Details;
use super::dto::PersonalRequest;
use super::model::{Outcome, Visibility};
use super::state::{Personal, State, Words};
use crate::homework::cadence::{Cadence, Purpose};
use crate::homework::library;
use crate::homework::library::Content;
use crate::platform::http::FieldError;

/// What the author says.
pub struct Said<'s> {
    pub purpose: Purpose,
    pub outcome: Outcome,
    pub count: Option<i32>,
    pub minutes: Option<i32>,
    pub visibility: Option<Visibility>,
    pub personal: Option<&'s PersonalRequest>,
}

/// The homework that it is about.
pub struct About<'a> {
    /// Whether it is a couple's.
    pub in_couple: bool,
    /// Whether one act counts for both.
    pub joint: bool,
    /// Whether the author granted that it is shared.
    pub granted: bool,
    pub cadence: &'a Cadence,
    pub content: &'a Content,
}

impl About<'_> {
    /// A protective limit is always between its author and the care team.
    fn is_protective(&self) -> bool {
        matches!(self.content, Content::BoundaryScript(script) if script.purpose == library::Purpose::Protective)
    }

    fn is_counted(&self) -> bool {
        matches!(self.content, Content::Habit(habit) if habit.counted)
    }

    fn has_review(&self) -> bool {
        matches!(self.cadence, Cadence::AsNeeded(as_needed) if as_needed.review.is_some())
    }
}

/// The state that a check-in gets from what its author says, after the one it had before; or every broken rule.
pub fn settle(said: &Said<'_>, about: &About<'_>, before: Option<&State>) -> Result<State, Vec<FieldError>> {
    let mut errors = Vec::new();
    if said.purpose == Purpose::Review && !about.has_review() {
        errors.push(FieldError::at("/purpose", "no_review", "this homework asks for no review"));
    }
    check_count(said, about, &mut errors);
    let visibility = visibility(said, about, before, &mut errors);
    let earlier = before.and_then(|state| state.personal.as_ref());
    let personal = said.personal.map(|personal| settle_personal(personal, visibility, earlier, &mut errors));
    check_words(said, about, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    let count = said.count.unwrap_or(1);
    Ok(State { outcome: said.outcome, count, minutes: said.minutes, visibility, personal })
}

fn check_count(said: &Said<'_>, about: &About<'_>, errors: &mut Vec<FieldError>) {
    let Some(count) = said.count else { return };
    if !said.outcome.counts() {
        let detail = "is only for what was done, at least in part";
        errors.push(FieldError::at("/count", "not_counted", detail));
    } else if count > 1 && !about.is_counted() {
        errors.push(FieldError::at("/count", "not_counted", "must be 1: this homework is not counted"));
    }
}

fn visibility(
    said: &Said<'_>,
    about: &About<'_>,
    before: Option<&State>,
    errors: &mut Vec<FieldError>,
) -> Visibility {
    let shared = (about.joint || about.granted) && !about.is_protective();
    let usual = if shared { Visibility::Partner } else { Visibility::Therapist };
    let visibility = said.visibility.or(before.map(|state| state.visibility)).unwrap_or(usual);
    if visibility == Visibility::Partner {
        if !about.in_couple {
            let detail = "can be partner only for homework of a couple";
            errors.push(FieldError::at("/visibility", "needs_couple", detail));
        } else if about.is_protective() {
            let detail = "of a protective limit can never be partner";
            errors.push(FieldError::at("/visibility", "protective", detail));
        }
    }
    visibility
}

fn settle_personal(
    request: &PersonalRequest,
    act: Visibility,
    before: Option<&Personal>,
    errors: &mut Vec<FieldError>,
) -> Personal {
    let usual = before.map_or(Visibility::Therapist, |before| before.visibility).min(act);
    let visibility = request.visibility.unwrap_or(usual);
    if visibility > act {
        let detail = "must not be wider than the visibility of the act";
        errors.push(FieldError::at("/personal/visibility", "wider_than_act", detail));
    }
    let PersonalRequest {
        visibility: _,
        effort,
        helpfulness,
        closeness,
        feelings,
        obstacles,
        not_done_reason,
        note,
        details,
    } = request.clone();
    let words = Words { feelings, obstacles, not_done_reason, note, details };
    Personal { visibility, effort, helpfulness, closeness, words }
}

fn check_words(said: &Said<'_>, about: &About<'_>, errors: &mut Vec<FieldError>) {
    let reason = said.personal.and_then(|personal| personal.not_done_reason.as_ref());
    if reason.is_some() && said.outcome != Outcome::NotDone {
        let detail = "is only for the outcome not_done";
        errors.push(FieldError::at("/personal/not_done_reason", "not_for_outcome", detail));
    }
    let details: Option<&Details> = said.personal.and_then(|personal| personal.details.as_ref());
    if let Some(details) = details {
        details::check(details, about.content, errors);
    }
    if said.outcome == Outcome::Done && said.purpose == Purpose::Practice {
        details::check_required(details, about.content, errors);
    }
}
