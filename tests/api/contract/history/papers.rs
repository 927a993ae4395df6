//! Ruptures, repairs and what belongs to them.

use serde_json::{Value, json};

use super::{Maker, Paper, PaperKind, What, Who};

impl Maker {
    /// What both see of ruptures and repairs, but never which rupture a repair is about.
    pub(super) fn shared_paper(&mut self, who: Who) -> What {
        let kind = self.dice.pick(&[PaperKind::Rupture, PaperKind::Repair, PaperKind::Repair]);
        let theirs = self.find_paper(|paper| paper.who == who && !paper.private);
        let visibility = self.dice.pick(&["partner", "partner", "therapist"]);
        match (self.dice.below(7), theirs) {
            (0 | 1, Some(at)) => {
                let Paper { kind, slot, .. } = self.papers[at];
                let body = self.paper_body(kind, visibility);
                What::CorrectPaper { kind, slot, body, linked: self.linked(who) }
            }
            (2, Some(at)) => {
                let Paper { kind, slot, .. } = self.papers.remove(at);
                What::DeletePaper { kind, slot }
            }
            (3, Some(at)) if self.papers[at].kind == PaperKind::Repair => {
                let outcome = self.dice.pick(&["done", "not_done"]);
                What::FollowThrough { slot: self.papers[at].slot, outcome }
            }
            (4 | 5, _) => self.respond("partner"),
            _ => self.paper(who, kind, visibility, false),
        }
    }

    pub(super) fn paper(&mut self, who: Who, kind: PaperKind, visibility: &str, private: bool) -> What {
        let (slot, body) = (self.slots, self.paper_body(kind, visibility));
        self.slots += 1;
        let (linked, minutes_ago) = (self.linked(who), self.minutes_ago());
        self.papers.push(Paper { kind, slot, who, private });
        What::Paper { kind, slot, minutes_ago, body, linked }
    }

    /// One of Ann's private ruptures, for a repair of hers.
    pub(super) fn linked(&mut self, who: Who) -> Option<usize> {
        if who == Who::Ann { self.secret_rupture() } else { None }
    }

    pub(super) fn paper_body(&mut self, kind: PaperKind, visibility: &str) -> Value {
        let words = format!("Words that are kept: {}.", self.dice.below(1_000_000));
        match kind {
            PaperKind::Rupture => {
                json!({"visibility": visibility, "intensity": self.dice.below(11), "topic": words})
            }
            PaperKind::Repair => json!({
                "visibility": visibility, "in_person": self.dice.one_in(2), "parts": {"own": {"text": words, "done": true}}
            }),
        }
    }

    pub(super) fn respond(&mut self, visibility: &str) -> What {
        let answer = self.dice.pick(&["accepted", "partly", "not_yet"]);
        let words = format!("An answer that is kept: {}.", self.dice.below(1_000_000));
        let body = json!({"answer": answer, "words": words, "visibility": visibility});
        What::Respond { number: self.dice.below(100), body }
    }

    pub(super) fn find_paper(&mut self, fits: impl Fn(&Paper) -> bool) -> Option<usize> {
        let all: Vec<usize> =
            self.papers.iter().enumerate().filter(|(_, paper)| fits(paper)).map(|(at, _)| at).collect();
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }

    /// What Ann agrees to: a version of hers, or the newest that there is.
    pub(super) fn anns_pact(&mut self) -> What {
        if (self.pacts.0 || self.pacts.1) && self.dice.one_in(2) {
            return What::AcceptPact;
        }
        self.pacts.1 = true;
        What::WritePact { words: self.pact_words(), accepted: self.dice.one_in(2) }
    }

    /// A look back, or the newest one agreed to where there is one that this writer may simply have.
    pub(super) fn retro(&mut self, may_agree: bool) -> What {
        if may_agree && self.dice.one_in(2) {
            return What::AgreeRetro;
        }
        self.retros = true;
        let words = format!("We came back to it {} times.", self.dice.below(30));
        What::WriteRetro { words, agreed: self.dice.one_in(2) }
    }

    pub(super) fn pact_words(&mut self) -> String {
        format!("Phones stay in the hall after {} o'clock.", self.dice.below(24))
    }
}
