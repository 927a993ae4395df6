//! The programmes themselves: built in, and a practice's own in versions.

use holdfast::homework::library::built_in_items;
use holdfast::homework::programmes::built_in_programmes;
use serde_json::json;

use super::{after_met, at_once, install, programme, steps};
use crate::support::TestApp;
use crate::support::homework::Care;

#[test]
fn the_five_name_items_that_are_built_in() {
    let items: Vec<&str> = built_in_items().unwrap().iter().map(|item| item.key.as_str()).collect();
    let programmes = built_in_programmes().unwrap();
    let keys: Vec<&str> = programmes.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["key-skills", "secure-conflict", "seven-strategies", "three-steps", "weekly-planner"]);
    for programme in programmes {
        assert!((1..=104).contains(&programme.weeks) && !programme.steps.is_empty());
        for key in programme.steps.iter().flat_map(|step| &step.items) {
            assert!(items.contains(&key.as_str()), "{}: {}", programme.key.as_str(), key.as_str());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn they_come_with_the_library_and_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    install(&app, &care.practice).await;
    install(&app, &care.practice).await;
    let page = care.therapist.get("/v1/programmes").await.expect(200);
    assert_eq!(page.items().len(), 5);
    let planner = page.items().iter().find(|it| it["key"] == "weekly-planner").unwrap();
    assert_eq!((&planner["built_in"], &planner["number"]), (&json!(true), &json!(1)));
    assert_eq!(planner["steps"].as_array().unwrap().len(), 8);
    let path = format!("/v1/programmes/{}", planner["id"].as_str().unwrap());
    let found = care.therapist.get(&path).await.expect(200);
    assert_eq!(found.body, *planner);
    let content = json!({"title": "Mine", "summary": "Mine.", "weeks": 1, "steps": planner["steps"]});
    care.therapist.put_if(&format!("{path}/content"), "\"1\"", content).await.problem(409, "wrong_state");
    care.ann.get("/v1/programmes").await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_never_change() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let first = steps(&care, &[("self-care", at_once())]).await;
    let id = programme(&care, "own-weeks", &first).await;
    let path = format!("/v1/programmes/{id}");
    let content = |title: &str| json!({"title": title, "summary": "A start.", "weeks": 4, "steps": first});
    let put = async |etag: &str, title: &str| {
        care.therapist.put_if(&format!("{path}/content"), etag, content(title)).await
    };
    let next = put("\"1\"", "More weeks").await.expect(200);
    assert_eq!((&next.body["number"], next.etag().as_str()), (&json!(2), "\"2\""));
    // The same words again are no new version.
    assert_eq!(put("\"2\"", "More weeks").await.expect(200).body, next.body);
    put("\"1\"", "Lost").await.problem(412, "precondition_failed");
    let old = care.therapist.get(&format!("{path}/versions/1")).await.expect(200);
    assert_eq!((&old.body["title"], &old.body["number"]), (&json!("Weeks"), &json!(1)));
    care.therapist.get(&format!("{path}/versions/3")).await.problem(404, "not_found");
    let retired = care.therapist.put_if(&format!("{path}/retirement"), "\"2\"", json!({})).await.expect(200);
    assert!(retired.body["retired_at"].is_string());
    put("\"3\"", "Too late").await.problem(409, "wrong_state");
    let other = programme(&care, "other-weeks", &first).await;
    let listed = async |retired: &str| {
        let page = care.therapist.get(&format!("/v1/programmes?limit=200{retired}")).await.expect(200);
        let ids = page.items().iter().map(|one| one["id"].as_str().unwrap().to_owned());
        ids.collect::<std::collections::BTreeSet<_>>()
    };
    let (all, old, new) = (listed("").await, listed("&retired=true").await, listed("&retired=false").await);
    assert!(old == [id.clone()].into() && new.contains(&other) && !new.contains(&id));
    assert_eq!(all, old.union(&new).cloned().collect());
    let enrolment = json!({"programme_id": id});
    let place = format!("/v1/clients/{}/enrolments", care.ann.id);
    care.therapist.post(&place, enrolment.clone()).await.invalid(&["#/programme_id"]);
    care.therapist.delete_if(&format!("{path}/retirement"), "\"3\"").await.expect(200);
    care.therapist.post(&place, enrolment).await.expect(201);
    let same = json!({"key": "own-weeks", "content": content("Again")});
    care.therapist.post("/v1/programmes", same).await.problem(409, "key_taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("self-care").await;
    let post = async |steps: serde_json::Value| {
        let content = json!({"title": "T", "summary": "S", "weeks": 1, "steps": steps});
        care.therapist.post("/v1/programmes", json!({"key": "own", "content": content})).await
    };
    let step = |release: serde_json::Value| json!([{"items": [{"item_id": item}], "release": release}]);
    post(json!([])).await.invalid(&["#/content/steps"]);
    post(step(after_met())).await.invalid(&["#/content/steps"]);
    for wrong in [
        json!({"rule": "after"}),
        json!({"rule": "after", "days": 1, "weeks": 1}),
        json!({"rule": "on_date"}),
        json!({"rule": "before_next_appointment"}),
        json!({"rule": "at_once", "days": 1}),
        json!({"rule": "on_date", "on": "2026-03-02", "weeks": 1}),
    ] {
        post(step(wrong)).await.invalid(&["#/content/steps/0/release/rule"]);
    }
    let twice = json!([{"items": [{"item_id": item}, {"item_id": item}], "release": at_once()}]);
    post(twice).await.invalid(&["#/content/steps/0/items"]);
    let unknown = json!([{"items": [{"item_id": care.ann.id}], "release": at_once()}]);
    post(unknown).await.invalid(&["#/content/steps/0/items/0/item_id"]);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM programmes").await, 0);
}
