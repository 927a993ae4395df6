//! `PUT` and `DELETE /v1/library-items/{item_id}/draft`.

use serde_json::json;

use super::{ITEMS, NEVER, built_in, create, create_published, install, publish, words};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_replaced_and_the_same_words_change_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let item = create(&therapist, "A walk").await;
    let draft = format!("{ITEMS}/{}/draft", item.id());
    let same = therapist.put_if(&draft, &item.etag(), words("A walk")).await.expect(200);
    assert_eq!(same.etag(), item.etag());
    let mut reflection = words("Asking");
    reflection["content"] = json!({"kind": "reflection", "prompts": [
        {"key": "why", "label": "Why?", "required": true, "answer": {"type": "text", "max_length": 10}}
    ]});
    let changed = therapist.put_if(&draft, &item.etag(), reflection).await.expect(200);
    assert_eq!((changed.etag(), &changed.body["number"]), ("\"2\"".to_owned(), &json!(1)));
    let read = therapist.get(&format!("{ITEMS}/{}", item.id())).await.expect(200);
    assert_eq!((&read.body["kind"], &read.body["current"]), (&json!("reflection"), &changed.body));
    therapist.put_if(&draft, &item.etag(), words("Late")).await.problem(412, "precondition_failed");
    therapist.put(&draft, words("A walk")).await.problem(428, "precondition_required");
    therapist.put_if(&draft, "\"2\"", json!({"title": ""})).await.problem(422, "invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_published_stays_while_the_next_version_is_written() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let item = create_published(&therapist, "A walk").await;
    let path = format!("{ITEMS}/{}", item.id());
    let draft = format!("{path}/draft");
    let first = therapist.get(&format!("{path}/versions/1")).await.expect(200);
    let next = therapist.put_if(&draft, &item.etag(), words("A longer walk")).await.expect(200);
    assert_eq!((&next.body["number"], &next.body["published_at"]), (&json!(2), &json!(null)));
    let mut other_kind = words("A walk");
    other_kind["content"] = json!({"kind": "reflection", "prompts": [
        {"key": "why", "label": "Why?", "required": true, "answer": {"type": "date"}}
    ]});
    therapist.put_if(&draft, &next.etag(), other_kind).await.invalid(&["#/content/kind"]);
    let gone = therapist.delete_if(&draft, &next.etag()).await.expect(200);
    assert_eq!(gone.body["draft_number"], json!(null));
    therapist.get(&format!("{path}/versions/2")).await.problem(404, "not_found");
    therapist.delete_if(&draft, &gone.etag()).await.problem(404, "not_found");
    let again = therapist.put_if(&draft, &gone.etag(), words("A short walk")).await.expect(200);
    assert_eq!((&again.body["number"], &again.body["title"]), (&json!(2), &json!("A short walk")));
    publish(&therapist, &item.id(), &again.etag()).await.expect(200);
    let unchanged = therapist.get(&format!("{path}/versions/1")).await.expect(200);
    let words_of = |mut body: serde_json::Value| {
        body["version"] = json!(null);
        body
    };
    assert_eq!(words_of(unchanged.body), words_of(first.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_draft_cannot_be_thrown_away() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let item = create(&therapist, "A walk").await;
    let draft = format!("{ITEMS}/{}/draft", item.id());
    therapist.delete_if(&draft, &item.etag()).await.problem(409, "wrong_state");
    therapist.delete_if(&draft, "\"9\"").await.problem(412, "precondition_failed");
    therapist.delete(&draft).await.problem(428, "precondition_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn built_in_foreign_and_missing_items_cannot_be_edited() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    install(&practice).await;
    let draft = format!("{ITEMS}/{}/draft", built_in(&therapist, "self-care").await);
    therapist.put_if(&draft, "\"1\"", words("Mine")).await.problem(409, "wrong_state");
    let stranger = app.practice("Elsewhere").await.staff("Sam", &["therapist"]).await;
    let foreign = stranger.put_if(&draft, "\"1\"", words("Mine")).await.problem(404, "not_found");
    let missing =
        stranger.put_if(&format!("{NEVER}/draft"), "\"1\"", words("Mine")).await.problem(404, "not_found");
    assert_eq!(foreign.body_without_instance(), missing.body_without_instance());
    stranger.delete_if(&draft, "\"1\"").await.problem(404, "not_found");
    let owner = practice.staff("Olga", &["owner"]).await;
    owner.put_if(&draft, "\"1\"", words("Mine")).await.problem(403, "forbidden");
    owner.delete_if(&draft, "\"1\"").await.problem(403, "forbidden");
}
