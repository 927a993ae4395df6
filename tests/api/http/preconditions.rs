//! `ETag` and `If-Match`.

use reqwest::Method;
use serde_json::json;

use super::new_client;
use crate::support::{Answer, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_change_names_the_version_it_knows() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let made = owner.post("/v1/clients", new_client()).await.expect(201);
    let path = made.header("location");
    assert_eq!(made.etag(), "\"1\"");
    let patch = |etag: Option<&str>| {
        let request =
            owner.request(Method::PATCH, &path).header("Content-Type", "application/merge-patch+json");
        let request = match etag {
            Some(etag) => request.header("If-Match", etag),
            None => request,
        };
        Answer::of(request.body(json!({"pronouns": "she/her"}).to_string()))
    };
    for none in [None, Some("*"), Some(""), Some(" * ")] {
        patch(none).await.problem(428, "precondition_required");
    }
    for other in ["\"2\"", "W/\"1\"", "\"x\"", "\"\"", "\"1\", \"2\"", "\"-1\"", "\"99999999999\"", "\"01x\""]
    {
        patch(Some(other)).await.problem(412, "precondition_failed");
    }
    for none in ["1", "\"1", "1\"", "W/1", "\"", "\"1\u{e9}\"", "\t1"] {
        let answer = patch(Some(none)).await.problem(400, "malformed");
        let error = &answer.body["errors"][0];
        assert_eq!((&error["header"], &error["code"]), (&json!("If-Match"), &json!("bad_header")), "{none}");
    }
    let changed = patch(Some("\"1\"")).await.expect(200);
    assert_eq!((changed.etag().as_str(), &changed.body["version"]), ("\"2\"", &json!(2)));
    patch(Some("\"1\"")).await.problem(412, "precondition_failed");
    // Nothing changes: the version stays.
    assert_eq!(patch(Some("\"2\"")).await.expect(200).etag(), "\"2\"");
    assert_eq!(owner.get(&path).await.expect(200).etag(), "\"2\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_of_one_version_one_is_lost() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let path = owner.post("/v1/clients", new_client()).await.expect(201).header("location");
    let changes = (0..8)
        .map(|number| owner.patch_if(&path, "\"1\"", json!({"preferred_name": format!("Name {number}")})));
    let answers = futures_util::future::join_all(changes).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 7));
    lost.into_iter().for_each(|answer| drop(answer.problem(412, "precondition_failed")));
    assert_eq!(owner.get(&path).await.expect(200).body, won[0].body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_thing_is_404_before_412() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let path = format!("/v1/clients/{}", new_id());
    owner.patch_if(&path, "\"7\"", json!({"pronouns": "she/her"})).await.problem(404, "not_found");
}
