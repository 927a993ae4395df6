//! Who gets what by each step of a programme. Nothing here reads a clock or a database.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::dto::{CreateEnrolmentRequest, StepChoice};
use crate::homework::assignments::{Mode, Published};
use crate::homework::programmes::{ProgrammeStep, Release};
use crate::people::care_teams::Context;
use crate::platform::http::FieldError;
use crate::platform::ids::kind::{ClientId, LibraryItemId};

/// What speaks against a step, for the therapist to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepConcern {
    /// More than one of its items would do: one must be chosen.
    ChoiceNeeded,
    /// It is for a couple, and this is a client alone: it can only be left out.
    CoupleItem,
    /// None of its items can be assigned any more: it can only be left out.
    UnknownItem,
    /// Its item is not for somebody under a safety hold: it waits until the hold is lifted.
    UnsuitableUnderHold,
    /// The practice wants an agreement of both partners first: it waits until both have signed.
    AgreementNeeded,
    /// It is for each partner alone, and the caller does not care for this one: it can only be left out.
    NotInCare,
}

/// What a step gives to one recipient.
pub struct Planned {
    /// Its place in the programme, from 1.
    pub position: i32,
    /// Its rule.
    pub release: Release,
    /// Who gets it.
    pub to: Context,
    /// What is given; nothing where it is left out, or something speaks against it.
    pub item: Option<LibraryItemId>,
    /// What could be given.
    pub choices: Vec<LibraryItemId>,
    /// What speaks against it.
    pub concern: Option<StepConcern>,
}

/// Who is enrolled.
pub struct Party<'a> {
    /// The client or couple.
    pub context: Context,
    /// The client, or both partners.
    pub members: &'a [ClientId],
    /// Those of them whom the caller cares for alone.
    pub cared: &'a [ClientId],
}

/// What each step gives, in order. An item for one person goes to each partner of a couple by itself.
pub fn plan(
    steps: &[ProgrammeStep],
    party: &Party<'_>,
    items: &HashMap<LibraryItemId, Published>,
    request: &CreateEnrolmentRequest,
) -> Vec<Planned> {
    let mut all = Vec::new();
    for (step, position) in steps.iter().zip(1_i32..) {
        let nothing = |concern| Planned {
            position,
            release: step.release,
            to: party.context,
            item: None,
            choices: Vec::new(),
            concern,
        };
        if request.left_out.contains(&position) {
            all.push(nothing(None));
            continue;
        }
        let offers = offers(step, party, items);
        if offers.is_empty() {
            let gone = step.items.iter().all(|item| !items.contains_key(&item.item_id));
            all.push(nothing(Some(if gone { StepConcern::UnknownItem } else { StepConcern::CoupleItem })));
        }
        for (to, choices) in offers {
            if to.client().is_some_and(|client| !party.cared.contains(&client)) {
                all.push(Planned { to, ..nothing(Some(StepConcern::NotInCare)) });
                continue;
            }
            let chosen = request.choices.iter().find(|choice| choice.is_for(position, to));
            let item = match (chosen, choices.as_slice()) {
                (Some(choice), _) => Some(choice.item_id).filter(|item| choices.contains(item)),
                (None, [only]) => Some(*only),
                (None, _) => None,
            };
            let concern = item.is_none().then_some(StepConcern::ChoiceNeeded);
            all.push(Planned { position, release: step.release, to, item, choices, concern });
        }
    }
    all
}

/// To whom which items of a step may be given: to the client or couple as it is, or else to each partner.
fn offers(
    step: &ProgrammeStep,
    party: &Party<'_>,
    items: &HashMap<LibraryItemId, Published>,
) -> Vec<(Context, Vec<LibraryItemId>)> {
    let meant = |fits: &dyn Fn(Mode) -> bool| -> Vec<LibraryItemId> {
        let all = step.items.iter().map(|item| item.item_id);
        all.filter(|id| items.get(id).is_some_and(|item| item.audiences.iter().any(|mode| fits(*mode))))
            .collect()
    };
    let whole = meant(&|mode| mode.fits(party.context));
    if !whole.is_empty() {
        return vec![(party.context, whole)];
    }
    let single = meant(&|mode| mode == Mode::Individual);
    if single.is_empty() {
        return Vec::new();
    }
    party.members.iter().map(|member| (Context::Client(*member), single.clone())).collect()
}

/// Every rule that a request breaks with what it chooses and leaves out.
pub fn broken_rules(request: &CreateEnrolmentRequest, planned: &[Planned]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (at, choice) in request.choices.iter().enumerate() {
        let offered =
            |it: &Planned| choice.is_for(it.position, it.to) && it.choices.contains(&choice.item_id);
        if !planned.iter().any(offered) {
            let detail = "must be one of those that the step offers to this recipient";
            let error = FieldError::at(format!("/choices/{at}/item_id"), "unknown_choice", detail);
            errors.push(error.of_step(choice.step, choice.client_id.map(|client| client.uuid())));
        }
    }
    for (at, position) in request.left_out.iter().enumerate() {
        if !planned.iter().any(|it| it.position == *position) {
            errors.push(FieldError::at(format!("/left_out/{at}"), "unknown_step", "must be a step"));
        }
    }
    if !planned.is_empty() && planned.iter().all(|it| request.left_out.contains(&it.position)) {
        errors.push(FieldError::at("/left_out", "nothing_left", "must leave at least one step to be given"));
    }
    errors.extend(planned.iter().filter_map(needed));
    errors
}

/// What a request must say of a step before it can be given, or left out.
fn needed(it: &Planned) -> Option<FieldError> {
    let step = it.position;
    let error = match it.concern? {
        StepConcern::ChoiceNeeded => {
            let detail = format!("must choose one of the items of step {step}");
            FieldError::at("/choices", "choice_needed", detail)
        }
        StepConcern::CoupleItem => {
            let detail = format!("must have step {step}, which is for couples");
            FieldError::at("/left_out", "couple_item", detail)
        }
        StepConcern::UnknownItem => {
            let detail = format!("must have step {step}, of which no item can be assigned any more");
            FieldError::at("/left_out", "unknown_item", detail)
        }
        StepConcern::NotInCare => {
            let detail = format!(
                "must have step {step}, which is for each partner alone: this one is not in your care"
            );
            FieldError::at("/left_out", "not_in_care", detail)
        }
        StepConcern::UnsuitableUnderHold | StepConcern::AgreementNeeded => return None,
    };
    Some(error.of_step(step, it.to.client().map(|client| client.uuid())))
}

impl StepChoice {
    fn is_for(&self, position: i32, to: Context) -> bool {
        self.step == position && (self.client_id.is_none() || self.client_id == to.client())
    }
}
