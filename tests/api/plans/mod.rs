//! `/v1/couples/{couple_id}/plan-suggestion` and `/v1/couples/{couple_id}/plans`.

use serde_json::{Value, json};

use crate::clients::hidden;
use crate::safety::hold;
use crate::support::homework::Care;
use crate::support::{Caller, TestApp, new_id};

const NEEDED: [&str; 3] = ["opposite-action-anxious", "opposite-action-avoidant", "steady-partner-limits"];

struct Scene<'a> {
    care: Care<'a>,
    items: Vec<String>,
}

impl<'a> Scene<'a> {
    async fn new(app: &'a TestApp) -> Self {
        let care = Care::new(app).await;
        let mut items = Vec::new();
        for key in NEEDED {
            let id = care.item(key).await.to_string();
            // The library that tests put in has keys of its own, and nothing that is unsuitable.
            let named = format!(
                "UPDATE library_items SET key = '{key}' WHERE id = '{id}'; \
                 UPDATE library_versions SET unsuitable_under_hold = true WHERE item_id = '{id}' AND '{key}' LIKE 'opp%'"
            );
            app.sql().await.run(&named).await;
            items.push(id);
        }
        Self { care, items }
    }

    fn suggestion(&self) -> String {
        format!("/v1/couples/{}/plan-suggestion", self.care.couple)
    }

    fn plans(&self) -> String {
        format!("/v1/couples/{}/plans", self.care.couple)
    }

    fn body(&self) -> Value {
        json!({"parts": [part(&self.care.ann, &self.items[0]), part(&self.care.ben, &self.items[1])]})
    }

    async fn pattern(&self, of: &Caller, pattern: &str) {
        let body = json!({"pattern": pattern, "source": "clinician", "assessed_on": "2026-03-02"});
        let path = format!("/v1/clients/{}/attachment-pattern", of.id);
        let answer = self.care.therapist.put(&path, body).await;
        assert!(answer.status < 300, "{}", answer.text);
    }
}

fn part(client: &Caller, item: &str) -> Value {
    json!({"client_id": client.id, "assignment": {"item_id": item}})
}

