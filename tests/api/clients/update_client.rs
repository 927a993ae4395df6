//! `PATCH /v1/clients/{client_id}`.

use reqwest::Method;
use serde_json::json;

use super::hidden;
use crate::support::homework::Care;
use crate::support::{Answer, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn members_are_set_and_taken_away() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let ada = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", ada.id);
    let body = json!({
        "given_name": "Adele", "preferred_name": "Addie", "phone": "+44 20 7946 0000", "time_zone": "Asia/Tokyo",
        "language": "fr", "day_start": "06:00", "status": "inactive"
    });
    let changed = desk.patch_if(&path, "\"1\"", body.clone()).await.expect(200);
    for (member, value) in body.as_object().unwrap() {
        assert_eq!(&changed.body[member], value);
    }
    assert_eq!((changed.etag().as_str(), &changed.body["email"]), ("\"2\"", &json!(ada.email)));
    let taken = json!({"preferred_name": null, "phone": null, "email": null, "day_start": null});
    let taken = desk.patch_if(&path, "\"2\"", taken).await.expect(200);
    for member in ["preferred_name", "phone", "email", "day_start"] {
        assert!(taken.body[member].is_null(), "{member}");
    }
    assert_eq!(desk.get(&path).await.expect(200).body, taken.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_nothing_keeps_the_version() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let ada = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", ada.id);
    let before = desk.get(&path).await.expect(200);
    for body in [json!({}), json!({"given_name": "Ada", "phone": null})] {
        let same = desk.patch_if(&path, "\"1\"", body).await.expect(200);
        assert_eq!((same.etag(), &same.body), (before.etag(), &before.body));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_the_current_version() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let ada = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", ada.id);
    let body = json!({"given_name": "Adele"});
    let merge = "application/merge-patch+json";
    let bare = desk.request(Method::PATCH, &path).header("Content-Type", merge).body(body.to_string());
    Answer::of(bare).await.problem(428, "precondition_required");
    desk.patch_if(&path, "*", body.clone()).await.problem(428, "precondition_required");
    desk.patch_if(&path, "\"7\"", body.clone()).await.problem(412, "precondition_failed");
    let plain = desk.request(Method::PATCH, &path).header("If-Match", "\"1\"").json(&body);
    let refused = Answer::of(plain).await.problem(415, "unsupported_media_type");
    assert_eq!(refused.header("accept-patch"), merge);
    let writes = (0..6).map(|n| desk.patch_if(&path, "\"1\"", json!({"given_name": format!("Ada{n}")})));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(writes).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412, 412, 412, 412, 412]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let path = format!("/v1/clients/{}", practice.client("Ada").await.id);
    let wrong = [
        ("given_name", json!("")),
        ("family_name", json!("f".repeat(101))),
        ("preferred_name", json!("")),
        ("pronouns", json!("\u{7}")),
        ("email", json!("ada@")),
        ("phone", json!("x")),
        ("address", json!("")),
        ("time_zone", json!("Nowhere")),
        ("language", json!("-")),
        ("day_start", json!("24:00")),
        ("status", json!("gone")),
        ("id", json!(new_id())),
        ("version", json!(9)),
        ("access", json!("active")),
    ];
    for (member, value) in wrong {
        desk.patch_if(&path, "\"1\"", json!({member: value})).await.invalid(&[&format!("#/{member}")]);
    }
    for member in ["given_name", "family_name", "time_zone", "language", "status"] {
        let answer = desk.patch_if(&path, "\"1\"", json!({member: null})).await;
        assert!([400, 422].contains(&answer.status), "{member}: {}", answer.text);
    }
    assert_eq!(desk.get(&path).await.expect(200).etag(), "\"1\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_within_reach() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let tess = practice.staff("Tess", &["therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    let foreign = app.practice("Elsewhere").await.client("Eve").await;
    let body = json!({"given_name": "Adele"});
    let change = async |caller: &crate::support::Caller, id: uuid::Uuid| {
        caller.patch_if(&format!("/v1/clients/{id}"), "\"1\"", body.clone()).await
    };
    change(&tess, ada.id).await.expect(200);
    hidden(vec![change(&tess, bo.id).await, change(&tess, foreign.id).await, change(&tess, new_id()).await]);
    change(&ada, ada.id).await.problem(403, "forbidden");
    change(&practice.staff("Sue", &["supervisor"]).await, bo.id).await.problem(403, "forbidden");
    change(&app.nobody(), bo.id).await.problem(401, "unauthenticated");
}

/// Guards contact data against whoever has the role of a therapist and sees the client by supervision alone.
#[tokio::test(flavor = "multi_thread")]
async fn supervision_lets_read_and_not_write() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let vera = care.practice.staff("Vera", &["supervisor", "therapist"]).await;
    care.practice.supervise(&vera, &care.therapist).await;
    let path = format!("/v1/clients/{}", care.ann.id);
    vera.get(&path).await.expect(200);
    vera.patch_if(&path, "\"1\"", json!({"phone": "+44 20 7946 0001"})).await.problem(403, "forbidden");
    care.therapist.patch_if(&path, "\"1\"", json!({"phone": "+44 20 7946 0001"})).await.expect(200);
}
