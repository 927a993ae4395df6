//! Histories of two partners: what each does, shared or in private, made from a seed.

mod acts;
mod dice;
mod own;
mod papers;
mod private;
mod words;

pub use acts::{Act, Kind, PaperKind, Plan, What, Who};
pub use dice::{Dice, slot_id};
use serde_json::{Value, json};
use uuid::Uuid;

/// A history.
#[derive(Debug, Clone)]
pub struct History {
    pub seed: u64,
    pub acts: Vec<Act>,
    /// From this act on Ben answers only the repairs that he had got by then.
    pub answered_until: Option<usize>,
    /// From this act on the therapist releases nothing: under a hold each try is refused.
    pub unreleased_from: Option<usize>,
}

/// A check-in that exists, as the generator remembers it.
#[derive(Clone)]
struct Written {
    slot: usize,
    who: Who,
    /// Absent from the second run.
    private: bool,
    shared: bool,
    /// Its words too: taking them back would be seen.
    words_shared: bool,
    /// Shared by the grant, and not taken back since.
    by_grant: bool,
}

/// An entry, a limit or a use that exists.
#[derive(Clone, Copy)]
struct Other {
    kind: Kind,
    slot: usize,
    who: Who,
    /// Absent from the second run.
    private: bool,
    /// The limit, of a use.
    of: usize,
}

/// A rupture or repair that exists, as the generator remembers it.
#[derive(Clone, Copy)]
struct Paper {
    kind: PaperKind,
    slot: usize,
    who: Who,
    private: bool,
}

struct Maker {
    dice: Dice,
    /// Ann's life events that there are.
    events: Vec<usize>,
    /// The measures that there are, by whom they were entered.
    measures: Vec<(usize, Who, Value)>,
    papers: Vec<Paper>,
    written: Vec<Written>,
    others: Vec<Other>,
    slots: usize,
    granted: bool,
    /// Whether the last grant, ended or not, may still be taken back.
    takeable: bool,
    planned: bool,
    agreements: usize,
    /// Whether Ben has written what the two agree on, and Ann.
    pacts: (bool, bool),
    /// Whether either has looked back on the month.
    retros: bool,
    /// Whether Ann authorises what both were asked for, and Ben.
    authorised: (bool, bool),
}

impl History {
    /// `length` acts, about half of them Ann's private ones. In every third the couple ends on the way.
    pub fn make(seed: u64, length: usize) -> Self {
        let mut maker = Maker {
            dice: Dice::new(seed),
            events: Vec::new(),
            measures: Vec::new(),
            papers: Vec::new(),
            written: Vec::new(),
            others: Vec::new(),
            slots: 0,
            granted: false,
            takeable: false,
            planned: false,
            agreements: 0,
            pacts: (false, false),
            retros: false,
            authorised: (false, false),
        };
        let end = maker.dice.one_in(3).then_some(length * 4 / 5);
        let acts = (0..length).map(|number| match end {
            // Both have a report when it ends.
            Some(end) if number + 1 == end => {
                Act { who: Who::Therapist, private: false, what: What::Release { joint: true, back: false } }
            }
            Some(end) if number == end => maker.end(),
            Some(end) if number > end => maker.afterwards(),
            _ => maker.act(),
        });
        let acts = acts.collect();
        Self { seed, acts, answered_until: None, unreleased_from: None }
    }

    /// The same as long as the couple lasts.
    pub fn while_together(mut self) -> Self {
        let end = self.acts.iter().position(|act| matches!(act.what, What::End));
        self.acts.truncate(end.unwrap_or(self.acts.len()));
        self
    }

    /// The same with one more act of Ann's that Ben can see.
    pub fn with_one_more_shared(mut self) -> Self {
        let body = json!({"outcome": "done", "visibility": "partner"});
        let what = What::CheckIn {
            slot: 999,
            plan: Plan::Together,
            minutes_ago: 60,
            body,
            hidden: None,
            by_grant: false,
        };
        self.acts.push(Act { who: Who::Ann, private: false, what });
        self
    }

    /// The same, but from this act on Ben answers only what he had got by then: under a hold nothing new of Ann's comes.
    pub fn with_answers_to_what_came_before(mut self, act: usize) -> Self {
        self.answered_until = Some(act);
        self
    }

    /// The same, but from this act on nothing is released, and the couple is ended by nobody who stops then.
    pub fn with_nothing_released(mut self, act: usize) -> Self {
        self.unreleased_from = Some(act);
        let ends = self.acts.iter_mut().filter(|act| matches!(act.what, What::End));
        ends.filter(|act| act.who == Who::Ann).for_each(|act| act.who = Who::Therapist);
        self
    }

