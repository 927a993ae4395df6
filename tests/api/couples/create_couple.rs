//! `POST /v1/couples`.

use serde_json::{Value, json};

use crate::support::{Caller, TestApp, TestPractice, new_id};

fn of(a: &Caller, b: &Caller) -> Value {
    json!({"member_ids": [a.id, b.id]})
}

async fn cared_for(practice: &TestPractice<'_>, therapist: &Caller, name: &str) -> Caller {
    let client = practice.client(name).await;
    practice.care_for_client(therapist, &client).await;
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn a_therapist_makes_a_couple_and_is_on_its_care_team() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = cared_for(&practice, &tess, "Ada").await;
    let bo = cared_for(&practice, &tess, "Bo").await;
    let body = json!({"member_ids": [bo.id, ada.id], "started_on": "2024-02-29"});
    let made = tess.post("/v1/couples", body).await.expect(201);
    assert_eq!(
        (made.etag(), made.header("location")),
        ("\"1\"".into(), format!("/v1/couples/{}", made.id()))
    );
    let names: Vec<&Value> =
        made.body["members"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Bo", "Ada"]);
    assert_eq!((&made.body["started_on"], &made.body["ended_at"]), (&json!("2024-02-29"), &Value::Null));
    for reader in [&tess, &ada, &bo] {
        assert_eq!(reader.get(&made.header("location")).await.expect(200).body, made.body);
    }
    let team = tess.get(&format!("{}/care-team", made.header("location"))).await.expect(200);
    assert_eq!(team.items()[0]["staff_id"], json!(tess.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn both_must_be_in_the_makers_own_care() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor", "therapist", "owner"]).await;
    let ada = cared_for(&practice, &tess, "Ada").await;
    let bo = cared_for(&practice, &tess, "Bo").await;
    let cy = practice.client("Cy").await;
    let foreign = app.practice("Elsewhere").await.client("Eve").await;
    practice.supervise(&sue, &tess).await;
    let mut answers = Vec::new();
    for other in [cy.id, foreign.id, tess.id, new_id()] {
        let body = json!({"member_ids": [ada.id, other]});
        answers
            .push(tess.post("/v1/couples", body).await.invalid(&["#/member_ids/1"]).body_without_instance());
    }
    assert!(answers.iter().all(|answer| answer == &answers[0]));
    // Supervising, or running the practice, is not caring for somebody oneself.
    sue.post("/v1/couples", of(&ada, &bo)).await.invalid(&["#/member_ids/0", "#/member_ids/1"]);
    let first = tess.post("/v1/couples", of(&ada, &bo)).await.expect(201);
    // Nor is caring for a couple caring for its members.
    let cora = practice.staff("Cora", &["therapist"]).await;
    practice.care_for_couple(&cora, first.id().parse().unwrap()).await;
    cora.post("/v1/couples", of(&ada, &bo)).await.invalid(&["#/member_ids/0", "#/member_ids/1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_in_one_active_couple_also_under_races() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    for _ in 0..4 {
        let ada = cared_for(&practice, &tess, "Ada").await;
        let bo = cared_for(&practice, &tess, "Bo").await;
        let cy = cared_for(&practice, &tess, "Cy").await;
        let pairs =
            [of(&ada, &bo), of(&bo, &ada), of(&ada, &cy), of(&cy, &ada), of(&ada, &bo), of(&cy, &ada)];
        let posts = pairs.into_iter().map(|pair| tess.post("/v1/couples", pair));
        let answers = futures_util::future::join_all(posts).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        for answer in answers.into_iter().filter(|answer| answer.status != 201) {
            answer.problem(409, "already_in_couple");
        }
        assert_eq!(ada.get("/v1/couples").await.expect(200).items().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_makes_one_couple() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = cared_for(&practice, &tess, "Ada").await;
    let bo = cared_for(&practice, &tess, "Bo").await;
    let first = tess.post_once("/v1/couples", "k", of(&ada, &bo)).await.expect(201);
    let again = tess.post_once("/v1/couples", "k", of(&ada, &bo)).await.expect(201);
    assert_eq!(first.body, again.body);
    tess.post_once("/v1/couples", "k", of(&bo, &ada)).await.problem(422, "invalid");
    tess.post_once("/v1/couples", "k2", of(&ada, &bo)).await.problem(409, "already_in_couple");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = cared_for(&practice, &tess, "Ada").await;
    let bo = cared_for(&practice, &tess, "Bo").await;
    for members in [json!([]), json!([ada.id]), json!([ada.id, ada.id]), json!([ada.id, bo.id, new_id()])] {
        tess.post("/v1/couples", json!({"member_ids": members})).await.invalid(&["#/member_ids"]);
    }
    tess.post("/v1/couples", json!({"member_ids": [ada.id, "bo"]})).await.invalid(&["#/member_ids/1"]);
    tess.post("/v1/couples", json!({})).await.invalid(&["#/member_ids"]);
    for day in ["1899-12-31", "2200-01-01", "+262142-01-01", "2026-02-30", "today"] {
        let body = json!({"member_ids": [ada.id, bo.id], "started_on": day});
        tess.post("/v1/couples", body).await.invalid(&["#/started_on"]);
    }
    let body = json!({"member_ids": [ada.id, bo.id], "ended_at": null});
    tess.post("/v1/couples", body).await.invalid(&["#/ended_at"]);
    assert!(ada.get("/v1/couples").await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_therapists_may() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    for role in ["owner", "admin", "supervisor", "front_desk", "auditor"] {
        practice
            .staff("Sam", &[role])
            .await
            .post("/v1/couples", of(&ada, &bo))
            .await
            .problem(403, "forbidden");
    }
    ada.post("/v1/couples", of(&ada, &bo)).await.problem(403, "forbidden");
    app.nobody().post("/v1/couples", of(&ada, &bo)).await.problem(401, "unauthenticated");
}
