//! What Ann does and the partner must not notice.

use serde_json::json;

use super::{Maker, Paper, PaperKind, Plan, What, Who};

impl Maker {
    /// What Ann does alone: Ben must not notice any of it.
    pub(super) fn private(&mut self) -> What {
        if self.dice.one_in(4) {
            return self.private_paper();
        }
        if self.dice.one_in(12) {
            self.authorised.0 = !self.authorised.0;
            return What::Authorise { sign: self.authorised.0 };
        }
        let visibility = self.dice.pick(&["private", "therapist"]);
        match self.dice.below(23) {
            0 | 1 => {}
            11 => {
                let plan = self.dice.pick(&[Plan::Together, Plan::Each, Plan::Either, Plan::Alone]);
                if self.dice.one_in(3) {
                    return What::Remind { plan, hour: self.dice.below(24) };
                }
                return What::Pause { plan, days: u64::try_from(self.dice.below(14)).unwrap() };
            }
            12 => {
                let plan = self.dice.pick(&[Plan::Together, Plan::Each, Plan::Alone]);
                return What::Excuse { plan, days_ago: u64::try_from(self.dice.below(27)).unwrap() };
            }
            13 => return What::Answer { body: self.answer() },
            14..=17 => return self.other(Who::Ann, true),
            18 | 19 => return self.measure(Who::Ann, &["phq-9", "csi-4"]),
            20..=22 => return self.life_event(true),
            8 => return self.grant_or_stop(),
            9 => {
                self.planned = !self.planned;
                let days = 100 + i64::try_from(self.dice.below(100)).unwrap();
                return if self.planned { What::PlanEnd { days } } else { What::GiveUpPlan };
            }
            10 => return What::ContactPreferences { channel: self.dice.pick(&["email", "push", "none"]) },
            2 => {
                if let Some(at) = self.find(|one| one.who == Who::Ann && one.private) {
                    let mut body = self.outcome();
                    body["visibility"] = json!(visibility);
                    body["personal"] = self.words("private");
                    body["reason"] = json!("I had it wrong.");
                    return What::Correct { slot: self.written[at].slot, body, hidden: None };
                }
            }
            3 => {
                if let Some(at) = self.find(|one| one.who == Who::Ann && one.private) {
                    return What::Delete { slot: self.written.remove(at).slot };
                }
            }
            4 => {
                // The words of a shared act change, the act does not.
                if let Some(at) = self.find(|one| one.who == Who::Ann && one.shared && !one.words_shared) {
                    let body =
                        json!({"keep": true, "personal": self.words(visibility), "reason": "More to say."});
                    return What::Correct { slot: self.written[at].slot, body, hidden: None };
                }
            }
            5 => {
                let text = format!("If I forget, then I set alarm {}.", self.dice.below(1000));
                let body = json!({"confidence": self.dice.below(11), "barrier_plan": text});
                let plan = self.dice.pick(&[Plan::Together, Plan::Each, Plan::Either, Plan::Alone]);
                return What::Participant { plan, body };
            }
            6 => return What::SignIn,
            _ => {
                // An act that nobody else knows of, in homework that both could see.
            }
        }
        let plan = self.dice.pick(&[Plan::Together, Plan::Each, Plan::Each, Plan::Either, Plan::Alone]);
        let mut body = self.outcome();
        body["visibility"] = json!(visibility);
        if self.dice.one_in(2) {
            body["personal"] = self.words("private");
        }
        self.check_in(Who::Ann, plan, body, None, true)
    }

    /// What hurt Ann, how she tries to repair it for herself, and what she answers to the therapist alone.
    pub(super) fn private_paper(&mut self) -> What {
        let visibility = self.dice.pick(&["private", "therapist"]);
        let kind = self.dice.pick(&[PaperKind::Rupture, PaperKind::Repair]);
        let mine = self.find_paper(|paper| paper.who == Who::Ann && paper.private);
        match (self.dice.below(6), mine) {
            (0, Some(at)) => {
                let Paper { kind, slot, .. } = self.papers[at];
                let mut body = self.paper_body(kind, visibility);
                body["reason"] = json!("I had it wrong.");
                What::CorrectPaper { kind, slot, body, linked: self.secret_rupture() }
            }
            (1, Some(at)) => {
                let Paper { kind, slot, .. } = self.papers.remove(at);
                What::DeletePaper { kind, slot }
            }
            (2 | 3, _) => self.respond("therapist"),
            _ => self.paper(Who::Ann, kind, visibility, true),
        }
    }

    pub(super) fn secret_rupture(&mut self) -> Option<usize> {
        let is_secret =
            |paper: &Paper| paper.who == Who::Ann && paper.private && paper.kind == PaperKind::Rupture;
        self.find_paper(is_secret).map(|at| self.papers[at].slot)
    }

    pub(super) fn grant_or_stop(&mut self) -> What {
        self.granted = !self.granted;
        if !self.granted {
            return What::StopSharing;
        }
        // A new grant takes back only what goes by it.
        self.written.iter_mut().for_each(|one| one.by_grant = false);
        self.takeable = true;
        What::Grant
    }

    /// What goes to Ben by the grant, is taken back with it, or what both sign.
    pub(super) fn by_grant_or_signed(&mut self) -> Option<What> {
        if self.agreements > 0 && self.dice.one_in(6) {
            return Some(What::Sign { number: self.agreements });
        }
        if self.dice.one_in(5) {
            return Some(self.anns_pact());
        }
        if self.dice.one_in(5) {
            return Some(self.retro(self.retros));
        }
        if self.takeable && self.dice.one_in(8) {
            (self.granted, self.takeable) = (false, false);
            let slots = self.written.iter_mut().filter(|one| one.by_grant).map(|one| {
                (one.by_grant, one.shared, one.words_shared) = (false, false, false);
                one.slot
            });
            return Some(What::TakeBack { slots: slots.collect() });
        }
        if !self.granted || !self.dice.one_in(3) {
            return None;
        }
        let mut body = self.outcome();
        body["visibility"] = json!("partner");
        let what = self.check_in(Who::Ann, Plan::Each, body, None, false);
        if let Some(last) = self.written.last_mut() {
            last.by_grant = true;
        }
        let What::CheckIn { slot, plan, minutes_ago, body, hidden, .. } = what else { return None };
        Some(What::CheckIn { slot, plan, minutes_ago, body, hidden, by_grant: true })
    }
}
