//! `PUT` and `DELETE /v1/staff/{staff_id}/suspension`.

use serde_json::json;

use crate::clients::hidden;
use crate::support::{PASSWORD, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_counts_from_the_next_request_until_it_ends() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let path = format!("/v1/staff/{}/suspension", tess.id);
    let sign_in = json!({"email": tess.email, "password": PASSWORD});
    let suspended = admin.put(&path, json!({})).await.expect(200);
    assert_eq!((suspended.body["access"].as_str(), suspended.etag().as_str()), (Some("suspended"), "\"2\""));
    tess.get("/v1/me").await.problem(401, "unauthenticated");
    app.nobody().post("/v1/sessions", sign_in.clone()).await.problem(401, "sign_in_failed");
    let again = admin.put(&path, json!({})).await.expect(200);
    assert_eq!(again.body, suspended.body);
    let restored = admin.delete(&path).await.expect(200);
    assert_eq!(restored.body["access"], "active");
    assert_eq!(admin.delete(&path).await.expect(200).body, restored.body);
    // Tokens from before stay dead.
    tess.get("/v1/me").await.problem(401, "unauthenticated");
    app.nobody().post("/v1/sessions", sign_in).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_suspends_themselves_or_the_last_owner() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let of = |id: uuid::Uuid| format!("/v1/staff/{id}/suspension");
    let own = admin.put(&of(admin.id), json!({})).await.problem(422, "invalid");
    assert_eq!(own.body["errors"][0]["parameter"], "staff_id");
    owner.put(&of(owner.id), json!({})).await.problem(422, "invalid");
    admin.put(&of(owner.id), json!({})).await.problem(403, "forbidden");
    admin.delete(&of(owner.id)).await.problem(403, "forbidden");
    let second = practice.staff("Ola", &["owner"]).await;
    owner.put(&of(second.id), json!({})).await.expect(200);
    // Whoever is suspended does not count.
    let path = format!("/v1/staff/{}", owner.id);
    owner.patch_if(&path, "\"1\"", json!({"roles": ["admin"]})).await.problem(409, "last_owner");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_had_access_has_none_to_take() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["owner"]).await;
    let body = json!({"name": "Grace", "email": "grace@example.org", "roles": ["therapist"]});
    let grace = admin.post("/v1/staff", body).await.expect(201).id();
    let path = format!("/v1/staff/{grace}/suspension");
    admin.put(&path, json!({})).await.problem(409, "wrong_state");
    admin.delete(&path).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_and_only_here() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    let client = practice.client("Ada").await;
    let of = |id: uuid::Uuid| format!("/v1/staff/{id}/suspension");
    hidden(vec![
        admin.put(&of(foreign.id), json!({})).await,
        admin.put(&of(new_id()), json!({})).await,
        admin.put(&of(client.id), json!({})).await,
        admin.delete(&of(foreign.id)).await,
        admin.delete(&of(new_id())).await,
    ]);
    for role in ["supervisor", "therapist", "front_desk", "auditor"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.put(&of(admin.id), json!({})).await.problem(403, "forbidden");
        staff.delete(&of(admin.id)).await.problem(403, "forbidden");
    }
    client.put(&of(admin.id), json!({})).await.problem(403, "forbidden");
    app.nobody().put(&of(admin.id), json!({})).await.problem(401, "unauthenticated");
}
