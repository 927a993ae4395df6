//! What one partner does in private changes nothing that the other can observe.

use std::sync::Mutex;
use std::time::Instant;

use chrono::{DateTime, Days, SubsecRound, TimeDelta, Timelike, Utc};
use serde_json::{Value, json};

use super::crawl::{Exchange, Known, call, crawl, transcript};
use super::history::{Act, History, Kind, PaperKind, Plan, What, Who, slot_id};
use super::spec::{Params, Spec};
use crate::support::homework::library_item;
use crate::support::{Answer, Caller, TestApp, TestPractice, new_id, server};

/// Acts of a history, where `HOLDFAST_TRANSCRIPT_ACTS` does not say otherwise.
const ACTS: usize = 25;

/// One practice in which a history is lived, with or without Ann's private acts.
struct Stage<'a> {
    practice: TestPractice<'a>,
    spec: &'a Spec,
    therapist: Caller,
    ann: Caller,
    ben: Caller,
    couple: String,
    item: String,
    script: String,
    /// Homework of which the two write a pact.
    pact: String,
    plans: Vec<(Plan, Who, String)>,
    /// The instant that check-ins are told from, the same in both runs.
    told_from: DateTime<Utc>,
    seed: u64,
    /// Ann's last grant.
    grant: Mutex<Option<String>>,
    /// The repairs that Ben answers, where they are not simply those that he has.
    answerable: Mutex<Option<Vec<String>>>,
}