fn suggested(body: &Value, client: &Caller) -> (String, Vec<String>) {
    let all = body["parts"].as_array().unwrap();
    let of = all.iter().find(|part| part["client_id"] == client.id.to_string()).unwrap();
    let keys = of["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap().to_owned());
    (of["reason"].as_str().unwrap().to_owned(), keys.collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_suit_comes_from_each_pattern_with_its_reason() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let Care { ann, ben, therapist, .. } = &scene.care;
    let none = therapist.get(&scene.suggestion()).await.expect(200).body;
    assert_eq!(suggested(&none, ann), ("pattern_unknown".to_owned(), vec![]));
    scene.pattern(ann, "anxious").await;
    scene.pattern(ben, "avoidant").await;
    let both = therapist.get(&scene.suggestion()).await.expect(200).body;
    assert_eq!(suggested(&both, ann), ("holds_on".to_owned(), vec![NEEDED[0].to_owned()]));
    assert_eq!(suggested(&both, ben), ("keeps_away".to_owned(), vec![NEEDED[1].to_owned()]));
    // A pattern is for those who have the client in their own care: the couple's care alone does not do.
    let other = scene.care.practice.staff("Ida", &["therapist"]).await;
    scene.care.practice.care_for_couple(&other, scene.care.couple).await;
    let told = other.get(&scene.suggestion()).await.expect(200);
    assert!(!told.text.contains("anxious"), "{}", told.text);
    assert_eq!(suggested(&told.body, ann).0, "pattern_unknown");
    hold(therapist, ann).await;
    let held = therapist.get(&scene.suggestion()).await.expect(200).body;
    assert_eq!(suggested(&held, ann), ("under_hold".to_owned(), vec![]));
    assert_eq!(suggested(&held, ben).0, "keeps_away");
    ann.get(&scene.suggestion()).await.problem(403, "forbidden");
    let stranger = scene.care.practice.staff("Sam", &["therapist"]).await;
    let never = format!("/v1/couples/{}/plan-suggestion", new_id());
    hidden(vec![stranger.get(&scene.suggestion()).await, therapist.get(&never).await]);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_partners_get_theirs_and_neither_learns_of_the_other() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let Care { ann, ben, therapist, .. } = &scene.care;
    let before = ben.get(&format!("/v1/couples/{}/assignments", scene.care.couple)).await.expect(200).text;
    let made = therapist.post_once(&scene.plans(), "k1", scene.body()).await.expect(201);
    let again = therapist.post_once(&scene.plans(), "k1", scene.body()).await.expect(201);
    assert_eq!(again.text, made.text);
    assert_eq!(made.body["parts"].as_array().unwrap().len(), 2);
    for (client, item, other) in [(ann, 0, ben), (ben, 1, ann)] {
        let own = client.get(&format!("/v1/clients/{}/assignments", client.id)).await.expect(200);
        assert_eq!(own.items().len(), 1);
        assert_eq!(own.items()[0]["item"]["key"], NEEDED[item]);
        let id = own.items()[0]["id"].as_str().unwrap().to_owned();
        other.get(&format!("/v1/assignments/{id}")).await.problem(404, "not_found");
        client.get(&scene.plans()).await.problem(403, "forbidden");
        client.get(&format!("/v1/plans/{}", made.id())).await.problem(403, "forbidden");
    }
    let after = ben.get(&format!("/v1/couples/{}/assignments", scene.care.couple)).await.expect(200).text;
    assert_eq!(after, before);
    let found = therapist.get(&format!("/v1/plans/{}", made.id())).await.expect(200);
    assert_eq!(found.body, made.body);
    assert_eq!(therapist.get(&scene.plans()).await.expect(200).items(), &vec![made.body.clone()]);
    // Who cares for the couple reads that there is a plan, and of its parts what is in the own care.
    let other = scene.care.practice.staff("Ida", &["therapist"]).await;
    scene.care.practice.care_for_couple(&other, scene.care.couple).await;
    scene.care.practice.care_for_client(&other, ann).await;
    let seen = other.get(&format!("/v1/plans/{}", made.id())).await.expect(200).body;
    let parts = seen["parts"].as_array().unwrap();
    assert_eq!((parts.len(), &parts[0]["client_id"]), (1, &json!(ann.id)));
    let stranger = scene.care.practice.staff("Sam", &["therapist"]).await;
    hidden(vec![
        stranger.get(&format!("/v1/plans/{}", made.id())).await,
        therapist.get(&format!("/v1/plans/{}", new_id())).await,
        stranger.get(&scene.plans()).await,
        stranger.post(&scene.plans(), scene.body()).await,
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_cannot_get_it_neither_does() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let Care { ann, ben, therapist, .. } = &scene.care;
    let count = async || app.sql().await.number("SELECT count(*) FROM assignments").await;
    let cy = scene.care.practice.client("Cy").await;
    scene.care.practice.care_for_client(therapist, &cy).await;
    let of = |parts: Value| json!({"parts": parts});
    let twice = of(json!([part(ann, &scene.items[0]), part(ann, &scene.items[1])]));
    therapist.post(&scene.plans(), twice).await.invalid(&["#/parts/1/client_id"]);
    let strange = of(json!([part(ann, &scene.items[0]), part(&cy, &scene.items[1])]));
    therapist.post(&scene.plans(), strange).await.invalid(&["#/parts/1/client_id"]);
    let unknown = of(json!([part(ann, &scene.items[0]), part(ben, &new_id().to_string())]));
    therapist.post(&scene.plans(), unknown).await.invalid(&["#/parts/1/assignment/item_id"]);
    therapist.post(&scene.plans(), of(json!([part(ann, &scene.items[0])]))).await.invalid(&["#/parts"]);
    // The couple in care and one of the two not: as if that one were not there.
    let other = scene.care.practice.staff("Ida", &["therapist"]).await;
    scene.care.practice.care_for_couple(&other, scene.care.couple).await;
    scene.care.practice.care_for_client(&other, ann).await;
    other.post(&scene.plans(), scene.body()).await.problem(404, "not_found");
    hold(therapist, ben).await;
    therapist.post(&scene.plans(), scene.body()).await.invalid(&["#/parts/1/assignment/item_id"]);
    assert_eq!((count().await, app.sql().await.number("SELECT count(*) FROM plans").await), (0, 0));

    let ended = format!("UPDATE couples SET ended_at = now() WHERE id = '{}'", scene.care.couple);
    app.sql().await.run(&ended).await;
    therapist.post(&scene.plans(), scene.body()).await.problem(409, "couple_ended");
}
