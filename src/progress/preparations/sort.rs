//! Puts what was read where a therapist looks for it, pure.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::dto::{
    PreparedBoundary, PreparedCheckIn, PreparedEntry, PreparedHomework, PreparedPerson, ProposedHomework,
    ReviewCounts,
};
use crate::homework::assignments::AssignmentStatus;
use crate::homework::boundaries::UsedLately;
use crate::homework::check_ins::{CheckInResponse, Outcome};
use crate::homework::journals::Entry;
use crate::homework::reviews::{ReviewState, Reviewed};
use crate::platform::ids::kind::{CheckInId, ClientId};
use crate::progress::measures::requests::DueMeasure;
use crate::progress::summaries::{AssignmentProgress, Loaded, SubjectFigures, WindowResponse};

/// From this rating on something was of help.
const HELPFUL: i16 = 7;

/// What belongs to one of the people, until it is theirs.
pub(super) struct Shelf {
    pub own: HashMap<ClientId, Vec<PreparedHomework>>,
    pub noted: Vec<CheckInResponse>,
    pub reviewed: Vec<Reviewed>,
    pub limits: Vec<UsedLately>,
    pub entries: Vec<Entry>,
    pub measures: Vec<DueMeasure>,
    /// The first day of the window.
    pub from: NaiveDate,
}

impl Shelf {
    /// Takes what is this person's.
    pub(super) fn person(&mut self, id: ClientId, name: Option<String>) -> PreparedPerson {
        let reviewed = self.reviewed.extract_if(.., |(author, ..)| *author == id);
        let states: HashMap<CheckInId, ReviewState> = reviewed.map(|(_, id, state)| (id, state)).collect();
        let state = |one: &CheckInResponse| states.get(&one.id).copied().unwrap_or(ReviewState::New);
        let (mut learned, mut stuck) = (Vec::new(), Vec::new());
        for one in self.noted.extract_if(.., |one| one.client_id == id) {
            match place_of(&one) {
                Some(Place::Stuck) => stuck.push(PreparedCheckIn::of(state(&one), one, self.from)),
                Some(Place::Learned) => learned.push(PreparedCheckIn::of(state(&one), one, self.from)),
                None => {}
            }
        }
        let limits = self.limits.extract_if(.., |one| one.boundary.client_id == id);
        let boundaries = limits.map(PreparedBoundary::from).collect();
        let entries = self.entries.extract_if(.., |(author, ..)| *author == id);
        let entry =
            |(_, id, local_date): Entry| PreparedEntry { id, local_date, late: local_date < self.from };
        PreparedPerson {
            client_id: id,
            name,
            homework: self.own.remove(&id).unwrap_or_default(),
            reviews: ReviewCounts::of(states.values()),
            learned,
            stuck,
            boundaries,
            journal_entries: entries.map(entry).collect(),
            measures_due: self.measures.extract_if(.., |one| one.client_id == id).collect(),
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Place {
    Learned,
    Stuck,
}

/// Where a check-in belongs: what was not done or met an obstacle got stuck; of the rest what has words or was of help. What
/// only says that it was done is in the figures.
fn place_of(one: &CheckInResponse) -> Option<Place> {
    let personal = one.personal.as_ref();
    let obstacles = personal.is_some_and(|part| !part.obstacles.is_empty());
    if one.outcome == Outcome::NotDone || obstacles {
        return Some(Place::Stuck);
    }
    let told = personal.is_some_and(|part| {
        part.note.is_some() || part.helpfulness.is_some_and(|helpful| helpful >= HELPFUL)
    });
    told.then_some(Place::Learned)
}

/// What is done as one, and what each does.
pub(super) fn split(
    assignments: Vec<AssignmentProgress>,
    loaded: &Loaded,
    window: WindowResponse,
) -> (Vec<PreparedHomework>, HashMap<ClientId, Vec<PreparedHomework>>) {
    let (mut together, mut own) = (Vec::new(), HashMap::new());
    for mut assignment in assignments {
        let subjects: Vec<SubjectFigures> = std::mem::take(&mut assignment.subjects);
        for subject in subjects {
            let whose = subject.client_id;
            let mode = loaded.homework.iter().find(|one| one.id == assignment.assignment_id);
            let modes = mode.map(|one| one.plan.modes(window.from..=window.to)).unwrap_or_default();
            let lived = modes.into_iter().rfind(|mode| mode.is_joint() == whose.is_none());
            let mode = lived.unwrap_or(assignment.mode);
            let prepared = PreparedHomework { mode, ..PreparedHomework::of(&assignment, subject, window) };
            match whose {
                Some(id) => own.entry(id).or_insert_with(Vec::new).push(prepared),
                None => together.push(prepared),
            }
        }
    }
    (together, own)
}

/// What waits for an answer.
pub(super) fn proposed(loaded: &Loaded) -> Vec<ProposedHomework> {
    let waiting = loaded.homework.iter().filter(|one| one.status == AssignmentStatus::Proposed);
    waiting
        .filter_map(|one| {
            Some(ProposedHomework {
                assignment_id: one.id,
                item: one.editions.last()?.item.clone(),
                mode: one.plan.revisions.last()?.mode,
                starts_on: one.plan.starts_on,
            })
        })
        .collect()
}