impl<'a> Stage<'a> {
    async fn set(app: &'a TestApp, spec: &'a Spec, seed: u64, told_from: DateTime<Utc>) -> Self {
        let practice = app.practice("Harbour").await;
        let therapist = practice.staff("Tess", &["therapist"]).await;
        let (ann, ben) = (practice.client("Ann").await, practice.client("Ben").await);
        practice.care_for_client(&therapist, &ann).await;
        practice.care_for_client(&therapist, &ben).await;
        let couple = practice.couple(&ann, &ben).await;
        practice.care_for_couple(&therapist, couple).await;
        let (couple, item, plans) = (couple.to_string(), String::new(), Vec::new());
        let script = library_item(&practice, "limit-with-reconnect").await.to_string();
        let mut stage = Self {
            practice,
            spec,
            therapist,
            ann,
            ben,
            couple,
            item,
            script,
            pact: String::new(),
            plans,
            told_from,
            seed,
            grant: Mutex::default(),
            answerable: Mutex::default(),
        };
        stage.meet_both().await;
        let phones = library_item(&stage.practice, "technology-agreement").await.to_string();
        let review = json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "month"});
        let as_needed = json!({"type": "as_needed", "review": review});
        let of_couple = format!("/v1/couples/{}", stage.couple);
        stage.pact = stage.assign(&of_couple, &phones, "together", &as_needed, "active").await;
        stage.item = stage.publish("shared-habit", false).await;
        stage.enrol_both().await;
        let counted = stage.publish("counted-habit", true).await;
        let daily = json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "day"});
        let often =
            json!({"type": "times_per_period", "times": 3, "times_max": 5, "every": 1, "unit": "day"});
        let weekly = json!({"type": "times_per_period", "times": 2, "every": 1, "unit": "week"});
        for (plan, item, mode, cadence) in [
            (Plan::Together, stage.item.clone(), "together", &daily),
            (Plan::Each, counted, "each", &often),
            (Plan::Either, stage.item.clone(), "either", &weekly),
            (Plan::Proposed, stage.item.clone(), "each", &weekly),
        ] {
            let status = if plan == Plan::Proposed { "proposed" } else { "active" };
            let id =
                stage.assign(&format!("/v1/couples/{}", stage.couple), &item, mode, cadence, status).await;
            stage.plans.push((plan, Who::Ann, id.clone()));
            stage.plans.push((plan, Who::Ben, id));
        }
        for (who, client) in [(Who::Ann, stage.ann.id), (Who::Ben, stage.ben.id)] {
            let below = format!("/v1/clients/{client}");
            let id = stage.assign(&below, &stage.item, "individual", &daily, "active").await;
            stage.plans.push((Plan::Alone, who, id));
        }
        stage
    }

    /// A programme that both go through.
    async fn enrol_both(&self) {
        let programme = self.new_programme().await;
        let address = format!("/v1/couples/{}/enrolments", self.couple);
        self.therapist.post(&address, json!({"programme_id": programme})).await.expect(201);
    }

    async fn new_programme(&self) -> String {
        let item = json!([{"item_id": self.item}]);
        let steps = json!([
            {"items": item, "release": {"rule": "at_once"}}, {"items": item, "release": {"rule": "after_previous_met"}}
        ]);
        let content = json!({"title": "Weeks", "summary": "A start.", "weeks": 2, "steps": steps});
        let key = format!("weeks-{}", new_id().simple());
        self.therapist.post("/v1/programmes", json!({"key": key, "content": content})).await.expect(201).id()
    }

    /// An appointment that both read.
    async fn meet_both(&self) {
        let body = json!({
            "staff_id": self.therapist.id, "starts_at": self.told_from + TimeDelta::days(3), "minutes": 50,
            "time_zone": "Europe/London"
        });
        let address = format!("/v1/couples/{}/appointments", self.couple);
        self.therapist.post(&address, body).await.expect(201);
    }

    async fn publish(&self, key: &str, counted: bool) -> String {
        let example = self.spec.operation("create_library_item").body().unwrap().2;
        let mut draft = example["draft"].clone();
        draft["audiences"] = json!(["individual", "together", "each", "either"]);
        draft["content"]["counted"] = json!(counted);
        draft["unsuitable_under_hold"] = json!(false);
        let made =
            self.therapist.post("/v1/library-items", json!({"key": key, "draft": draft})).await.expect(201);
        let publication = format!("/v1/library-items/{}/publication", made.id());
        let request =
            self.therapist.request(reqwest::Method::PUT, &publication).header("If-Match", made.etag());
        Answer::of(request).await.expect(200);
        made.id()
    }

    async fn assign(&self, below: &str, item: &str, mode: &str, cadence: &Value, status: &str) -> String {
        let starts_on = self.told_from.date_naive() - Days::new(28);
        let body = json!({
            "item_id": item, "mode": mode, "cadence": cadence, "starts_on": starts_on, "status": status
        });
        self.therapist.post(&format!("{below}/assignments"), body).await.expect(201).id()
    }

    fn plan(&self, plan: Plan, who: Who) -> &str {
        let found = self.plans.iter().find(|(one, of, _)| (*one, *of) == (plan, who));
        &found.expect("every plan is assigned").2
    }

    fn caller(&self, who: Who) -> &Caller {
        match who {
            Who::Ann => &self.ann,
            Who::Ben => &self.ben,
            Who::Therapist => &self.therapist,
        }
    }

    fn check_in_address(&self, who: Who, slot: usize) -> String {
        format!("/v1/clients/{}/check-ins/{}", self.caller(who).id, slot_id(self.seed, slot))
    }

    /// Does an act and tells its answer.
    async fn act(&self, act: &Act, with_private: bool) -> Answer {
        let caller = self.caller(act.who);
        let hide = |body: &Value, hidden: &Option<Value>| {
            let mut body = body.clone();
            if let Some(words) = hidden.as_ref().filter(|_| with_private) {
                let is_private = body["visibility"] == "private";
                body["personal"] = words.clone();
                if is_private {
                    body["personal"]["visibility"] = json!("private");
                }
            }
            body
        };
        match &act.what {
            What::CheckIn { slot, plan, minutes_ago, body, hidden, by_grant } => {
                let mut body = self.new_check_in(act.who, *slot, *plan, *minutes_ago, hide(body, hidden));
                if *by_grant && with_private {
                    body.as_object_mut().unwrap().remove("visibility");
                }
                if slot % 3 == 0 {
                    return self.in_batch(caller, body).await;
                }
                caller.post(&format!("/v1/clients/{}/check-ins", caller.id), body).await
            }
            What::ReuseId { slot, plan, minutes_ago } => {
                let body = self.new_check_in(act.who, *slot, *plan, *minutes_ago, json!({"outcome": "done"}));
                caller.post(&format!("/v1/clients/{}/check-ins", caller.id), body).await
            }
            What::Correct { slot, body, hidden } => self.correct(act.who, *slot, hide(body, hidden)).await,
            What::Delete { slot } => {
                let address = self.check_in_address(act.who, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.delete_if(&address, &etag).await
            }
            What::Write { kind, slot, of, minutes_ago, body } => {
                self.write(act.who, (*kind, *slot, *of), *minutes_ago, body.clone()).await
            }
            What::Rewrite { kind, slot, body } => {
                let address = self.address_of(act.who, *kind, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&address, &etag, body.clone()).await
            }
            What::Remove { kind, slot } => {
                let address = self.address_of(act.who, *kind, *slot);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.delete_if(&address, &etag).await
            }
            What::Probe { slot } => caller.get(&self.check_in_address(Who::Ann, *slot)).await,
            What::Participant { plan, body } => {
                let address =
                    format!("/v1/assignments/{}/participants/{}", self.plan(*plan, act.who), caller.id);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.patch_if(&address, &etag, body.clone()).await
            }
            What::Pause { .. } | What::Remind { .. } | What::Excuse { .. } | What::Answer { .. } => {
                self.own_part(act).await
            }
            What::Measure { slot, minutes_ago, body, in_couple } => {
                self.measure(caller, *slot, *minutes_ago, (body, *in_couple)).await
            }
            What::SignIn => {
                self.practice.sign_in(caller.id).await;
                caller.get("/v1/me").await
            }
            What::Grant | What::StopSharing | What::PlanEnd { .. } | What::GiveUpPlan => {
                self.ann_alone(&act.what).await
            }
            What::WritePact { words, accepted } => self.write_pact(caller, words, *accepted).await,
            What::AcceptPact => self.accept_pact(caller).await,
            What::WriteRetro { words, agreed } => self.write_retro(caller, words, *agreed).await,
            What::AgreeRetro => self.agree_retro(caller).await,
            What::ContactPreferences { channel } => {
                let address = format!("/v1/clients/{}/contact-preferences", caller.id);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&address, &etag, json!({"channel": channel, "safe_times": []})).await
            }
            What::TakeBack { slots } => self.take_back(slots, with_private).await,
            What::Sign { number } => {
                let address = format!("/v1/couples/{}/agreements/{number}", self.couple);
                let etag = caller.get(&address).await.expect(200).etag();
                caller.put_if(&format!("{address}/signature"), &etag, json!({"line": "My own name"})).await
            }
            What::Paper { .. }
            | What::CorrectPaper { .. }
            | What::DeletePaper { .. }
            | What::FollowThrough { .. }
            | What::Respond { .. } => self.paper(act, with_private).await,
            about_ann => self.about_ann(about_ann).await,
        }
    }

    /// Answers about Ann.
    async fn measure(
        &self,
        caller: &Caller,
        slot: usize,
        minutes_ago: i64,
        (body, in_couple): (&Value, bool),
    ) -> Answer {
        let mut body = body.clone();
        body["id"] = json!(slot_id(self.seed, slot));
        body["occurred_at"] = json!(self.told_from - TimeDelta::minutes(minutes_ago));
        body["time_zone"] = json!("Europe/London");
        if in_couple {
            body["couple_id"] = json!(self.couple);
        }
        caller.post(&format!("/v1/clients/{}/measures", self.ann.id), body).await
    }

    /// A new version over the newest that its writer knows, accepted at once where asked.
    async fn write_pact(&self, caller: &Caller, words: &str, accepted: bool) -> Answer {
        let pacts = format!("/v1/assignments/{}/pacts", self.pact);
        let newest = caller.get(&pacts).await.expect(200).items().first().map(|one| one["number"].clone());
        let body = json!({
            "replaces": newest, "limit": words, "so_that": "We are at ease.",
            "reconnect": {"what": "We have tea.", "after_minutes": 10}
        });
        let written = caller.post(&pacts, body).await;
        if accepted { self.accept_pact(caller).await } else { written }
    }

    async fn accept_pact(&self, caller: &Caller) -> Answer {
        let pacts = format!("/v1/assignments/{}/pacts", self.pact);
        let newest = caller.get(&pacts).await.expect(200).items()[0]["number"].clone();
        let pact = format!("{pacts}/{newest}");
        let etag = caller.get(&pact).await.expect(200).etag();
        let accept = caller.request(reqwest::Method::PUT, &format!("{pact}/acceptance"));
        Answer::of(accept.header("If-Match", etag)).await
    }

    /// A look back over the newest that its writer knows, with what is suggested to its writer of what both do as one.
    async fn write_retro(&self, caller: &Caller, words: &str, agreed: bool) -> Answer {
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

    async fn agree_retro(&self, caller: &Caller) -> Answer {
        let couple = self.couple.parse().unwrap();
        let retros = caller.get(&crate::retros::of(&couple)).await.expect(200);
        if retros.items()[0]["status"] == "applied" {
            return caller.get("/v1/me").await;
        }
        crate::retros::agree(caller, &couple, &retros.items()[0]["number"]).await
    }

    fn address_of(&self, who: Who, kind: Kind, slot: usize) -> String {
        format!("{}/{}", self.place_of(who, kind), slot_id(self.seed, slot))
    }

    fn place_of(&self, who: Who, kind: Kind) -> String {
        let what = match kind {
            Kind::Entry => "journal-entries",
            Kind::Limit => "boundaries",
            Kind::Use => "boundary-uses",
        };
        format!("/v1/clients/{}/{what}", self.caller(who).id)
    }

    async fn write(
        &self,
        who: Who,
        (kind, slot, of): (Kind, usize, usize),
        minutes_ago: i64,
        mut body: Value,
    ) -> Answer {
        let at = json!(self.told_from - TimeDelta::minutes(minutes_ago));
        body["id"] = json!(slot_id(self.seed, slot));
        body["time_zone"] = json!("Europe/London");
        match kind {
            Kind::Use => {
                body["boundary_id"] = json!(slot_id(self.seed, of));
                body["started_at"] = at;
            }
            Kind::Entry | Kind::Limit => {
                body["couple_id"] = json!(self.couple);
                body["written_at"] = at;
            }
        }
        if kind == Kind::Limit {
            body["item_id"] = json!(self.script);
            body["purpose"] = json!("connection");
        }
        self.caller(who).post(&self.place_of(who, kind), body).await
    }

    fn paper_address(&self, who: Who, kind: PaperKind, slot: usize) -> String {
        let name = if kind == PaperKind::Rupture { "ruptures" } else { "repairs" };
        format!("/v1/clients/{}/{name}/{}", self.caller(who).id, slot_id(self.seed, slot))
    }

    /// Ruptures, repairs and answers.
    async fn paper(&self, act: &Act, with_private: bool) -> Answer {
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
    async fn respond(&self, caller: &Caller, number: usize, body: &Value) -> Answer {
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
    async fn received(&self, caller: &Caller) -> Vec<String> {
        let listed = caller.get(&format!("/v1/couples/{}/repairs?limit=200", self.couple)).await.expect(200);
        let theirs = listed.items().iter().filter(|item| item["client_id"] != json!(caller.id));
        theirs.map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    }

    /// What one says, pauses or has excused of homework that both have.
    async fn own_part(&self, act: &Act) -> Answer {
        let (caller, today) = (self.caller(act.who), self.told_from.date_naive());
        let (plan, below, body) = match &act.what {
            What::Pause { plan, days } => {
                let until = today + Days::new(*days);
                (*plan, "pause".to_owned(), json!({"until": until, "reason": "Too much at once."}))
            }
            What::Remind { plan, hour } => {
                (*plan, "reminder".to_owned(), json!({"times": [format!("{hour:02}:30")]}))
            }
            What::Excuse { plan, days_ago } => {
                let day = today - Days::new(*days_ago);
                (*plan, format!("excuses/{day}"), json!({"reason": "I was ill."}))
            }
            What::Answer { body } => (Plan::Proposed, "response".to_owned(), body.clone()),
            other => panic!("{other:?} is nobody's own part"),
        };
        let part = format!("/v1/assignments/{}/participants/{}", self.plan(plan, act.who), caller.id);
        let etag = caller.get(&part).await.expect(200).etag();
        caller.put_if(&format!("{part}/{below}"), &etag, body).await
    }

    /// The check-in as a phone sends it that was offline: together with what it sent before, which is there already.
    async fn in_batch(&self, caller: &Caller, body: Value) -> Answer {
        let batch = json!({"check_ins": [body.clone(), body]});
        let answer = caller.post(&format!("/v1/clients/{}/check-in-batches", caller.id), batch).await;
        for (result, status) in [(0, "created"), (1, "known")] {
            assert_eq!(answer.body["results"][result]["status"], status, "{}", answer.text);
        }
        answer
    }

    async fn ann_alone(&self, what: &What) -> Answer {
        let (ann, plan) = (&self.ann, format!("/v1/couples/{}/planned-end", self.couple));
        match what {
            What::Grant => {
                let scope = json!({"assignment_id": self.plan(Plan::Each, Who::Ann)});
                let given =
                    ann.post(&format!("/v1/clients/{}/share-grants", ann.id), scope).await.expect(201);
                *self.grant.lock().unwrap() = Some(given.id());
                given
            }
            What::StopSharing => self.put_grant("end").await,
            What::PlanEnd { days } => {
                ann.put(&plan, json!({"at": self.told_from + TimeDelta::days(*days)})).await
            }
            _ => ann.delete(&plan).await,
        }
    }

    async fn put_grant(&self, what: &str) -> Answer {
        let grant = self.grant.lock().unwrap().clone().expect("a grant was given");
        let address = format!("/v1/clients/{}/share-grants/{grant}/{what}", self.ann.id);
        Answer::of(self.ann.request(reqwest::Method::PUT, &address)).await
    }

    /// Takes back what went by the grant; where there was none, each by itself.
    async fn take_back(&self, slots: &[usize], with_private: bool) -> Answer {
        if with_private {
            return self.put_grant("taking-back").await;
        }
        for slot in slots {
            let narrower = json!({"keep": true, "outcome": "done", "visibility": "therapist"});
            self.correct(Who::Ann, *slot, narrower).await.expect(200);
        }
        self.ann.get("/v1/me").await
    }

    async fn about_ann(&self, what: &What) -> Answer {
        let (tess, ann) = (&self.therapist, format!("/v1/clients/{}", self.ann.id));
        match what {
            What::Contact { phone } => {
                let etag = tess.get(&ann).await.expect(200).etag();
                tess.patch_if(&ann, &etag, json!({"phone": phone})).await
            }
            What::Pattern { note } => {
                let (address, day) =
                    (format!("{ann}/attachment-pattern"), self.told_from.date_naive() - Days::new(2));
                let body =
                    json!({"pattern": "anxious", "source": "clinician", "assessed_on": day, "note": note});
                let there = tess.get(&address).await;
                if there.status == 200 {
                    tess.put_if(&address, &there.etag(), body).await
                } else {
                    tess.put(&address, body).await
                }
            }
            What::Feedback => {
                let Some(check_in) = self.read_of_ann().await else { return tess.get(&ann).await };
                let said = json!({"check_in_id": check_in, "text": "That was brave."});
                tess.post(&format!("{ann}/feedback"), said).await
            }
            What::Reviewed { state } => {
                let Some(check_in) = self.read_of_ann().await else { return tess.get(&ann).await };
                let review = format!("{ann}/check-ins/{check_in}/review");
                let etag = tess.get(&review).await.expect(200).etag();
                tess.put_if(&review, &etag, json!({"state": state})).await
            }
            What::OwnHomework => {
                let body = json!({"item_id": self.item, "mode": "individual", "rationale": "For Ann alone."});
                tess.post(&format!("{ann}/assignments"), body).await
            }
            What::OwnEnrolment => {
                let programme = self.new_programme().await;
                tess.post(&format!("{ann}/enrolments"), json!({"programme_id": programme})).await
            }
            What::OwnReport => {
                let body = json!({"client_id": self.ann.id, "audience": "client"});
                tess.post("/v1/reports", body).await
            }
            What::OwnAppointment { hours } => {
                let body = json!({
                    "staff_id": tess.id, "starts_at": self.told_from + TimeDelta::hours(*hours), "minutes": 50,
                    "time_zone": "Europe/London"
                });
                tess.post(&format!("{ann}/appointments"), body).await
            }
            What::Propose => {
                let body = json!({"policy": "limited", "text": "What one of us tells alone stays there."});
                tess.post(&format!("/v1/couples/{}/agreements", self.couple), body).await
            }
            What::CoupleReport => {
                let body = json!({"couple_id": self.couple, "audience": "clinician"});
                tess.post("/v1/reports", body).await
            }
            What::Audience { mode } => {
                let address = format!("/v1/assignments/{}", self.plan(Plan::Either, Who::Ann));
                let etag = tess.get(&address).await.expect(200).etag();
                tess.patch_if(&address, &etag, json!({"mode": mode})).await
            }
            other => panic!("{other:?} is not the therapist's"),
        }
    }

    /// A check-in of Ann's that the therapist reads, shared with Ben or not.
    async fn read_of_ann(&self) -> Option<String> {
        let read = self.therapist.get(&format!("/v1/clients/{}/check-ins", self.ann.id)).await.expect(200);
        read.items().first().map(|one| one["id"].as_str().unwrap().to_owned())
    }

    fn new_check_in(&self, who: Who, slot: usize, plan: Plan, minutes_ago: i64, mut body: Value) -> Value {
        body["id"] = json!(slot_id(self.seed, slot));
        body["assignment_id"] = json!(self.plan(plan, who));
        body["occurred_at"] = json!(self.told_from - TimeDelta::minutes(minutes_ago));
        body["time_zone"] = json!("Europe/London");
        body
    }

    async fn correct(&self, who: Who, slot: usize, mut body: Value) -> Answer {
        let (caller, address) = (self.caller(who), self.check_in_address(who, slot));
        let there = caller.get(&address).await.expect(200);
        if body.as_object_mut().unwrap().remove("keep").is_some() {
            for member in ["outcome", "count", "minutes"] {
                if !there.body[member].is_null() {
                    body[member] = there.body[member].clone();
                }
            }
        }
        caller.put_if(&address, &there.etag(), body).await
    }

    /// All that one of the partners can get.
    async fn everything(&self, eye: Who, exchanges: &mut Vec<Exchange>) {
        let ids =
            |of: Who| self.plans.iter().filter(move |(_, who, _)| *who == of).map(|(.., id)| id.clone());
        let other = if eye == Who::Ben { Who::Ann } else { Who::Ben };
        let mut known = Known::default()
            .with("client_id", [self.caller(eye).id, self.caller(other).id])
            .with("couple_id", [&self.couple])
            .with("assignment_id", ids(eye).chain(ids(other)).chain([self.pact.clone()]))
            .with("staff_id", [self.therapist.id])
            .with("item_id", [&self.item])
            .with("number", [1])
            .with("step", [1])
            .with("instrument_key", ["phq-9", "hits"]);
        exchanges.extend(crawl(self.caller(eye), self.spec, &mut known).await);
    }

    /// What the phone of one of them shows all the time.
    async fn glance(&self, eye: Who, exchanges: &mut Vec<Exchange>) {
        let mut params = Params::new();
        params.insert("client_id".to_owned(), self.caller(eye).id.to_string());
        params.insert("couple_id".to_owned(), self.couple.clone());
        for id in [
            "find_today",
            "list_shared_check_ins",
            "list_shared_journal_entries",
            "list_shared_boundaries",
            "list_shared_ruptures",
            "list_shared_repairs",
            "list_retros",
            "list_small_wins",
            "find_couple_progress",
        ] {
            let operation = self.spec.operation(id);
            call(self.caller(eye), &operation, &operation.address(&params), exchanges).await;
        }
    }
}

/// Which life of a history is lived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    /// Every act.
    Whole,
    /// All but Ann's private acts.
    WithoutPrivate,
    /// Every act, and Ann comes under a safety hold before this one.
    HeldFrom(usize),
    /// Ann does nothing from this act on.
    AnnStopsAt(usize),
}

impl Life {
    fn has(self, number: usize, act: &Act) -> bool {
        match self {
            Self::Whole | Self::HeldFrom(_) => true,
            Self::WithoutPrivate => !act.private,
            Self::AnnStopsAt(stop) => act.who != Who::Ann || number < stop,
        }
    }
}

/// Lives a history and gives the transcript of one of the partners, with the number of requests in it.
async fn live(
    app: &TestApp,
    spec: &Spec,
    history: &History,
    life: Life,
    eye: Who,
    told_from: DateTime<Utc>,
) -> (String, usize) {
    let stage = Stage::set(app, spec, history.seed, told_from).await;
    if eye == Who::Ben {
        // Where partners apply retros the one held reads `agreed` as of a couple whose therapist applies, and not what comes
        // without a hold: docs/architecture.md says why. To the other nothing differs.
        let on = format!(
            "UPDATE practices SET partners_apply_retros = true WHERE practice_id = '{}'",
            stage.practice.id
        );
        app.sql().await.run(&on).await;
    }
    let mut exchanges = Vec::new();
    for (number, act) in history.acts.iter().enumerate() {
        if life == Life::HeldFrom(number) {
            let address = format!("/v1/clients/{}/safety-marks", stage.ann.id);
            let hold = json!({"kind": "hold", "reason": "The partner reads her phone."});
            stage.therapist.post(&address, hold).await.expect(201);
        }
        if history.answered_until == Some(number) {
            let received = stage.received(&stage.ben).await;
            *stage.answerable.lock().unwrap() = Some(received);
        }
        if life.has(number, act) {
            let answer = stage.act(act, life != Life::WithoutPrivate).await;
            let refusable = matches!(act.what, What::ReuseId { .. } | What::Probe { .. });
            assert!(
                refusable || answer.status < 300,
                "seed {}: {act:?}: {} {}",
                history.seed,
                answer.status,
                answer.text
            );
            if act.who == eye {
                exchanges.push(Exchange { request: format!("act {number}"), answer });
            }
        }
        if number == history.acts.len() / 2 {
            stage.glance(eye, &mut exchanges).await;
        }
    }
    stage.everything(eye, &mut exchanges).await;
    let requests = exchanges.len();
    (transcript(&exchanges), requests)
}

/// A service at midday, so that no run crosses the border of a day, and the instant that check-ins are told from:
/// whole seconds, by which they are told from the service's own instants.
async fn midday() -> (TestApp, DateTime<Utc>) {
    let app = TestApp::with(server::fresh_database().await, |settings| settings.workers = 2).await;
    let to_noon = (36 - i64::from(app.clock.now().hour())) % 24;
    app.clock.advance(TimeDelta::hours(to_noon));
    let told_from = (app.clock.now() - TimeDelta::hours(1)).trunc_subsecs(0);
    (app, told_from)
}

/// The first line in which two transcripts differ, with the request it stands below.
fn difference(with: &str, without: &str) -> String {
    let (mut request, mut last) = ("", "");
    for (a, b) in with.lines().zip(without.lines()) {
        if last.is_empty() {
            request = a;
        }
        if a != b {
            let same = a.bytes().zip(b.bytes()).take_while(|(one, other)| one == other).count();
            let part = |line: &str| {
                String::from_utf8_lossy(&line.as_bytes()[same.saturating_sub(60)..])
                    .chars()
                    .take(200)
                    .collect::<String>()
            };
            return format!("{request}\n  with:    … {}\n  without: … {}", part(a), part(b));
        }
        last = a;
    }
    "one has more requests than the other".to_owned()
}

/// Guards rule 2 of `visibility.md`, the product's first promise: Ben's complete transcript (every GET of the document
/// with every id he can come to know, bodies, headers, ETags, cursors, counts, figures, order, and the answers to his own
/// acts) is byte for byte the same whether or not Ann checks in privately, keeps words to herself, corrects, deletes,
/// plans, signs in, grants and stops sharing, plans to end the couple, says how to reach her, or is cared for alone.
/// What differs would be how he finds out.
#[tokio::test(flavor = "multi_thread")]
async fn private_acts_change_nothing_for_the_partner() {
    let begun = Instant::now();
    let (app, told_from) = midday().await;
    let spec = Spec::of(&app).await;
    let (first, count) = seeds(20, 2);
    let (mut private, mut requests, mut found) = (0, 0, Vec::new());
    for seed in first..first + count {
        let history = History::make(seed, acts());
        private += history.private_acts();
        let with = live(&app, &spec, &history, Life::Whole, Who::Ben, told_from);
        let without = live(&app, &spec, &history, Life::WithoutPrivate, Who::Ben, told_from);
        let ((with, some), (without, more)) = tokio::join!(with, without);
        requests += some + more;
        if with != without {
            found.push(format!("seed {seed}: {}", difference(&with, &without)));
        }
    }
    println!(
        "transcripts: {count} histories from seed {first}, {private} private acts, {requests} requests compared, {:?}",
        begun.elapsed()
    );
    assert!(private > requests / 100, "there is something to hide");
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// The first seed and how many there are: so many thirds of `HOLDFAST_TRANSCRIPTS`, where it is set.
fn seeds(usually: u64, thirds: u64) -> (u64, u64) {
    let set = |name| std::env::var(name).ok().and_then(|text| text.parse().ok());
    (
        set("HOLDFAST_TRANSCRIPT_SEED").unwrap_or(1),
        set("HOLDFAST_TRANSCRIPTS").map_or(usually, |all: u64| all * thirds / 3),
    )
}

/// How many acts a history has.
fn acts() -> usize {
    std::env::var("HOLDFAST_TRANSCRIPT_ACTS").ok().and_then(|text| text.parse().ok()).unwrap_or(ACTS)
}

/// Guards rule 7 of `visibility.md`: under a hold on Ann, Ben's complete transcript is that of a history in which Ann
/// stopped writing at that moment, and Ann's own is that of a history without a hold. Neither can tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_hold_is_silence_to_the_partner_and_nothing_to_the_one_held() {
    let begun = Instant::now();
    let (app, told_from) = midday().await;
    let spec = Spec::of(&app).await;
    let (first, count) = seeds(12, 1);
    let (mut requests, mut found) = (0, Vec::new());
    for seed in first..first + count {
        let history = History::make(seed, acts());
        let at = history.acts.len() / 3;
        let answering = history.clone().with_answers_to_what_came_before(at);
        let lives = [
            (Who::Ben, Life::HeldFrom(at), Life::AnnStopsAt(at)),
            (Who::Ann, Life::HeldFrom(at), Life::Whole),
        ];
        for (eye, held, twin) in lives {
            // What Ben answers to earlier repairs is accepted, and Ann reads it as without a hold.
            let history = if eye == Who::Ann { &answering } else { &history };
            let held = live(&app, &spec, history, held, eye, told_from);
            let twin = live(&app, &spec, history, twin, eye, told_from);
            let ((held, some), (twin, more)) = tokio::join!(held, twin);
            requests += some + more;
            if held != twin {
                found.push(format!("seed {seed}, {eye:?}: {}", difference(&held, &twin)));
            }
        }
    }
    println!(
        "holds: {count} histories from seed {first}, {requests} requests compared, {:?}",
        begun.elapsed()
    );
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

/// The comparison can fail: one more act that Ben may see makes another transcript.
#[tokio::test(flavor = "multi_thread")]
async fn a_shared_act_changes_the_transcript() {
    let (app, told_from) = midday().await;
    let spec = Spec::of(&app).await;
    for seed in 1..4 {
        let history = History::make(seed, acts());
        let (same, _) = live(&app, &spec, &history, Life::Whole, Who::Ben, told_from).await;
        let more = history.clone().with_one_more_shared();
        let (more, _) = live(&app, &spec, &more, Life::Whole, Who::Ben, told_from).await;
        assert_ne!(same, more, "seed {seed}");
    }
}
