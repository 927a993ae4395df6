//! What a version may say, held against the couple's homework and the library as they are. Nothing here reads a database.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::dto::{AdditionRequest, ChangeRequest, CreateRetroRequest, DecisionRequest};
use super::model::{Added, Change, Decided, Decision, Words};
use crate::homework::assignments::{AssignmentRow, AssignmentStatus, Mode, Published};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::ids::kind::LibraryItemId;

/// The next one is so many days ahead at most.
const NEXT_WITHIN_DAYS: u64 = 366;

/// What a version is held against.
pub(super) struct Ground {
    /// All homework of the couple.
    pub homework: Vec<AssignmentRow>,
    /// The items that additions name, by key.
    pub keys: HashMap<String, LibraryItemId>,
    /// Those of all items named that are published.
    pub items: HashMap<LibraryItemId, Published>,
    /// The couple's local day.
    pub today: NaiveDate,
}

impl Ground {
    /// The words of a version; or every broken rule, or that the homework has changed since it was read.
    pub fn settle(&self, request: &CreateRetroRequest) -> ApiResult<Words> {
        let mut errors = Vec::new();
        let decided = self.decisions(&request.decisions, &mut errors);
        let additions = self.additions(&request.additions, &mut errors);
        self.check_next(request.next_on, &mut errors);
        if !errors.is_empty() {
            return Err(ApiError::Invalid(errors));
        }
        let changed = |decided: &Decided| !self.stands(decided);
        if decided.iter().any(changed) {
            return Err(ApiError::Conflict(Conflict::AssignmentChanged));
        }
        let CreateRetroRequest { replaces: _, small_wins, decisions: _, additions: _, next_on } = request;
        Ok(Words { small_wins: small_wins.clone(), decisions: decided, additions, next_on: *next_on })
    }

    /// Whether the homework that a decision is about runs as it did when it was read.
    pub fn stands(&self, decided: &Decided) -> bool {
        let same = |row: &&AssignmentRow| row.id == decided.assignment_id;
        self.homework.iter().find(same).is_some_and(|row| self.runs(row) && row.version == decided.version)
    }

    /// Homework that runs or is paused, with a day that is still to come.
    pub fn runs(&self, row: &AssignmentRow) -> bool {
        let going = matches!(row.status.0, AssignmentStatus::Active | AssignmentStatus::Paused);
        going && row.ends_on.is_none_or(|last| last >= self.today)
    }

    fn decisions(&self, all: &[DecisionRequest], errors: &mut Vec<FieldError>) -> Vec<Decided> {
        let mut decided: Vec<Decided> = Vec::with_capacity(all.len());
        for (index, one) in all.iter().enumerate() {
            let at = |member: &str| format!("/decisions/{index}/{member}");
            let Some(row) = self.homework.iter().find(|row| row.id == one.assignment_id) else {
                let detail = "must be an assignment of the couple";
                errors.push(FieldError::at(at("assignment_id"), "unknown_assignment", detail));
                continue;
            };
            if decided.iter().any(|earlier| earlier.assignment_id == row.id) {
                errors.push(FieldError::at(at("assignment_id"), "repeated", "must not stand twice"));
            }
            check_change(one, &at("change"), errors);
            decided.push(decide(one, row));
        }
        let missing =
            |row: &&AssignmentRow| self.runs(row) && !all.iter().any(|one| one.assignment_id == row.id);
        if self.homework.iter().any(|row| missing(&row)) {
            let detail = "must hold a decision on every assignment of the couple that runs or is paused";
            errors.push(FieldError::at("/decisions", "undecided", detail));
        }
        decided
    }

    fn additions(&self, all: &[AdditionRequest], errors: &mut Vec<FieldError>) -> Vec<Added> {
        let mut added = Vec::with_capacity(all.len());
        for (index, one) in all.iter().enumerate() {
            let at = |member: &str| format!("/additions/{index}{member}");
            let item_id = match (one.item_id, &one.key) {
                (Some(id), None) => Some(id),
                (None, Some(key)) => self.keys.get(key).copied(),
                _ => {
                    errors.push(FieldError::at(at(""), "one_of_two", "must say either item_id or key"));
                    continue;
                }
            };
            let found = item_id.and_then(|id| Some((id, self.items.get(&id)?)));
            let Some((item_id, item)) = found else {
                let member = if one.key.is_some() { "/key" } else { "/item_id" };
                let detail = "must be a published library item that is not retired";
                errors.push(FieldError::at(at(member), "unknown_item", detail));
                continue;
            };
            check_mode(one.mode, item, &at(""), errors);
            let AdditionRequest { item_id: _, key: _, mode, cadence, minutes, note } = one.clone();
            added.push(Added { item_id, item_title: item.title.clone(), mode, cadence, minutes, note });
        }
        added
    }

    fn check_next(&self, next_on: Option<NaiveDate>, errors: &mut Vec<FieldError>) {
        let last = self.today.checked_add_days(Days::new(NEXT_WITHIN_DAYS)).unwrap_or(self.today);
        if next_on.is_some_and(|day| day <= self.today || day > last) {
            let detail = "must be after today and at most 366 days ahead";
            errors.push(FieldError::at("/next_on", "out_of_range", detail));
        }
    }
}

fn decide(one: &DecisionRequest, row: &AssignmentRow) -> Decided {
    let DecisionRequest { assignment_id, version, decision, change, note } = one.clone();
    Decided {
        assignment_id,
        item_id: row.item_id,
        item_title: row.item_title.clone(),
        mode: row.mode.0,
        version,
        decision,
        change: change.map(|ChangeRequest { cadence, minutes }| Change { cadence, minutes }),
        note,
    }
}

fn check_change(one: &DecisionRequest, at: &str, errors: &mut Vec<FieldError>) {
    let said = one.change.as_ref().is_some_and(|change| change.cadence.is_some() || change.minutes.is_some());
    match one.decision {
        Decision::Adjust if !said => {
            errors.push(FieldError::at(at, "required", "is needed: say cadence, minutes or both"));
        }
        Decision::Keep | Decision::Drop if one.change.is_some() => {
            errors.push(FieldError::at(at, "not_for_decision", "is only for adjust"));
        }
        Decision::Keep | Decision::Adjust | Decision::Drop => {}
    }
}

fn check_mode(mode: Option<Mode>, item: &Published, at: &str, errors: &mut Vec<FieldError>) {
    let for_couples = |mode: &Mode| *mode != Mode::Individual;
    if !item.audiences.iter().any(for_couples) {
        errors.push(FieldError::at(at, "wrong_audience", "is not meant for couples"));
    } else if mode.is_some_and(|mode| !for_couples(&mode) || !item.audiences.contains(&mode)) {
        let detail = "must be one of the item's audiences that are for couples";
        errors.push(FieldError::at(format!("{at}/mode"), "wrong_audience", detail));
    }
}
