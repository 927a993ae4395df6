//! `PATCH /v1/staff/{staff_id}`.

use serde_json::json;

use crate::clients::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn name_and_address_change_without_touching_access() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let path = format!("/v1/staff/{}", tess.id);
    let body = json!({"name": "Tessa", "email": "Tessa@example.org"});
    let changed = admin.patch_if(&path, "\"1\"", body).await.expect(200);
    assert_eq!(
        (&changed.body["name"], &changed.body["email"]),
        (&json!("Tessa"), &json!("tessa@example.org"))
    );
    assert_ne!(changed.etag(), "\"1\"");
    tess.get("/v1/me").await.expect(200);
    let same = admin.patch_if(&path, &changed.etag(), json!({"roles": ["therapist"]})).await.expect(200);
    assert_eq!(same.etag(), changed.etag());
    admin.patch_if(&path, "\"1\"", json!({"name": "T"})).await.problem(412, "precondition_failed");
    admin.patch_if(&path, "*", json!({"name": "T"})).await.problem(428, "precondition_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_the_old_roles_die_with_the_next_request() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = practice.client("Ada").await;
    practice.care_for_client(&tess, &ada).await;
    let body = json!({"email": tess.email, "password": crate::support::PASSWORD});
    let opened = app.nobody().post("/v1/sessions", body).await.expect(201);
    let old = app.bearer(opened.body["access_token"].as_str());
    let client = format!("/v1/clients/{}", ada.id);
    old.get(&client).await.expect(200);
    let path = format!("/v1/staff/{}", tess.id);
    let changed = admin.patch_if(&path, "\"1\"", json!({"roles": ["auditor"]})).await.expect(200);
    assert_eq!(changed.body["roles"], json!(["auditor"]));
    old.get(&client).await.problem(401, "unauthenticated");
    tess.get("/v1/me").await.problem(401, "unauthenticated");
    let next = json!({"refresh_token": opened.body["refresh_token"]});
    let next = app.nobody().post("/v1/tokens", next).await.expect(200);
    let new = app.bearer(next.body["access_token"].as_str());
    assert_eq!(new.get("/v1/me").await.expect(200).body["roles"], json!(["auditor"]));
    new.get(&client).await.problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_touches_an_owner() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let of = |id: uuid::Uuid| format!("/v1/staff/{id}");
    let promote = json!({"roles": ["admin", "owner"]});
    admin.patch_if(&of(admin.id), "\"1\"", promote.clone()).await.problem(403, "forbidden");
    admin.patch_if(&of(owner.id), "\"1\"", json!({"roles": ["admin"]})).await.problem(403, "forbidden");
    // An address on record is where an invitation goes.
    admin
        .patch_if(&of(owner.id), "\"1\"", json!({"email": "abe@example.org"}))
        .await
        .problem(403, "forbidden");
    owner.patch_if(&of(admin.id), "\"1\"", promote).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_active_owner_stays_one() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner", "therapist"]).await;
    let invited = json!({"name": "Next", "email": "next@example.org", "roles": ["owner"]});
    owner.post("/v1/staff", invited).await.expect(201);
    let path = format!("/v1/staff/{}", owner.id);
    owner.patch_if(&path, "\"1\"", json!({"roles": ["therapist"]})).await.problem(409, "last_owner");
    owner.patch_if(&path, "\"1\"", json!({"roles": ["owner"]})).await.expect(200);
    practice.staff("Ola", &["owner"]).await;
    let owner = practice.sign_in(owner.id).await;
    owner.patch_if(&path, "\"2\"", json!({"roles": ["therapist"]})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_owners_cannot_demote_each_other_at_once() {
    let app = TestApp::start().await;
    for round in 0..8 {
        let practice = app.practice("Harbour").await;
        let (a, b) = (practice.staff("A", &["owner"]).await, practice.staff("B", &["owner"]).await);
        let (of_a, of_b) = (format!("/v1/staff/{}", a.id), format!("/v1/staff/{}", b.id));
        let suspend = format!("{of_b}/suspension");
        let demoted = json!({"roles": ["admin"]});
        let (first, second) = if round % 2 == 0 {
            tokio::join!(a.patch_if(&of_b, "\"1\"", demoted.clone()), b.patch_if(&of_a, "\"1\"", demoted))
        } else {
            tokio::join!(a.put(&suspend, json!({})), b.patch_if(&of_a, "\"1\"", demoted))
        };
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert!(matches!(statuses, [200, 401 | 409]), "{} {}", first.text, second.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let path = format!("/v1/staff/{}", practice.staff("Tess", &["therapist"]).await.id);
    let wrong = [
        ("name", json!("")),
        ("email", json!("x")),
        ("roles", json!([])),
        ("roles", json!(["client"])),
        ("roles", json!(["admin", "admin"])),
        ("access", json!("suspended")),
        ("version", json!(1)),
    ];
    for (member, value) in wrong {
        owner.patch_if(&path, "\"1\"", json!({member: value})).await.invalid(&[&format!("#/{member}")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_and_only_here() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    let client = practice.client("Ada").await;
    let body = json!({"name": "New"});
    let path = |id: uuid::Uuid| format!("/v1/staff/{id}");
    hidden(vec![
        admin.patch_if(&path(foreign.id), "\"1\"", body.clone()).await,
        admin.patch_if(&path(new_id()), "\"1\"", body.clone()).await,
        admin.patch_if(&path(client.id), "\"1\"", body.clone()).await,
    ]);
    for role in ["supervisor", "therapist", "front_desk", "auditor"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.patch_if(&path(staff.id), "\"1\"", body.clone()).await.problem(403, "forbidden");
    }
    client.patch_if(&path(tess.id), "\"1\"", body.clone()).await.problem(403, "forbidden");
    app.nobody().patch_if(&path(tess.id), "\"1\"", body).await.problem(401, "unauthenticated");
}

/// An admin who took the role of a therapist could read whom it would then care for.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_owner_changes_the_own_roles() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (owner, admin) = (practice.staff("Olu", &["owner"]).await, practice.staff("Abe", &["admin"]).await);
    let path = |id: uuid::Uuid| format!("/v1/staff/{id}");
    for roles in [json!(["admin", "therapist"]), json!(["admin", "auditor"]), json!(["front_desk"])] {
        let more = json!({"roles": roles});
        admin.patch_if(&path(admin.id), "\"1\"", more).await.problem(403, "forbidden");
    }
    admin.patch_if(&path(admin.id), "\"1\"", json!({"name": "Abel"})).await.expect(200);
    let more = json!({"roles": ["owner", "therapist"]});
    owner.patch_if(&path(owner.id), "\"1\"", more).await.expect(200);
}
