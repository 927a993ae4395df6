//! What is Ann's own: scores, her time line, her part of what both have, whom she shares with and how she is reached.

use serde_json::{Value, json};

use super::acts::{Act, change};
use super::home::{Home, visibility};
use crate::life_events::{self, event, on};
use crate::measures::{self, phq};
use crate::releases;
use crate::share_grants::{self, grant, stop};
use crate::support::homework::{check_in, day, noon, of, write};
use crate::support::new_id;

impl Home<'_> {
    pub(super) async fn score(&self, act: Act, chosen: usize) {
        let care = &self.care;
        let value = i16::try_from(chosen % 4).unwrap();
        let couple = chosen.is_multiple_of(3).then_some(care.couple);
        if act == Act::Screen {
            let answers: Value = (1..=4).map(|item| json!({"item": item, "value": 1 + chosen % 5})).collect();
            let body = json!({"id": new_id(), "instrument": "hits", "couple_id": couple, "occurred_at": noon(-1),
                "time_zone": "Europe/London", "answers": answers});
            measures::write(&care.therapist, &care.ann, &body).await.expect(201);
            return;
        }
        // The last item is one that must not wait.
        let body = phq(&[value; 9], json!({"couple_id": couple}));
        let by = if chosen.is_multiple_of(2) { &care.ann } else { &care.therapist };
        let made = measures::write(by, &care.ann, &body).await.expect(201);
        let path = format!("{}/{}", measures::of(&care.ann), made.id());
        match act {
            Act::CorrectedScore => {
                let answers = phq(&[3 - value; 9], json!({}))["answers"].clone();
                change(by, &path, json!({"answers": answers, "reason": "I had it wrong."})).await;
            }
            Act::DeletedScore => drop(by.delete_if(&path, &made.etag()).await.expect(204)),
            _ => {}
        }
    }

    pub(super) async fn life_event(&self, act: Act, chosen: usize) {
        let ann = &self.care.ann;
        let couple = chosen.is_multiple_of(3).then_some(self.care.couple);
        let day = on(-i64::try_from(chosen % 20).unwrap());
        let over = json!({"couple_id": couple, "visibility": visibility(chosen / 3), "on": day});
        let made = life_events::log(ann, &event(over)).await.expect(201);
        let path = format!("{}/{}", life_events::of(ann), made.id());
        match act {
            Act::ChangedLifeEvent => {
                for label in ["private", "therapist"] {
                    let body = json!({"title": format!("What happened {chosen} times"), "on": on(-2), "visibility": label});
                    change(ann, &path, body).await;
                }
            }
            Act::DeletedLifeEvent => drop(ann.delete_if(&path, &made.etag()).await.expect(204)),
            _ => {}
        }
    }

    pub(super) async fn own_part(&self, act: Act, chosen: usize) {
        let ann = &self.care.ann;
        let given = [&self.together, &self.each, &self.either][chosen % 3];
        let part = format!("/v1/assignments/{given}/participants/{}", ann.id);
        let (below, body) = match act {
            Act::OwnPart => {
                let body = json!({"confidence": chosen % 11, "barrier_plan": format!("Alarm {chosen}.")});
                let etag = ann.get(&part).await.expect(200).etag();
                ann.patch_if(&part, &etag, body).await.expect(200);
                return;
            }
            Act::Pause => ("pause".to_owned(), json!({"until": day(5), "reason": "Too much at once."})),
            Act::Excuse => {
                let days = i64::try_from(chosen % 9).unwrap();
                (format!("excuses/{}", day(-days)), json!({"reason": "I was ill."}))
            }
            _ => ("reminder".to_owned(), json!({"times": ["07:30"]})),
        };
        let etag = ann.get(&part).await.expect(200).etag();
        let put = ann.put_if(&format!("{part}/{below}"), &etag, body).await;
        assert!(put.status < 300, "{act:?}: {}", put.text);
    }

    pub(super) async fn sharing(&mut self, act: Act, chosen: usize) {
        let ann = &self.care.ann;
        let given = self.granted.take();
        match act {
            Act::TakenBack => {
                self.granted = given;
                let both =
                    check_in(&self.together, json!({"visibility": "partner", "occurred_at": noon(-4)}));
                let made = write(ann, &both).await.expect(201);
                let path = format!("{}/{}", of(ann), made.id());
                change(ann, &path, json!({"outcome": "done", "visibility": visibility(chosen)})).await;
            }
            Act::TakenBackWithGrant => {
                let given = match given {
                    Some(given) => given,
                    None => grant(ann, json!({"assignment_id": self.each})).await,
                };
                share_grants::post(&self.care, &self.each).await;
                share_grants::take_back(ann, &given).await.expect(200);
            }
            _ => match given {
                Some(given) => drop(stop(ann, &given).await.expect(200)),
                None => self.granted = Some(grant(ann, json!({"assignment_id": self.each})).await),
            },
        }
    }

    pub(super) async fn alone(&mut self, act: Act, chosen: usize) {
        let ann = &self.care.ann;
        match act {
            Act::Authorisation => {
                let answer = match self.signed {
                    true => releases::revoke(ann, &self.asked).await,
                    false => releases::sign(ann, &self.asked).await,
                };
                assert!(answer.status < 300, "{}", answer.text);
                self.signed = !self.signed;
            }
            Act::PlannedEnd => {
                let path = format!("{}/planned-end", self.couple());
                let answer = match self.planned {
                    true => ann.delete(&path).await,
                    false => ann.put(&path, json!({"at": noon(90)})).await,
                };
                assert!(answer.status < 300, "{}", answer.text);
                self.planned = !self.planned;
            }
            Act::Preferences => {
                let channel = ["email", "push", "none"][chosen % 3];
                let path = format!("/v1/clients/{}/contact-preferences", ann.id);
                change(ann, &path, json!({"channel": channel, "safe_times": []})).await;
            }
            _ => drop(self.care.practice.sign_in(ann.id).await),
        }
    }
}
