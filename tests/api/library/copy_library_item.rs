//! `POST /v1/library-items/{item_id}/copies`.

use serde_json::json;

use super::{ITEMS, NEVER, built_in, create, install};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_an_own_item_with_the_same_words() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let id = built_in(&therapist, "repair-four-steps").await;
    let original = therapist.get(&format!("{ITEMS}/{id}")).await.expect(200);
    let copies = format!("{ITEMS}/{id}/copies");
    let copy = therapist.post(&copies, json!({})).await.expect(201);
    assert_eq!(copy.header("location"), format!("{ITEMS}/{}", copy.id()));
    assert_eq!((&copy.body["copied_from"], &copy.body["built_in"]), (&json!(id), &json!(false)));
    assert_eq!(
        (&copy.body["status"], &copy.body["key"]),
        (&json!("draft"), &json!("mending-it-in-four-steps"))
    );
    for member in ["title", "summary", "content", "default_cadence", "tags", "unsuitable_under_hold"] {
        assert_eq!(copy.body["current"][member], original.body["current"][member], "{member}");
    }
    let named = json!({"key": "our-repair", "title": "Our repair"});
    let named = therapist.post_once(&copies, "once", named.clone()).await.expect(201);
    assert_eq!(
        (&named.body["key"], &named.body["current"]["title"]),
        (&json!("our-repair"), &json!("Our repair"))
    );
    let again = json!({"key": "our-repair", "title": "Our repair"});
    assert_eq!(therapist.post_once(&copies, "once", again).await.expect(201).id(), named.id());
    let of_copy = therapist.post(&format!("{ITEMS}/{}/copies", copy.id()), json!({})).await.expect(201);
    assert_eq!(of_copy.body["key"], "mending-it-in-four-steps-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_copies_are_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let id = create(&therapist, "A walk").await.id();
    let copies = format!("{ITEMS}/{id}/copies");
    therapist.post(&copies, json!({"key": "a-walk"})).await.problem(409, "key_taken");
    therapist.post(&copies, json!({"key": "A", "title": "x"})).await.invalid(&["#/key"]);
    therapist.post(&copies, json!({"title": ""})).await.invalid(&["#/title"]);
    therapist.post(&copies, json!({"draft": {}})).await.invalid(&["#/draft"]);
    therapist.post(&format!("{NEVER}/copies"), json!({})).await.problem(404, "not_found");
    let stranger = app.practice("Elsewhere").await.staff("Sam", &["therapist"]).await;
    stranger.post(&copies, json!({})).await.problem(404, "not_found");
    practice.staff("Olga", &["owner"]).await.post(&copies, json!({})).await.problem(403, "forbidden");
}
