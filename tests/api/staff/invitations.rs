//! `POST /v1/staff/{staff_id}/invitations`.

use serde_json::{Value, json};

use crate::clients::hidden;
use crate::support::{Caller, PASSWORD, TestApp, new_id};

async fn made(by: &Caller, roles: Value) -> String {
    let body = json!({"name": "Grace", "email": "grace@example.org", "roles": roles});
    by.post("/v1/staff", body).await.expect(201).id()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_member_signs_in_with_the_given_roles() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["owner"]).await;
    let grace = made(&admin, json!(["therapist", "supervisor"])).await;
    let path = format!("/v1/staff/{grace}");
    let first = admin.post_once(&format!("{path}/invitations"), "k", json!({})).await.expect(201);
    assert_eq!(first.body["email"], "grace@example.org");
    let invited = admin.get(&path).await.expect(200);
    assert_eq!((invited.body["access"].as_str(), invited.etag().as_str()), (Some("invited"), "\"2\""));
    let again = admin.post_once(&format!("{path}/invitations"), "k", json!({})).await.expect(201);
    assert_eq!(first.body, again.body);
    let accept = json!({"token": again.body["token"], "password": PASSWORD});
    let signed_in = app.nobody().post("/v1/invitation-acceptances", accept).await.expect(201);
    let me = app.bearer(signed_in.body["access_token"].as_str()).get("/v1/me").await.expect(200);
    assert_eq!(me.body["roles"], json!(["supervisor", "therapist"]));
    // The version tells that the access is another one now.
    admin.patch_if(&path, &invited.etag(), json!({"name": "G"})).await.problem(412, "precondition_failed");
    admin.post(&format!("{path}/invitations"), json!({})).await.problem(409, "already_member");
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_changed_meanwhile_are_the_ones_that_count() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let grace = made(&admin, json!(["admin"])).await;
    let path = format!("/v1/staff/{grace}");
    let body = json!({"email": "Private@example.org"});
    let invitation = admin.post(&format!("{path}/invitations"), body).await.expect(201);
    assert_eq!(invitation.body["email"], "private@example.org");
    admin.patch_if(&path, "\"2\"", json!({"roles": ["front_desk"]})).await.expect(200);
    // Who was invited to something else does not come in by that invitation.
    let accept = json!({"token": invitation.body["token"], "password": PASSWORD});
    app.nobody().post("/v1/invitation-acceptances", accept).await.problem(404, "not_found");
    assert_eq!(admin.get(&path).await.expect(200).body["access"], "not_invited");
    let invitation = admin.post(&format!("{path}/invitations"), json!({})).await.expect(201);
    let accept = json!({"token": invitation.body["token"], "password": PASSWORD});
    let signed_in = app.nobody().post("/v1/invitation-acceptances", accept).await.expect(201);
    let me = app.bearer(signed_in.body["access_token"].as_str()).get("/v1/me").await.expect(200);
    assert_eq!(me.body["roles"], json!(["front_desk"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_invites_an_owner() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let path = format!("/v1/staff/{}/invitations", made(&owner, json!(["owner"])).await);
    let own = json!({"email": "abe@example.org"});
    admin.post(&path, own).await.problem(403, "forbidden");
    owner.post(&path, json!({})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_and_only_here() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    let client = practice.client("Ada").await;
    let grace = made(&admin, json!(["front_desk"])).await;
    let of = |id: uuid::Uuid| format!("/v1/staff/{id}/invitations");
    hidden(vec![
        admin.post(&of(foreign.id), json!({})).await,
        admin.post(&of(new_id()), json!({})).await,
        admin.post(&of(client.id), json!({})).await,
    ]);
    let path = format!("/v1/staff/{grace}/invitations");
    for role in ["supervisor", "therapist", "front_desk", "auditor"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.post(&path, json!({})).await.problem(403, "forbidden");
    }
    client.post(&path, json!({})).await.problem(403, "forbidden");
    app.nobody().post(&path, json!({})).await.problem(401, "unauthenticated");
    admin.post(&path, json!({"email": "x"})).await.invalid(&["#/email"]);
}
