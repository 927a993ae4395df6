//! `POST /v1/sessions` of a person with memberships in several practices.

use serde_json::json;

use crate::support::{Caller, PASSWORD, TestApp, TestPractice, new_id};

/// Gives the account of `caller` a membership in another practice.
async fn join(practice: &TestPractice<'_>, caller: &Caller, roles: &str) -> uuid::Uuid {
    let (id, account) = (new_id(), caller.account);
    let sql = practice.app.sql().await;
    sql.run(&format!(
        "INSERT INTO memberships (practice_id, id, account_id, roles, status) VALUES ('{0}', '{id}', '{account}', '{{{roles}}}', \
         'active'); INSERT INTO account_memberships VALUES ('{account}', '{0}', '{id}')",
        practice.id
    ))
    .await;
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn several_memberships_are_a_choice() {
    let app = TestApp::start().await;
    let (harbour, lighthouse) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let tess = harbour.staff("Tess", &["therapist"]).await;
    let other = join(&lighthouse, &tess, "client").await;
    let stranger = lighthouse.client("Ben").await;
    let opened = "SELECT count(*) FROM sessions";
    let before = app.sql().await.number(opened).await;
    let body = json!({"email": tess.email, "password": PASSWORD});
    let choice = app.nobody().post("/v1/sessions", body).await.expect(200);
    assert_eq!(choice.body["status"], "choose_membership");
    assert!(!choice.text.contains("token"), "nothing is open yet");
    let mut memberships = choice.body["memberships"].as_array().unwrap().clone();
    memberships.sort_by_key(|one| one["practice_name"].to_string());
    assert_eq!(
        memberships,
        [
            json!({"membership_id": tess.id, "practice_id": harbour.id, "practice_name": "Harbour", "kind": "staff"}),
            json!({"membership_id": other, "practice_id": lighthouse.id, "practice_name": "Lighthouse", "kind": "client"}),
        ]
    );
    assert_eq!(app.sql().await.number(opened).await, before);
    let naming = |membership| json!({"email": tess.email, "password": PASSWORD, "membership_id": membership});
    let chosen = app.nobody().post("/v1/sessions", naming(other)).await.expect(201);
    let me = app.bearer(chosen.body["access_token"].as_str()).get("/v1/me").await.expect(200);
    assert_eq!((&me.body["practice_name"], &me.body["roles"]), (&json!("Lighthouse"), &json!(["client"])));
    for not_own in [stranger.id, new_id()] {
        app.nobody().post("/v1/sessions", naming(not_own)).await.problem(401, "sign_in_failed");
    }
    let wrong = json!({"email": tess.email, "password": "wrong-password-altogether", "membership_id": other});
    app.nobody().post("/v1/sessions", wrong).await.problem(401, "sign_in_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_membership_is_no_choice() {
    let app = TestApp::start().await;
    let (harbour, lighthouse) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let tess = harbour.staff("Tess", &["therapist"]).await;
    let other = join(&lighthouse, &tess, "therapist").await;
    app.sql().await.run(&format!("UPDATE memberships SET status = 'suspended' WHERE id = '{other}'")).await;
    let body = json!({"email": tess.email, "password": PASSWORD});
    let opened = app.nobody().post("/v1/sessions", body).await.expect(201);
    assert_eq!(opened.body["practice_id"], harbour.id.to_string());
    let naming = json!({"email": tess.email, "password": PASSWORD, "membership_id": other});
    app.nobody().post("/v1/sessions", naming).await.problem(401, "sign_in_failed");
}
