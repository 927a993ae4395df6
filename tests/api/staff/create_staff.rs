//! `POST /v1/staff`.

use serde_json::{Value, json};

use crate::support::TestApp;

fn therapist() -> Value {
    json!({"name": "Grace Okafor", "email": "Grace@Example.org", "roles": ["therapist", "supervisor"]})
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_begin_without_access() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["owner"]).await;
    let made = admin.post("/v1/staff", therapist()).await.expect(201);
    assert_eq!(made.header("location"), format!("/v1/staff/{}", made.id()));
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.body["email"], "grace@example.org");
    assert_eq!(made.body["roles"], json!(["supervisor", "therapist"]));
    assert_eq!(made.body["access"], "not_invited");
    assert_eq!(admin.get(&made.header("location")).await.expect(200).body, made.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let wrong = [
        ("name", json!("")),
        ("name", json!("n".repeat(201))),
        ("name", json!("two\nlines")),
        ("email", json!("grace")),
        ("roles", json!([])),
        ("roles", json!(["client"])),
        ("roles", json!(["therapist", "client"])),
        ("roles", json!(["therapist", "therapist"])),
        ("access", json!("active")),
    ];
    for (member, value) in wrong {
        let mut body = therapist();
        body[member] = value;
        owner.post("/v1/staff", body).await.invalid(&[&format!("#/{member}")]);
    }
    let mut body = therapist();
    body["roles"] = json!(["king"]);
    owner.post("/v1/staff", body).await.invalid(&["#/roles/0"]);
    owner
        .post("/v1/staff", json!({"name": "", "email": "a@b.org", "roles": []}))
        .await
        .invalid(&["#/name", "#/roles"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_makes_an_owner() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let mut body = therapist();
    body["roles"] = json!(["therapist", "owner"]);
    admin.post("/v1/staff", body.clone()).await.problem(403, "forbidden");
    owner.post("/v1/staff", body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_makes_one() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["owner"]).await;
    let first = admin.post_once("/v1/staff", "k", therapist()).await.expect(201);
    let again = admin.post_once("/v1/staff", "k", therapist()).await.expect(201);
    assert_eq!(first.body, again.body);
    assert_eq!(admin.get("/v1/staff").await.expect(200).items().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    for role in ["supervisor", "therapist", "front_desk", "auditor"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.post("/v1/staff", therapist()).await.problem(403, "forbidden");
    }
    practice.client("Ada").await.post("/v1/staff", therapist()).await.problem(403, "forbidden");
    app.nobody().post("/v1/staff", therapist()).await.problem(401, "unauthenticated");
}
