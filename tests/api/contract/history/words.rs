//! What acts say, and when.

use serde_json::{Value, json};

use super::{Kind, Maker};

impl Maker {
    pub(super) fn answer(&mut self) -> Value {
        let mut body = json!({"answer": self.dice.pick(&["accept", "smaller", "decline"])});
        if body["answer"] == "smaller" {
            body["suggested"] = json!({"minutes": 1 + self.dice.below(4)});
        }
        if self.dice.one_in(2) {
            body["words"] = json!(format!("Words that are kept: {}.", self.dice.below(1_000_000)));
            body["confidence"] = json!(self.dice.below(11));
        }
        body
    }

    pub(super) fn words_of(&mut self, kind: Kind, private: bool) -> Value {
        let number = self.dice.below(1_000_000);
        let visibility = match (kind, private) {
            // Nobody reads a use who does not read the limit, which may have become private.
            (Kind::Use, _) => "private",
            (_, true) => self.dice.pick(&["private", "therapist"]),
            (_, false) => self.dice.pick(&["partner", "partner", "therapist"]),
        };
        match kind {
            Kind::Entry => json!({"visibility": visibility, "text": format!("What I thought: {number}.")}),
            Kind::Limit => json!({
                "visibility": visibility, "limit": format!("An hour of quiet ({number})."), "so_that": "I come back.",
                "reconnect": {"what": "We have tea.", "after_minutes": 1 + number % 90}
            }),
            Kind::Use => {
                json!({"visibility": visibility, "reconnected": number % 2 == 0, "note": format!("Note {number}.")})
            }
        }
    }

    /// Within the last four weeks, often on the same few days.
    pub(super) fn minutes_ago(&mut self) -> i64 {
        let day = if self.dice.one_in(2) { self.dice.below(4) } else { self.dice.below(27) };
        i64::try_from(day * 24 * 60 + self.dice.below(90)).unwrap()
    }

    pub(super) fn outcome(&mut self) -> Value {
        let outcome = self.dice.pick(&["done", "done", "done", "partly", "not_done", "no_occasion"]);
        let mut body = json!({"outcome": outcome});
        if outcome == "done" && self.dice.one_in(2) {
            body["minutes"] = json!(self.dice.below(60));
        }
        body
    }

    pub(super) fn words(&mut self, visibility: &str) -> Value {
        json!({
            "visibility": visibility, "closeness": self.dice.below(11), "effort": self.dice.below(11),
            "note": format!("Words of {} that are kept: {}.", visibility, self.dice.below(1_000_000))
        })
    }
}
