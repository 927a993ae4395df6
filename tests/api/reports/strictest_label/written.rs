//! Check-ins, entries, limits, ruptures and repairs that Ben does not read.

use serde_json::json;

use super::acts::{Act, change};
use super::home::{Home, unshared, visibility};
use crate::boundaries::{limit, note, protective, set, used};
use crate::journals::{self, entry};
use crate::repairs::{self, answer, repair};
use crate::ruptures::{self, rupture};
use crate::support::homework::{check_in, day, of, write};

impl Home<'_> {
    pub(super) async fn check_in(&self, act: Act, chosen: usize) {
        let ann = &self.care.ann;
        if act == Act::Words {
            let path = format!("{}/{}", of(ann), self.shared.id());
            let personal = json!({"effort": chosen % 11, "note": format!("Mine {chosen}."), "visibility": visibility(chosen)});
            change(ann, &path, json!({"outcome": "done", "personal": personal})).await;
            return;
        }
        if act == Act::Rating {
            let entries = json!([{"item": "naming_feelings", "rating": chosen % 11}]);
            let answers = json!([{"prompt": "markers", "type": "entries", "entries": entries}]);
            let mut body = unshared(chosen);
            body["outcome"] = json!("done");
            body["personal"] = json!({"visibility": visibility(chosen), "details": {"kind": "reflection", "answers": answers}});
            write(ann, &check_in(&self.growth, body)).await.expect(201);
            return;
        }
        let given = [&self.own, &self.together, &self.each, &self.either][chosen / 2 % 4];
        let made = write(ann, &check_in(given, unshared(chosen))).await.expect(201);
        let path = format!("{}/{}", of(ann), made.id());
        match act {
            Act::CorrectedCheckIn => {
                let mut body = unshared(chosen + 1);
                body.as_object_mut().unwrap().remove("occurred_at");
                change(ann, &path, body).await;
            }
            Act::DeletedCheckIn => drop(ann.delete_if(&path, &made.etag()).await.expect(204)),
            _ => {}
        }
    }

    pub(super) async fn written(&self, act: Act, chosen: usize) {
        let (care, visibility) = (&self.care, visibility(chosen));
        match act {
            Act::Entry => {
                let made = journals::write(&care.ann, &entry(care, json!({"visibility": visibility}))).await;
                let path = format!("{}/{}", journals::of(&care.ann), made.expect(201).id());
                change(
                    &care.ann,
                    &path,
                    json!({"text": format!("Mine {chosen}."), "visibility": visibility}),
                )
                .await;
            }
            Act::Limit => {
                let script = care.item("limit-with-reconnect").await;
                let over = match chosen % 3 {
                    0 => json!({"visibility": "partner"}),
                    1 => json!({"visibility": visibility}),
                    _ => json!({"visibility": visibility, "couple_id": null}),
                };
                let made = set(&care.ann, &limit(care, script, over)).await.expect(201);
                let over = json!({"visibility": "private", "reconnected": chosen.is_multiple_of(3)});
                note(&care.ann, &used(&made.id(), over)).await.expect(201);
            }
            _ => {
                let over = json!({"purpose": "protective", "reconnect": null});
                let made = set(&care.ann, &limit(care, protective(care).await, over)).await.expect(201);
                note(&care.ann, &used(&made.id(), json!({}))).await.expect(201);
            }
        }
    }

    pub(super) async fn repairing(&mut self, act: Act, chosen: usize) {
        let (care, label) = (&self.care, json!({"visibility": visibility(chosen)}));
        if act == Act::AnswerToTheTherapist {
            let sent = &self.waiting[chosen % self.waiting.len()];
            let answers = ["accepted", "partly", "not_yet"];
            let body =
                json!({"answer": answers[chosen % 3], "words": "For Tess.", "visibility": "therapist"});
            answer(&care.ann, sent, body).await.expect(200);
            return;
        }
        let hurt = ruptures::write(&care.ann, &rupture(care, label.clone())).await.expect(201);
        match act {
            Act::DeletedRupture => {
                let path = format!("{}/{}", ruptures::of(&care.ann), hurt.id());
                care.ann.delete_if(&path, &hurt.etag()).await.expect(204);
            }
            Act::Repair | Act::DeletedRepair => {
                let over = json!({"rupture_id": hurt.id(), "visibility": label["visibility"]});
                let made = repairs::write(&care.ann, &repair(care, over)).await.expect(201);
                let path = format!("{}/{}", repairs::of(&care.ann), made.id());
                let kept = json!({"outcome": "done", "on": day(-1)});
                change(&care.ann, &format!("{path}/follow-through"), kept).await;
                if act == Act::DeletedRepair {
                    let etag = care.ann.get(&path).await.expect(200).etag();
                    care.ann.delete_if(&path, &etag).await.expect(204);
                }
            }
            Act::Link => {
                let path = format!("{}/{}", repairs::of(&care.ann), self.repair.id());
                let parts = self.repair.body["parts"].clone();
                let body = json!({"rupture_id": hurt.id(), "in_person": self.repair.body["in_person"], "parts": parts});
                change(&care.ann, &path, body).await;
            }
            _ => {}
        }
    }
}
