//! `PUT` and `DELETE /v1/library-items/{item_id}/retirement`.

use serde_json::json;

use super::{ITEMS, NEVER, built_in, create_published, install, put_state, words};
use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_item_stays_readable_and_comes_back() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let path = format!("{ITEMS}/{}", built_in(&therapist, "self-care").await);
    let state = format!("{path}/retirement");
    let retired = put_state(&therapist, &state, "\"1\"").await.expect(200);
    assert_eq!((&retired.body["status"], retired.etag()), (&json!("retired"), "\"2\"".to_owned()));
    assert_eq!(put_state(&therapist, &state, "\"2\"").await.expect(200).etag(), "\"2\"");
    assert_eq!(therapist.get(&path).await.expect(200).body, retired.body);
    let listed = therapist.get(&format!("{ITEMS}?status=retired")).await.expect(200);
    assert_eq!(listed.items().len(), 1);
    install(&practice).await;
    assert_eq!(therapist.get(&path).await.expect(200).body["status"], "retired");
    let back = therapist.delete_if(&state, "\"2\"").await.expect(200);
    assert_eq!((&back.body["status"], &back.body["retired_at"]), (&json!("published"), &json!(null)));
    assert_eq!(therapist.delete_if(&state, "\"3\"").await.expect(200).etag(), "\"3\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retired_item_is_not_edited_and_not_assigned() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let therapist = &care.therapist;
    let item = create_published(therapist, "A walk").await;
    let path = format!("{ITEMS}/{}", item.id());
    let draft = therapist.put_if(&format!("{path}/draft"), &item.etag(), words("Next")).await.expect(200);
    let assignments = format!("/v1/couples/{}/assignments", care.couple);
    let give = async || therapist.post(&assignments, json!({"item_id": item.id()})).await;
    let given = give().await.expect(201);
    assert_eq!(given.body["item"]["version"], json!(1), "a draft is not given");
    let retired = put_state(therapist, &format!("{path}/retirement"), &draft.etag()).await.expect(200);
    give().await.invalid(&["#/item_id"]);
    // Whoever was given it before goes on reading it.
    let pinned = care.ann.get(&format!("/v1/assignments/{}/item", given.id())).await.expect(200);
    assert_eq!((&pinned.body["title"], &pinned.body["version"]), (&json!("A walk"), &json!(1)));
    let edit = therapist.put_if(&format!("{path}/draft"), &retired.etag(), words("Other")).await;
    edit.problem(409, "wrong_state");
    therapist.delete_if(&format!("{path}/retirement"), &retired.etag()).await.expect(200);
    give().await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn stale_foreign_and_other_actors_are_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let item = create_published(&therapist, "A walk").await;
    let state = format!("{ITEMS}/{}/retirement", item.id());
    put_state(&therapist, &state, "\"1\"").await.problem(412, "precondition_failed");
    therapist.delete(&state).await.problem(428, "precondition_required");
    let stranger = app.practice("Elsewhere").await.staff("Sam", &["therapist"]).await;
    put_state(&stranger, &state, "\"2\"").await.problem(404, "not_found");
    put_state(&stranger, &format!("{NEVER}/retirement"), "\"2\"").await.problem(404, "not_found");
    let owner = practice.staff("Olga", &["owner"]).await;
    put_state(&owner, &state, "\"2\"").await.problem(403, "forbidden");
    owner.delete_if(&state, "\"2\"").await.problem(403, "forbidden");
}
