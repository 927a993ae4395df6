//! What the two write together: pacts, retros, repairs and what belongs to them.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Stage;
use crate::contract::history::{Act, PaperKind, What, Who, slot_id};
use crate::support::{Answer, Caller};

impl<'a> Stage<'a> {
    /// A new version over the newest that its writer knows, accepted at once where asked.
    pub(super) async fn write_pact(&self, caller: &Caller, words: &str, accepted: bool) -> Answer {
        let pacts = format!("/v1/assignments/{}/pacts", self.pact);
        let newest = caller.get(&pacts).await.expect(200).items().first().map(|one| one["number"].clone());
        let body = json!({
            "replaces": newest, "limit": words, "so_that": "We are at ease.",
            "reconnect": {"what": "We have tea.", "after_minutes": 10}
        });
        let written = caller.post(&pacts, body).await;
        if accepted { self.accept_pact(caller).await } else { written }
    }

    pub(super) async fn accept_pact(&self, caller: &Caller) -> Answer {
        let pacts = format!("/v1/assignments/{}/pacts", self.pact);
        let newest = caller.get(&pacts).await.expect(200).items()[0]["number"].clone();
        let pact = format!("{pacts}/{newest}");
        let etag = caller.get(&pact).await.expect(200).etag();
        let accept = caller.request(reqwest::Method::PUT, &format!("{pact}/acceptance"));
        Answer::of(accept.header("If-Match", etag)).await
    }

    /// A look back over the newest that its writer knows, with what is suggested to its writer of what both do as one.
    pub(super) async fn write_retro(&self, caller: &Caller, words: &str, agreed: bool) -> Answer {
        let couple = self.couple.parse().unwrap();
        let retros = caller.get(&crate::retros::of(&couple)).await.expect(200);
        let newest = retros.items().first().and_then(|one| one["number"].as_i64());
        let written = crate::retros::write(caller, &couple, newest, words).await;
        let number = written.body["number"].as_i64();
        let wins = caller.get(&format!("/v1/couples/{couple}/small-wins")).await.expect(200);
        let joint = wins.body["suggestions"].as_array().unwrap().iter().find(|one| one["joint"] == true);
        // What Ben brings in after Ann came under a hold follows from what he sees, as his answers do.
        let chosen = caller.id != self.ben.id || self.answerable.lock().unwrap().is_none();
        if let (Some(number), Some(win)) = (number, joint.filter(|_| chosen)) {
            let (of, kind) = (win["assignment_id"].as_str().unwrap(), win["kind"].as_str().unwrap());
            crate::retros::bring(caller, &couple, (number, of), kind).await.expect(200);
            if !agreed {
                crate::retros::take_back(caller, &couple, (number, of)).await.expect(204);
            }
        }
        if agreed { self.agree_retro(caller).await } else { written }
    }

    pub(super) async fn agree_retro(&self, caller: &Caller) -> Answer {
        let couple = self.couple.parse().unwrap();
        let retros = caller.get(&crate::retros::of(&couple)).await.expect(200);
        if retros.items()[0]["status"] == "applied" {
            return caller.get("/v1/me").await;
        }
        crate::retros::agree(caller, &couple, &retros.items()[0]["number"]).await
    }

    pub(super) fn paper_address(&self, who: Who, kind: PaperKind, slot: usize) -> String {
        let name = if kind == PaperKind::Rupture { "ruptures" } else { "repairs" };
        format!("/v1/clients/{}/{name}/{}", self.caller(who).id, slot_id(self.seed, slot))
    }

    /// Ruptures, repairs and answers.
    pub(super) async fn paper(&self, act: &Act, with_private: bool) -> Answer {
        let caller = self.caller(act.who);
        let link = |kind: PaperKind, mut body: Value, linked: Option<usize>| {
            if let Some(slot) = linked.filter(|_| with_private && kind == PaperKind::Repair) {
                body["rupture_id"] = json!(slot_id(self.seed, slot));
            }
            body
        };
        match &act.what {
            What::Paper { kind, slot, minutes_ago, body, linked } => {
                let mut body = link(*kind, body.clone(), *linked);
                body["id"] = json!(slot_id(self.seed, *slot));
                body["couple_id"] = json!(self.couple);
                body["occurred_at"] = json!(self.told_from - TimeDelta::minutes(*minutes_ago));
                body["time_zone"] = json!("Europe/London");
                let address = self.paper_address(act.who, *kind, *slot);
                caller.post(address.rsplit_once('/').unwrap().0, body).await
            }
            What::CorrectPaper { kind, slot, body, linked } => {
                let address = self.paper_address(act.who, *kind, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&address, &etag, link(*kind, body.clone(), *linked)).await
            }
            What::DeletePaper { kind, slot } => {
                let address = self.paper_address(act.who, *kind, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.delete_if(&address, &etag).await
            }
            What::FollowThrough { slot, outcome } => {
                let address = self.paper_address(act.who, PaperKind::Repair, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                let body = json!({"outcome": outcome, "on": self.told_from.date_naive()});
                caller.put_if(&format!("{address}/follow-through"), &etag, body).await
            }
            What::Respond { number, body } => self.respond(caller, *number, body).await,
            other => panic!("{other:?} is no rupture or repair"),
        }
    }

    /// Answers one of the repairs that the caller got. What was answered to the sender is not taken back by an answer to the
    /// therapist alone: that would be seen.
    pub(super) async fn respond(&self, caller: &Caller, number: usize, body: &Value) -> Answer {
        let before = self.answerable.lock().unwrap().clone();
        let received = match before {
            Some(before) if caller.id == self.ben.id => before,
            _ => self.received(caller).await,
        };
        let Some(id) = received.get(number % received.len().max(1)) else {
            return caller.get("/v1/me").await;
        };
        let address = format!("/v1/couples/{}/repairs/{id}", self.couple);
        let repair = caller.get(&address).await;
        let gone = repair.status == 404;
        if gone || (body["visibility"] == "therapist" && repair.body["response"]["visibility"] == "partner") {
            return caller.get("/v1/me").await;
        }
        caller.put_if(&format!("{address}/response"), &repair.etag(), body.clone()).await
    }

    /// What the partner of this caller sent.
    pub(super) async fn received(&self, caller: &Caller) -> Vec<String> {
        let listed = caller.get(&format!("/v1/couples/{}/repairs?limit=200", self.couple)).await.expect(200);
        let theirs = listed.items().iter().filter(|item| item["client_id"] != json!(caller.id));
        theirs.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }
}
