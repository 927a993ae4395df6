//! `GET /v1/library-items/{item_id}` and `…/versions/{number}`.

use serde_json::json;

use super::{ITEMS, NEVER, built_in, create, create_published, install, words};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn an_item_comes_with_its_published_version() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olga", &["owner"]).await;
    install(&practice).await;
    let id = built_in(&owner, "limit-with-reconnect").await;
    let item = owner.get(&format!("{ITEMS}/{id}")).await.expect(200);
    assert_eq!(item.etag(), "\"1\"");
    assert_eq!(item.body["kind"], "boundary_script");
    assert_eq!(item.body["current"]["content"]["reconnect"]["after_minutes"], 60);
    assert_eq!(item.body["current"]["created_by"], json!(null));
    let version = owner.get(&format!("{ITEMS}/{id}/versions/1")).await.expect(200);
    assert_eq!(version.body, item.body["current"]);
    owner.get(&format!("{ITEMS}/{id}/versions/2")).await.problem(404, "not_found");
    owner.get(&format!("{ITEMS}/{id}/versions/x")).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_for_those_who_write() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let owner = practice.staff("Olga", &["owner", "admin"]).await;
    let never = create(&therapist, "Never published").await.id();
    owner.get(&format!("{ITEMS}/{never}")).await.problem(404, "not_found");
    owner.get(&format!("{ITEMS}/{never}/versions/1")).await.problem(404, "not_found");
    therapist.get(&format!("{ITEMS}/{never}/versions/1")).await.expect(200);
    let item = create_published(&therapist, "A walk").await;
    let id = item.id();
    let draft = format!("{ITEMS}/{id}/draft");
    therapist.put_if(&draft, &item.etag(), words("A longer walk")).await.expect(200);
    let (own, other) =
        (therapist.get(&format!("{ITEMS}/{id}")).await, owner.get(&format!("{ITEMS}/{id}")).await);
    assert_eq!((&own.body["draft_number"], &other.body["draft_number"]), (&json!(2), &json!(null)));
    assert_eq!(own.body["current"]["title"], "A walk");
    assert_eq!(own.body["current"], other.body["current"]);
    let version = format!("{ITEMS}/{id}/versions/2");
    assert_eq!(therapist.get(&version).await.expect(200).body["title"], "A longer walk");
    owner.get(&version).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_and_a_missing_id_answer_alike() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let id = create_published(&practice.staff("Tess", &["therapist"]).await, "A walk").await.id();
    let stranger = app.practice("Elsewhere").await.staff("Sam", &["therapist"]).await;
    for tail in ["", "/versions/1"] {
        let foreign = stranger.get(&format!("{ITEMS}/{id}{tail}")).await.problem(404, "not_found");
        let missing = stranger.get(&format!("{NEVER}{tail}")).await.problem(404, "not_found");
        assert_eq!(foreign.body_without_instance(), missing.body_without_instance());
        practice.client("Cleo").await.get(&format!("{ITEMS}/{id}{tail}")).await.problem(403, "forbidden");
    }
    stranger.get(&format!("{ITEMS}/no-id")).await.problem(404, "not_found");
}