    pub fn private_acts(&self) -> usize {
        self.acts.iter().filter(|act| act.private).count()
    }
}

impl Maker {
    fn act(&mut self) -> Act {
        match self.dice.below(10) {
            0..=4 => Act { who: Who::Ann, private: true, what: self.private() },
            5..=6 => Act { who: Who::Ann, private: false, what: self.shared() },
            7..=8 => Act { who: Who::Ben, private: false, what: self.bens() },
            _ if self.dice.one_in(3) => Act { who: Who::Therapist, private: false, what: What::CoupleReport },
            _ if self.dice.one_in(3) => {
                let what = What::Release { joint: true, back: self.dice.one_in(4) };
                Act { who: Who::Therapist, private: false, what }
            }
            _ if self.dice.one_in(4) => {
                let mode = self.dice.pick(&["each", "together", "either"]);
                Act { who: Who::Therapist, private: false, what: What::Audience { mode } }
            }
            _ if self.dice.one_in(3) => {
                self.agreements += 1;
                Act { who: Who::Therapist, private: false, what: What::Propose }
            }
            _ => Act { who: Who::Therapist, private: true, what: self.therapists() },
        }
    }

    /// What Ann does with Ben: he sees it, but not the words that she keeps to herself.
    fn shared(&mut self) -> What {
        if self.dice.one_in(3) {
            return self.shared_paper(Who::Ann);
        }
        if let Some(what) = self.by_grant_or_signed() {
            return what;
        }
        if self.dice.one_in(3) {
            return self.other(Who::Ann, false);
        }
        let hidden = (!self.dice.one_in(3)).then(|| {
            let visibility = self.dice.pick(&["private", "therapist"]);
            self.words(visibility)
        });
        let found = self.find(|one| one.who == Who::Ann && !one.private);
        match (self.dice.below(6), found) {
            (0 | 1, Some(at)) => {
                // Corrected, shared later, taken back, or its words shared as well.
                let mut body = self.outcome();
                let visibility = self.dice.pick(&["partner", "partner", "therapist"]);
                body["visibility"] = json!(visibility);
                self.written[at].shared = visibility == "partner";
                self.written[at].by_grant &= visibility == "partner";
                let with_words = visibility == "partner" && self.dice.one_in(3);
                self.written[at].words_shared = with_words;
                if with_words {
                    body["personal"] = self.words("partner");
                }
                What::Correct { slot: self.written[at].slot, body, hidden: hidden.filter(|_| !with_words) }
            }
            (2, Some(at)) => What::Delete { slot: self.written.remove(at).slot },
            (chosen, _) => {
                let plan = self.dice.pick(&[Plan::Together, Plan::Each, Plan::Either]);
                let mut body = self.outcome();
                // Some are written in both runs, and not shared before a later correction.
                body["visibility"] = json!(if chosen == 3 { "therapist" } else { "partner" });
                self.check_in(Who::Ann, plan, body, hidden, false)
            }
        }
    }

    fn bens(&mut self) -> What {
        if self.dice.one_in(3) {
            return self.shared_paper(Who::Ben);
        }
        let found = self.find(|one| one.who == Who::Ben);
        let hers = self.find(|one| one.who == Who::Ann);
        if self.agreements > 0 && self.dice.one_in(8) {
            return What::Sign { number: self.agreements };
        }
        if self.dice.one_in(8) {
            // He accepts what he writes himself: whether hers comes to him is what a hold decides.
            self.pacts.0 = true;
            return What::WritePact { words: self.pact_words(), accepted: self.dice.one_in(2) };
        }
        if self.dice.one_in(8) {
            return self.retro(false);
        }
        if self.dice.one_in(12) {
            self.authorised.1 = !self.authorised.1;
            return What::Authorise { sign: self.authorised.1 };
        }
        if self.dice.one_in(5) {
            return self.other(Who::Ben, false);
        }
        match (self.dice.below(8), found, hers) {
            (0, Some(at), _) => {
                let mut body = self.outcome();
                body["personal"] = self.words("therapist");
                What::Correct { slot: self.written[at].slot, body, hidden: None }
            }
            (1, Some(at), _) => What::Delete { slot: self.written.remove(at).slot },
            (2, _, Some(at)) => {
                let (slot, minutes_ago) = (self.written[at].slot, self.minutes_ago());
                What::ReuseId { slot, plan: self.dice.pick(&[Plan::Each, Plan::Together]), minutes_ago }
            }
            (3, _, Some(at)) => What::Probe { slot: self.written[at].slot },
            (4, ..) if self.dice.one_in(3) => What::Answer { body: self.answer() },
            (4, ..) => {
                What::Participant { plan: Plan::Each, body: json!({"confidence": self.dice.below(11)}) }
            }
            _ => {
                let plan = self.dice.pick(&[Plan::Together, Plan::Each, Plan::Either, Plan::Alone]);
                let body = self.outcome();
                self.check_in(Who::Ben, plan, body, None, false)
            }
        }
    }

