//! `PATCH /v1/practice`.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn owner_and_admin_change_it() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let other = app.practice("Elsewhere").await.staff("Eve", &["owner"]).await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let body = json!({
        "name": "Harbour Practice", "time_zone": "Asia/Tokyo", "language": "pt-BR", "day_start": "04:30",
        "week_start": "sunday", "streaks_shown": false, "agreement_required": true,
        "partners_apply_retros": true
    });
    let changed = owner.patch_if("/v1/practice", "\"1\"", body.clone()).await.expect(200);
    for (member, value) in body.as_object().unwrap() {
        assert_eq!(&changed.body[member], value);
    }
    assert_eq!(changed.etag(), "\"2\"");
    admin.patch_if("/v1/practice", "\"2\"", json!({"name": "Harbour"})).await.expect(200);
    // A practice changes nobody else's.
    assert_eq!(other.get("/v1/practice").await.expect(200).body["name"], "Elsewhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_compared_and_kept() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let same = owner.patch_if("/v1/practice", "\"1\"", json!({"name": "Harbour"})).await.expect(200);
    assert_eq!(same.etag(), "\"1\"");
    owner.patch_if("/v1/practice", "\"2\"", json!({"name": "New"})).await.problem(412, "precondition_failed");
    owner.patch_if("/v1/practice", "*", json!({"name": "New"})).await.problem(428, "precondition_required");
    let writes =
        (0..5).map(|n| owner.patch_if("/v1/practice", "\"1\"", json!({"name": format!("Harbour {n}")})));
    let answers = futures_util::future::join_all(writes).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 412).count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let wrong = [
        ("name", json!("")),
        ("name", json!("n".repeat(201))),
        ("time_zone", json!("Mars")),
        ("language", json!("")),
        ("day_start", json!("13:00")),
        ("week_start", json!("someday")),
        ("id", json!(practice.id)),
        ("version", json!(3)),
    ];
    for (member, value) in wrong {
        owner
            .patch_if("/v1/practice", "\"1\"", json!({member: value}))
            .await
            .invalid(&[&format!("#/{member}")]);
    }
    owner.patch_if("/v1/practice", "\"1\"", json!({"streaks_shown": "no"})).await.problem(400, "malformed");
    owner.patch_if("/v1/practice", "\"1\"", json!({"name": null})).await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    for role in ["supervisor", "therapist", "front_desk", "auditor"] {
        let staff = practice.staff("Sam", &[role]).await;
        staff.patch_if("/v1/practice", "\"1\"", json!({"name": "New"})).await.problem(403, "forbidden");
    }
    let client = practice.client("Ada").await;
    client.patch_if("/v1/practice", "\"1\"", json!({"name": "New"})).await.problem(403, "forbidden");
    app.nobody().patch_if("/v1/practice", "\"1\"", json!({})).await.problem(401, "unauthenticated");
}
