//! `POST /v1/sessions`.

use serde_json::json;

use crate::support::{PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_a_session() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["owner", "therapist"]).await;
    let body = json!({"email": therapist.email.to_uppercase(), "password": PASSWORD, "device": "Portal"});
    let opened = app.nobody().post("/v1/sessions", body).await.expect(201);
    assert_eq!(opened.body["status"], "signed_in");
    assert_eq!(opened.body["membership_id"], therapist.id.to_string());
    let me = app.bearer(opened.body["access_token"].as_str()).get("/v1/me").await.expect(200);
    assert_eq!(me.body["roles"], json!(["owner", "therapist"]));
    assert_eq!(me.body["practice_name"], "Harbour");
    assert!(me.body["permissions"].as_array().unwrap().contains(&json!("homework:write")));
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_wrong_and_without_access_are_one_answer() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let wrong = json!({"email": therapist.email, "password": "another-password-altogether"});
    let unknown = json!({"email": "nobody@example.org", "password": PASSWORD});
    let first = app.nobody().post("/v1/sessions", wrong).await.problem(401, "sign_in_failed");
    let second = app.nobody().post("/v1/sessions", unknown).await.problem(401, "sign_in_failed");
    assert_eq!(first.body_without_instance(), second.body_without_instance());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_told_at_once() {
    let app = TestApp::start().await;
    let body = json!({"email": "ada@example.org", "password": "", "device": ""});
    app.nobody().post("/v1/sessions", body).await.invalid(&["#/password", "#/device"]);
    app.nobody().post("/v1/sessions", json!({"email": "ada@example.org"})).await.invalid(&["#/password"]);
    let extra = json!({"email": "ada@example.org", "password": "x", "admin": true});
    app.nobody().post("/v1/sessions", extra).await.invalid(&["#/admin"]);
    app.nobody().post("/v1/sessions", json!({"email": 1, "password": "x"})).await.problem(400, "malformed");
    let null = json!({"email": "ada@example.org", "password": "a\u{0}b"});
    app.nobody().post("/v1/sessions", null).await.problem(422, "invalid");
}

/// Guards people against looking in the wrong place: a title says all that may be wrong, and speaks of no other token.
#[tokio::test(flavor = "multi_thread")]
async fn titles_cover_what_may_be_wrong() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let wrong = json!({"email": ada.email, "password": "another-password-altogether"});
    let failed = app.nobody().post("/v1/sessions", wrong).await.problem(401, "sign_in_failed");
    assert_eq!(failed.body["title"], "The e-mail address, password or code is not right.");
    let dead = json!({"refresh_token": "AZNrLnoQfMOfYy8fb3ocEQ"});
    let dead = app.nobody().post("/v1/tokens", dead).await.problem(401, "unauthenticated");
    assert!(!dead.body["title"].as_str().unwrap().contains("access"), "{}", dead.text);
}
