//! `data_changed_since` of what a report tells beside homework.

use serde_json::{Value, json};

use super::sections::live;
use crate::appointments::{held, of_client, of_couple};
use crate::boundaries::{limit, note, set, used};
use crate::life_events::{self, event, on};
use crate::measures::{self, phq};
use crate::repairs::{self, repair};
use crate::ruptures::{self, rupture};
use crate::support::TestApp;
use crate::support::homework::{Care, noon};

/// Reports about Ann for the care team, for her and for a third party; about the couple for the care team and for both.
pub struct Papers<'c> {
    care: &'c Care<'c>,
    paths: Vec<String>,
}

impl<'c> Papers<'c> {
    /// Of four weeks.
    pub async fn of(care: &'c Care<'c>) -> Self {
        Self::over(care, json!({"weeks": 4})).await
    }

    /// Of these days.
    pub async fn over(care: &'c Care<'c>, days: Value) -> Self {
        let (ann, both) = (json!({"client_id": care.ann.id}), json!({"couple_id": care.couple}));
        let mut paths = Vec::new();
        for (of, audience) in [
            (&ann, "clinician"),
            (&ann, "client"),
            (&ann, "third_party"),
            (&both, "clinician"),
            (&both, "couple"),
        ] {
            let mut body = json!({"audience": audience});
            for members in [of, &days] {
                body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            }
            paths.push(format!(
                "/v1/reports/{}",
                care.therapist.post("/v1/reports", body).await.expect(201).id()
            ));
        }
        Self { care, paths }
    }

    /// Which of them say that their data have changed, as a word.
    pub async fn changed(&self) -> String {
        let mut told = String::new();
        for path in &self.paths {
            let read = self.care.therapist.get(path).await.expect(200);
            told.push(if read.body["data_changed_since"] == Value::Null { '.' } else { 'x' });
        }
        told
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_data_is_noticed_by_those_who_may_read_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    live(&care).await;
    assert_eq!(Papers::of(&care).await.changed().await, ".....");

    let papers = Papers::of(&care).await;
    measures::write(&care.ann, &care.ann, &phq(&[0; 9], json!({"occurred_at": noon(-1)}))).await.expect(201);
    assert_eq!(papers.changed().await, "xxx..", "a score of Ann's own care");

    let papers = Papers::of(&care).await;
    let script = care.item("limit-with-reconnect").await;
    for visibility in ["private", "therapist"] {
        let own = json!({"couple_id": null, "visibility": visibility});
        let made = set(&care.ann, &limit(&care, script, own)).await.expect(201);
        note(&care.ann, &used(&made.id(), json!({"visibility": visibility}))).await.expect(201);
        let told = if visibility == "private" { "....." } else { "xx..." };
        assert_eq!(papers.changed().await, told, "a use that is {visibility}");
    }

    for (visibility, told) in [("private", "....."), ("therapist", "...x."), ("partner", "...xx")] {
        let papers = Papers::of(&care).await;
        let hurt =
            ruptures::write(&care.ann, &rupture(&care, json!({"visibility": visibility}))).await.expect(201);
        assert_eq!(papers.changed().await, told, "a rupture that is {visibility}");
        let papers = Papers::of(&care).await;
        let over = json!({"rupture_id": hurt.body["id"], "visibility": visibility});
        repairs::write(&care.ann, &repair(&care, over)).await.expect(201);
        assert_eq!(papers.changed().await, told, "a repair that is {visibility}");
    }

    let papers = Papers::of(&care).await;
    held(&care, &of_client(&care.ann), 3).await;
    assert_eq!(papers.changed().await, "xxx..", "a session with Ann");
    let papers = Papers::of(&care).await;
    held(&care, &of_couple(&care), 3).await;
    assert_eq!(papers.changed().await, "...xx", "a session with both");
}

/// Guards that a report is held against the life events that it tells, on the days that they stood on, and against no private one.
#[tokio::test(flavor = "multi_thread")]
async fn life_events_are_noticed_where_they_are_told() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (couple, told) in [(json!(null), "xx..."), (json!(care.couple), "...x.")] {
        let said = |title: &str, day: i64, visibility: &str| json!({"title": title, "on": on(day), "visibility": visibility});
        let body = event(json!({"couple_id": couple, "visibility": "private"}));
        let papers = Papers::of(&care).await;
        let made = life_events::log(&care.ann, &body).await.expect(201);
        let path = format!("{}/{}", life_events::of(&care.ann), made.id());
        let mut version = 0;
        let mut change = async |body: serde_json::Value| {
            version += 1;
            care.ann.put_if(&path, &format!("\"{version}\""), body).await.expect(200);
        };
        change(said("Still mine", -7, "private")).await;
        assert_eq!(papers.changed().await, ".....", "what is private");
        change(said("Told", -7, "therapist")).await;
        assert_eq!(papers.changed().await, told, "what becomes known");
        let papers = Papers::of(&care).await;
        change(said("Told better", -7, "therapist")).await;
        assert_eq!(papers.changed().await, told, "other words");
        let papers = Papers::of(&care).await;
        change(said("Told better", -90, "therapist")).await;
        assert_eq!(papers.changed().await, told, "moved away from the days of the report");
        let papers = Papers::of(&care).await;
        change(said("Long past", -91, "therapist")).await;
        assert_eq!(papers.changed().await, ".....", "days that it does not tell of");
        change(said("Told better", -7, "therapist")).await;
        assert_eq!(papers.changed().await, told, "moved to its days");
        let papers = Papers::of(&care).await;
        change(said("Told better", -7, "private")).await;
        assert_eq!(papers.changed().await, told, "kept back");
        let papers = Papers::of(&care).await;
        change(said("Mine again", -7, "private")).await;
        assert_eq!(papers.changed().await, ".....", "what is private again");
        change(said("Told at last", -7, "therapist")).await;
        let papers = Papers::of(&care).await;
        care.ann.delete_if(&path, &format!("\"{}\"", version + 1)).await.expect(204);
        assert_eq!(papers.changed().await, told, "deleted");
    }
}
