//! `PUT /v1/clients/{client_id}/attachment-pattern`.

use diesel::sql_types::{BigInt, Bytea};
use diesel_async::RunQueryDsl;
use serde_json::json;

use super::anxious;
use crate::clients::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_is_made_and_the_next_replaces_it() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let (tess, tom) =
        (practice.staff("Tess", &["therapist"]).await, practice.staff("Tom", &["therapist"]).await);
    practice.care_for_client(&tess, &ada).await;
    practice.care_for_client(&tom, &ada).await;
    let path = format!("/v1/clients/{}/attachment-pattern", ada.id);
    tess.put_if(&path, "1", anxious()).await.problem(400, "malformed");
    tess.put_if(&path, "\"1\"", anxious()).await.problem(412, "precondition_failed");
    let made = tess.put(&path, anxious()).await.expect(201);
    assert_eq!((made.etag(), made.header("location")), ("\"1\"".to_owned(), path.clone()));
    assert_eq!(made.body["recorded_by"], json!(tess.id));
    assert_eq!(made.body["note"], "Softer since spring.");
    tom.put(&path, anxious()).await.problem(428, "precondition_required");
    tom.put_if(&path, "*", anxious()).await.problem(428, "precondition_required");
    tom.put_if(&path, "\"2\"", anxious()).await.problem(412, "precondition_failed");
    let same = tom.put_if(&path, "\"1\"", anxious()).await.expect(200);
    assert_eq!(same.body, made.body);
    let other = json!({"pattern": "anxious_avoidant", "source": "measure", "assessed_on": "2026-04-01"});
    let replaced = tom.put_if(&path, "\"1\"", other).await.expect(200);
    assert_eq!((replaced.etag().as_str(), &replaced.body["recorded_by"]), ("\"2\"", &json!(tom.id)));
    assert!(replaced.body["note"].is_null());
    assert_eq!(tess.get(&path).await.expect(200).body, replaced.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_at_once_one_wins() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    let path = format!("/v1/clients/{}/attachment-pattern", ada.id);
    let first = futures_util::future::join_all((0..5).map(|_| tess.put(&path, anxious()))).await;
    assert_eq!(first.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(first.iter().all(|answer| [201, 409, 428].contains(&answer.status)));
    let next = (0..5).map(|n| {
        let body =
            json!({"pattern": "secure", "source": "client", "assessed_on": format!("2026-03-0{}", n + 1)});
        tess.put_if(&path, "\"1\"", body)
    });
    let next = futures_util::future::join_all(next).await;
    assert_eq!(next.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(next.iter().filter(|answer| answer.status == 412).count(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_note_rests_sealed() {
    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        plain: i64,
    }
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    tess.put(&format!("/v1/clients/{}/attachment-pattern", ada.id), anxious()).await.expect(201);
    let counted: Count = diesel::sql_query(
        "SELECT count(*) FILTER (WHERE position($1 IN note_sealed) > 0) AS plain FROM attachment_patterns \
         WHERE note_sealed IS NOT NULL HAVING count(*) = 1",
    )
    .bind::<Bytea, _>(b"Softer".to_vec())
    .get_result(&mut app.root().await)
    .await
    .unwrap();
    assert_eq!(counted.plain, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    let path = format!("/v1/clients/{}/attachment-pattern", ada.id);
    let tomorrow = (app.clock.now() + chrono::TimeDelta::days(2)).date_naive();
    let wrong = [
        ("pattern", json!("dizzy")),
        ("source", json!("partner")),
        ("assessed_on", json!("1899-12-31")),
        ("assessed_on", json!("-262143-01-01")),
        ("assessed_on", json!(tomorrow)),
        ("note", json!("")),
        ("note", json!("n".repeat(4001))),
        ("note", json!("bell \u{7}")),
        ("client_id", json!(ada.id)),
    ];
    for (member, value) in wrong {
        let mut body = anxious();
        body[member] = value;
        tess.put(&path, body).await.invalid(&[&format!("#/{member}")]);
    }
    for member in ["pattern", "source", "assessed_on"] {
        let mut body = anxious();
        body.as_object_mut().unwrap().remove(member);
        tess.put(&path, body).await.invalid(&[&format!("#/{member}")]);
    }
    tess.get(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_therapist_with_the_client_in_own_care() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let boss = practice.staff("Boss", &["owner", "therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor", "therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    practice.care_for_couple(&cora, couple).await;
    practice.supervise(&sue, &tess).await;
    let path = format!("/v1/clients/{}/attachment-pattern", ada.id);
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["therapist"]).await;
    hidden(vec![
        cora.put(&path, anxious()).await,
        boss.put(&path, anxious()).await,
        foreign.put(&path, anxious()).await,
        tess.put(&format!("/v1/clients/{}/attachment-pattern", new_id()), anxious()).await,
    ]);
    sue.put(&path, anxious()).await.problem(403, "forbidden");
    for role in ["owner", "admin", "supervisor", "front_desk", "auditor"] {
        practice.staff("Sam", &[role]).await.put(&path, anxious()).await.problem(403, "forbidden");
    }
    ada.put(&path, anxious()).await.problem(403, "forbidden");
    app.nobody().put(&path, anxious()).await.problem(401, "unauthenticated");
    tess.get(&path).await.problem(404, "not_found");
}
