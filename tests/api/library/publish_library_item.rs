//! `PUT /v1/library-items/{item_id}/publication`.

use serde_json::json;

use super::{ITEMS, NEVER, built_in, create, install, publish, put_state, words};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_becomes_the_version_that_is_assigned() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let item = create(&therapist, "A walk").await;
    let published = publish(&therapist, &item.id(), &item.etag()).await.expect(200);
    assert_eq!(published.etag(), "\"2\"");
    assert_eq!(published.body["status"], "published");
    assert_eq!(
        (&published.body["published_number"], &published.body["draft_number"]),
        (&json!(1), &json!(null))
    );
    assert!(published.body["current"]["published_at"].is_string());
    assert_eq!(therapist.get(&format!("{ITEMS}/{}", item.id())).await.body, published.body);
    let owner = practice.staff("Olga", &["owner"]).await;
    assert_eq!(owner.get(ITEMS).await.items().len(), 1);
    publish(&therapist, &item.id(), &published.etag()).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_foreign_built_in_and_retired_items_are_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let item = create(&therapist, "A walk").await;
    let path = format!("{ITEMS}/{}", item.id());
    therapist.put_if(&format!("{path}/draft"), &item.etag(), words("A longer walk")).await.expect(200);
    publish(&therapist, &item.id(), &item.etag()).await.problem(412, "precondition_failed");
    therapist.put(&format!("{path}/publication"), json!({})).await.problem(428, "precondition_required");
    let stranger = app.practice("Elsewhere").await.staff("Sam", &["therapist"]).await;
    publish(&stranger, &item.id(), "\"2\"").await.problem(404, "not_found");
    put_state(&stranger, &format!("{NEVER}/publication"), "\"2\"").await.problem(404, "not_found");
    let owner = practice.staff("Olga", &["owner"]).await;
    publish(&owner, &item.id(), "\"2\"").await.problem(403, "forbidden");
    let shipped = built_in(&therapist, "self-care").await;
    publish(&therapist, &shipped, "\"1\"").await.problem(409, "wrong_state");
    let retired = put_state(&therapist, &format!("{path}/retirement"), "\"2\"").await.expect(200);
    publish(&therapist, &item.id(), &retired.etag()).await.problem(409, "wrong_state");
}
