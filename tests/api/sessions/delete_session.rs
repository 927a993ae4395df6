//! `DELETE /v1/sessions/current` and `DELETE /v1/sessions/{session_id}`.

use super::{bearer, refresh, refresh_token, sign_in};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_counts_with_the_next_request() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let (first, second) = (sign_in(&app, &ada.email).await, sign_in(&app, &ada.email).await);
    bearer(&app, &first).delete("/v1/sessions/current").await.expect(204);
    bearer(&app, &first).get("/v1/me").await.problem(401, "unauthenticated");
    refresh(&app, &refresh_token(&first)).await.problem(401, "unauthenticated");
    bearer(&app, &second).get("/v1/me").await.expect(200);
    refresh(&app, &refresh_token(&second)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_ends_an_own_session_from_another() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let lost = sign_in(&app, &ada.email).await;
    let path = format!("/v1/sessions/{}", lost.body["session_id"].as_str().unwrap());
    ada.delete(&path).await.expect(204);
    bearer(&app, &lost).get("/v1/me").await.problem(401, "unauthenticated");
    ada.get("/v1/me").await.expect(200);
    ada.delete(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_of_another_answers_like_an_unknown_one() {
    let app = TestApp::start().await;
    let (practice, elsewhere) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let owner = practice.staff("Tess", &["owner", "admin"]).await;
    let lou = elsewhere.staff("Lou", &["owner"]).await;
    let unknown = ada.delete(&format!("/v1/sessions/{}", new_id())).await.problem(404, "not_found");
    for caller in [&ben, &owner, &lou] {
        let answer = caller.delete(&format!("/v1/sessions/{}", ada.session)).await.problem(404, "not_found");
        assert_eq!(answer.body_without_instance(), unknown.body_without_instance());
    }
    ada.get("/v1/me").await.expect(200);
    app.nobody().delete(&format!("/v1/sessions/{}", ada.session)).await.problem(401, "unauthenticated");
}
