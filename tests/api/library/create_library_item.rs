//! `POST /v1/library-items`.

use serde_json::json;

use super::{ITEMS, words};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn an_item_begins_with_a_draft_and_a_key_of_its_own() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let made = therapist.post(ITEMS, json!({"draft": words("Hör zu: 2 Minuten!")})).await.expect(201);
    assert_eq!(made.header("location"), format!("{ITEMS}/{}", made.id()));
    assert_eq!(made.body["key"], "h-r-zu-2-minuten");
    assert_eq!((&made.body["status"], &made.body["draft_number"]), (&json!("draft"), &json!(1)));
    assert_eq!(made.body["built_in"], false);
    assert_eq!(made.body["current"]["created_by"], therapist.id.to_string());
    assert_eq!(made.body["current"]["content"], words("")["content"]);
    let again = therapist.post(ITEMS, json!({"draft": words("Hör zu: 2 Minuten!")})).await.expect(201);
    assert_eq!(again.body["key"], "h-r-zu-2-minuten-2");
    let signs = therapist.post(ITEMS, json!({"draft": words("?!")})).await.expect(201);
    assert_eq!(signs.body["key"], "item");
    let own = json!({"key": "our-walk", "draft": words("A walk")});
    assert_eq!(therapist.post(ITEMS, own.clone()).await.expect(201).body["key"], "our-walk");
    therapist.post(ITEMS, own).await.problem(409, "key_taken");
    let listed = therapist.get(ITEMS).await.expect(200);
    assert_eq!(listed.items().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_twice_makes_one_item() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let body = json!({"draft": words("A walk")});
    let first = therapist.post_once(ITEMS, "once", body.clone()).await.expect(201);
    let second = therapist.post_once(ITEMS, "once", body).await.expect(201);
    assert_eq!(first.body, second.body);
    assert_eq!(therapist.get(ITEMS).await.items().len(), 1);
    let other = json!({"draft": words("Another walk")});
    therapist.post_once(ITEMS, "once", other).await.problem(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_rules_are_told_and_other_actors_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let with = |change: fn(&mut serde_json::Value)| {
        let mut body = json!({"draft": words("A walk")});
        change(&mut body);
        body
    };
    for (body, pointer) in [
        (with(|body| body["key"] = json!("Our Walk")), "#/key"),
        (with(|body| body["key"] = json!("a".repeat(61))), "#/key"),
        (with(|body| body["id"] = json!(1)), "#/id"),
        (with(|body| body["draft"]["title"] = json!("t".repeat(81))), "#/draft/title"),
        (with(|body| body["draft"]["title"] = json!("two\nlines")), "#/draft/title"),
        (with(|body| body["draft"]["summary"] = json!("")), "#/draft/summary"),
        (with(|body| body["draft"]["rationale"] = json!("r".repeat(601))), "#/draft/rationale"),
        (with(|body| body["draft"]["audiences"] = json!([])), "#/draft/audiences"),
        (with(|body| body["draft"]["audiences"] = json!(["all"])), "#/draft/audiences/0"),
        (with(|body| body["draft"]["tags"] = json!(["No Tag"])), "#/draft/tags/0"),
        (with(|body| body["draft"]["tags"] = json!(["twice", "twice"])), "#/draft/tags"),
        (
            with(|body| body["draft"]["contraindications"] = json!(["c".repeat(301)])),
            "#/draft/contraindications/0",
        ),
        (with(|body| body["draft"]["default_minutes"] = json!(0)), "#/draft/default_minutes"),
        (with(|body| body["draft"]["therapist_note"] = json!("n".repeat(1001))), "#/draft/therapist_note"),
        (
            with(|body| body["draft"]["default_cadence"] = json!({"type": "biweekly"})),
            "#/draft/default_cadence/type",
        ),
        (
            with(|body| body["draft"]["default_cadence"] = json!({"type": "once", "due_on": "2026-01-01"})),
            "#/draft/default_cadence/due_on",
        ),
        (with(|body| body["draft"]["content"]["steps"] = json!([])), "#/draft/content/steps"),
        (with(|body| body["draft"]["content"]["steps"][0]["why"] = json!("")), "#/draft/content/steps/0/why"),
    ] {
        therapist.post(ITEMS, body).await.invalid(&[pointer]);
    }
    therapist.post(ITEMS, json!({"draft": 1})).await.problem(400, "malformed");
    for caller in [practice.staff("Olga", &["owner", "admin"]).await, practice.client("Cleo").await] {
        caller.post(ITEMS, json!({"draft": words("A walk")})).await.problem(403, "forbidden");
    }
    practice.staff("Sue", &["supervisor"]).await.post(ITEMS, json!({"draft": words("A")})).await.expect(201);
}
