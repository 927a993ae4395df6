//! The practice that a history is lived in.

use std::sync::Mutex;

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Stage;
use crate::contract::history::{Plan, Who};
use crate::contract::spec::Spec;
use crate::support::homework::library_item;
use crate::support::{Answer, TestApp, new_id};

impl<'a> Stage<'a> {
    pub(super) async fn set(app: &'a TestApp, spec: &'a Spec, seed: u64, told_from: DateTime<Utc>) -> Self {
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
            asked: String::new(),
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
        let asked = json!({"couple_id": stage.couple});
        stage.asked = crate::releases::ask(&stage.therapist, asked).await.expect(201).id();
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
    pub(super) async fn enrol_both(&self) {
        let programme = self.new_programme().await;
        let address = format!("/v1/couples/{}/enrolments", self.couple);
        self.therapist.post(&address, json!({"programme_id": programme})).await.expect(201);
    }

    pub(super) async fn new_programme(&self) -> String {
        let item = json!([{"item_id": self.item}]);
        let steps = json!([
            {"items": item, "release": {"rule": "at_once"}}, {"items": item, "release": {"rule": "after_previous_met"}}
        ]);
        let content = json!({"title": "Weeks", "summary": "A start.", "weeks": 2, "steps": steps});
        let key = format!("weeks-{}", new_id().simple());
        self.therapist.post("/v1/programmes", json!({"key": key, "content": content})).await.expect(201).id()
    }

    /// An appointment that both read.
    pub(super) async fn meet_both(&self) {
        let body = json!({
            "staff_id": self.therapist.id, "starts_at": self.told_from + TimeDelta::days(3), "minutes": 50,
            "time_zone": "Europe/London"
        });
        let address = format!("/v1/couples/{}/appointments", self.couple);
        self.therapist.post(&address, body).await.expect(201);
    }

    pub(super) async fn publish(&self, key: &str, counted: bool) -> String {
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

    pub(super) async fn assign(
        &self,
        below: &str,
        item: &str,
        mode: &str,
        cadence: &Value,
        status: &str,
    ) -> String {
        let starts_on = self.told_from.date_naive() - Days::new(28);
        let body = json!({
            "item_id": item, "mode": mode, "cadence": cadence, "starts_on": starts_on, "status": status
        });
        self.therapist.post(&format!("{below}/assignments"), body).await.expect(201).id()
    }
}