    /// What the therapist does for Ann alone.
    fn therapists(&mut self) -> What {
        match self.dice.below(10) {
            9 => What::Release { joint: false, back: self.dice.one_in(4) },
            8 => self.measure(Who::Therapist, &["hits", "phq-9"]),
            3 => {
                let hours = i64::try_from(self.dice.below(1000)).unwrap() - 500;
                What::OwnAppointment { hours }
            }
            4 => What::Feedback,
            5 => What::Reviewed { state: self.dice.pick(&["seen", "discussed", "new"]) },
            0 => What::Contact { phone: format!("+44 20 7946 {:04}", self.dice.below(10000)) },
            1 => What::Pattern { note: format!("Seen {} times.", self.dice.below(100)) },
            2 => What::OwnHomework,
            6 => What::OwnEnrolment,
            _ => What::OwnReport,
        }
    }

    fn check_in(&mut self, who: Who, plan: Plan, body: Value, hidden: Option<Value>, private: bool) -> What {
        let (slot, mut body) = (self.slots, body);
        self.slots += 1;
        if plan == Plan::Each && body["outcome"] == "done" {
            body["count"] = json!(1 + self.dice.below(5));
        }
        let shared = who == Who::Ann && body["visibility"] == "partner";
        self.written.push(Written { slot, who, private, shared, words_shared: false, by_grant: false });
        What::CheckIn { slot, plan, minutes_ago: self.minutes_ago(), body, hidden, by_grant: false }
    }

    /// An entry, a limit or a use: written, corrected, shared, taken back or deleted.
    fn other(&mut self, who: Who, private: bool) -> What {
        let all: Vec<usize> = (0..self.others.len())
            .filter(|at| (self.others[*at].who, self.others[*at].private) == (who, private))
            .collect();
        let found = (!all.is_empty()).then(|| self.dice.pick(&all));
        match (self.dice.below(6), found) {
            (0 | 1, Some(at)) => {
                let Other { kind, slot, .. } = self.others[at];
                What::Rewrite { kind, slot, body: self.words_of(kind, private) }
            }
            (2, Some(at)) => {
                let Other { kind, slot, .. } = self.others.remove(at);
                if kind == Kind::Limit {
                    self.others.retain(|one| one.kind != Kind::Use || one.of != slot);
                }
                What::Remove { kind, slot }
            }
            _ => {
                let limits: Vec<usize> = (0..self.others.len())
                    .filter(|at| {
                        let one = self.others[*at];
                        one.kind == Kind::Limit && one.who == who && (private || !one.private)
                    })
                    .collect();
                let kind = self.dice.pick(&[Kind::Entry, Kind::Limit, Kind::Use]);
                let (kind, of) = match (kind, limits.is_empty()) {
                    (Kind::Use, false) => (kind, self.others[self.dice.pick(&limits)].slot),
                    (Kind::Use, true) => (Kind::Limit, 0),
                    (kind, _) => (kind, 0),
                };
                let slot = self.slots;
                self.slots += 1;
                self.others.push(Other { kind, slot, who, private, of });
                let (minutes_ago, body) = (self.minutes_ago(), self.words_of(kind, private));
                What::Write { kind, slot, of, minutes_ago, body }
            }
        }
    }

    fn find(&mut self, fits: impl Fn(&Written) -> bool) -> Option<usize> {
        let all: Vec<usize> =
            self.written.iter().enumerate().filter(|(_, one)| fits(one)).map(|(at, _)| at).collect();
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }
}

#[test]
fn a_seed_means_the_same_for_ever() {
    let text = |seed| format!("{:?}", History::make(seed, 40).acts);
    assert_eq!(text(7), text(7));
    assert_ne!(text(7), text(8));
    let ids: Vec<Uuid> = (0..50).map(|slot| slot_id(7, slot)).collect();
    assert!(ids.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
    assert!(ids.is_sorted());
}
