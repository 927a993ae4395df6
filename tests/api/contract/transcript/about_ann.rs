//! What is done about Ann, by herself or by others.

use chrono::{Days, TimeDelta};
use serde_json::{Value, json};

use super::Stage;
use crate::contract::history::{Plan, What, Who, slot_id};
use crate::support::{Answer, Caller};

impl<'a> Stage<'a> {
    /// Answers about Ann.
    pub(super) async fn measure(
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

    /// Measures that are there, and what stands on Ann's time line.
    pub(super) async fn own(&self, caller: &Caller, what: &What) -> Answer {
        let below = |what: &str| format!("/v1/clients/{}/{what}", self.ann.id);
        let one = |what: &str, slot: usize| format!("{}/{}", below(what), slot_id(self.seed, slot));
        let etag = async |address: &str| caller.get(address).await.expect(200).etag();
        let on = |days_ago: u64, body: &Value| {
            let mut body = body.clone();
            body["on"] = json!(self.told_from.date_naive() - Days::new(days_ago));
            body
        };
        match what {
            What::CorrectMeasure { slot, body } => {
                let address = one("measures", *slot);
                caller.put_if(&address, &etag(&address).await, body.clone()).await
            }
            What::DeleteMeasure { slot } => {
                let address = one("measures", *slot);
                caller.delete_if(&address, &etag(&address).await).await
            }
            What::LifeEvent { slot, days_ago, body, in_couple } => {
                let mut body = on(*days_ago, body);
                body["id"] = json!(slot_id(self.seed, *slot));
                if *in_couple {
                    body["couple_id"] = json!(self.couple);
                }
                caller.post(&below("life-events"), body).await
            }
            What::ChangeLifeEvent { slot, days_ago, body } => {
                let address = one("life-events", *slot);
                caller.put_if(&address, &etag(&address).await, on(*days_ago, body)).await
            }
            What::DeleteLifeEvent { slot } => {
                let address = one("life-events", *slot);
                caller.delete_if(&address, &etag(&address).await).await
            }
            other => panic!("{other:?} is none of these"),
        }
    }

    pub(super) async fn ann_alone(&self, what: &What) -> Answer {
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

    pub(super) async fn put_grant(&self, what: &str) -> Answer {
        let grant = self.grant.lock().unwrap().clone().expect("a grant was given");
        let address = format!("/v1/clients/{}/share-grants/{grant}/{what}", self.ann.id);
        Answer::of(self.ann.request(reqwest::Method::PUT, &address)).await
    }

    /// Takes back what went by the grant; where there was none, each by itself.
    pub(super) async fn take_back(&self, slots: &[usize], with_private: bool) -> Answer {
        if with_private {
            return self.put_grant("taking-back").await;
        }
        for slot in slots {
            let narrower = json!({"keep": true, "outcome": "done", "visibility": "therapist"});
            self.correct(Who::Ann, *slot, narrower).await.expect(200);
        }
        self.ann.get("/v1/me").await
    }

    pub(super) async fn about_ann(&self, what: &What) -> Answer {
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
    pub(super) async fn read_of_ann(&self) -> Option<String> {
        let read = self.therapist.get(&format!("/v1/clients/{}/check-ins", self.ann.id)).await.expect(200);
        read.items().first().map(|one| one["id"].as_str().unwrap().to_owned())
    }
}
