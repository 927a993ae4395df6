//! What is Ann's own, whether there is a couple or not: measures, life events, and what goes on after the couple's end.

use serde_json::{Value, json};

use super::{Act, Maker, Plan, What, Who};

impl Maker {
    /// Answers, some of them such that must not wait; or earlier ones corrected or deleted by whoever entered them.
    pub(super) fn measure(&mut self, who: Who, instruments: &[&'static str]) -> What {
        let theirs: Vec<usize> = (0..self.measures.len()).filter(|at| self.measures[*at].1 == who).collect();
        let found = (!theirs.is_empty()).then(|| self.dice.pick(&theirs));
        match (self.dice.below(5), found) {
            (0, Some(at)) => What::DeleteMeasure { slot: self.measures.remove(at).0 },
            (1 | 2, Some(at)) => {
                let (slot, _, instrument) = self.measures[at].clone();
                let answers = self.answers(instrument.as_str().unwrap());
                What::CorrectMeasure { slot, body: json!({"answers": answers, "reason": "I had it wrong."}) }
            }
            _ => {
                let slot = self.slots;
                self.slots += 1;
                let instrument = self.dice.pick(instruments);
                self.measures.push((slot, who, json!(instrument)));
                let body = json!({"instrument": instrument, "answers": self.answers(instrument)});
                What::Measure { slot, minutes_ago: self.minutes_ago(), body, in_couple: self.dice.one_in(2) }
            }
        }
    }

    fn answers(&mut self, instrument: &str) -> Value {
        let (item, value) =
            if instrument == "phq-9" { (9, self.dice.below(4)) } else { (1, 1 + self.dice.below(5)) };
        json!([{"item": item, "value": value}])
    }

    /// Something on Ann's time line: logged, changed, told to the care team or kept back from it, deleted.
    pub(super) fn life_event(&mut self, may_tell_in_couple: bool) -> What {
        let found = (!self.events.is_empty()).then(|| self.dice.below(self.events.len()));
        let days_ago = u64::try_from(self.dice.below(40)).unwrap();
        let title = format!("What happened {} times.", self.dice.below(1_000_000));
        let visibility = self.dice.pick(&["private", "therapist"]);
        let body = json!({"title": title, "visibility": visibility});
        match (self.dice.below(5), found) {
            (0, Some(at)) => What::DeleteLifeEvent { slot: self.events.remove(at) },
            (1 | 2, Some(at)) => What::ChangeLifeEvent { slot: self.events[at], days_ago, body },
            _ => {
                let slot = self.slots;
                self.slots += 1;
                self.events.push(slot);
                let in_couple = may_tell_in_couple && self.dice.one_in(2);
                What::LifeEvent { slot, days_ago, body, in_couple }
            }
        }
    }

    /// The end of the couple, by any who may end it.
    pub(super) fn end(&mut self) -> Act {
        Act { who: self.dice.pick(&[Who::Ann, Who::Ben, Who::Therapist]), private: false, what: What::End }
    }

    /// What needs no couple: about Ann alone, and by Ben alone.
    pub(super) fn afterwards(&mut self) -> Act {
        let (who, what) = match self.dice.below(10) {
            0 | 1 => (Who::Ann, self.life_event(false)),
            2 => (Who::Ann, outside(self.measure(Who::Ann, &["phq-9"]))),
            3 => {
                let mut body = self.outcome();
                body["visibility"] = json!(self.dice.pick(&["private", "therapist"]));
                (Who::Ann, self.check_in(Who::Ann, Plan::Alone, body, None, true))
            }
            4 => {
                let channel = self.dice.pick(&["email", "push", "none"]);
                (Who::Ann, What::ContactPreferences { channel })
            }
            5 => (Who::Ann, What::SignIn),
            6 => (Who::Therapist, outside(self.measure(Who::Therapist, &["hits", "phq-9"]))),
            7 => (Who::Therapist, What::Release { joint: false, back: self.dice.one_in(4) }),
            _ => {
                let body = self.outcome();
                (Who::Ben, self.check_in(Who::Ben, Plan::Alone, body, None, false))
            }
        };
        Act { who, private: who != Who::Ben, what }
    }
}

/// The same in one's own care.
fn outside(what: What) -> What {
    match what {
        What::Measure { slot, minutes_ago, body, in_couple: _ } => {
            What::Measure { slot, minutes_ago, body, in_couple: false }
        }
        other => other,
    }
}
