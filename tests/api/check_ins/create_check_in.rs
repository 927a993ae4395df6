//! `POST /v1/clients/{client_id}/check-ins`.

use serde_json::json;

use crate::support::homework::{Care, check_in, day, of, write};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_joint_act_is_shared_and_its_words_are_not() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let personal =
        json!({"effort": 3, "closeness": 8, "feelings": ["calm", "a bit wobbly"], "note": "We laughed."});
    let made = write(&care.ann, &check_in(&assignment, json!({"minutes": 10, "personal": personal})))
        .await
        .expect(201);
    assert_eq!(made.header("location"), format!("{}/{}", of(&care.ann), made.id()));
    assert_eq!(made.etag(), "\"1\"");
    assert_eq!(made.body["local_date"], day(-1));
    assert_eq!(made.body["revision"], 1);
    assert_eq!(made.body["couple_id"], care.couple.to_string());
    assert_eq!(made.body["audience"], json!(["self", "care_team", "partner"]));
    assert_eq!(made.body["personal"]["audience"], json!(["self", "care_team"]));
    assert_eq!(made.body["personal"]["note"], "We laughed.");
    let read = care.ann.get(&format!("{}/{}", of(&care.ann), made.id())).await.expect(200);
    assert_eq!((&read.text, read.etag()), (&made.text, made.etag()));
    let individual = care.to_client(&care.ann, "self-care").await.id();
    let alone = write(&care.ann, &check_in(&individual, json!({}))).await.expect(201);
    assert_eq!((&alone.body["visibility"], &alone.body["shared_id"]), (&json!("therapist"), &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let bad = json!({"id": uuid::Uuid::from_u128(1), "count": 0, "minutes": 1441, "personal": {"effort": 11, "note": "",
        "feelings": ["x".repeat(41)]}});
    let pointers =
        ["#/id", "#/count", "#/minutes", "#/personal/effort", "#/personal/note", "#/personal/feelings/0"];
    write(&care.ann, &check_in(&joint, bad)).await.invalid(&pointers);
    let bad = json!({"count": 2, "purpose": "review", "visibility": "therapist",
        "personal": {"visibility": "partner", "not_done_reason": "Tired"}});
    let pointers = ["#/count", "#/purpose", "#/personal/visibility", "#/personal/not_done_reason"];
    write(&care.ann, &check_in(&joint, bad)).await.invalid(&pointers);
    write(&care.ann, &check_in(&joint, json!({"outcome": "not_done", "count": 1})))
        .await
        .invalid(&["#/count"]);
    write(&care.ann, &check_in(&alone, json!({"visibility": "partner"}))).await.invalid(&["#/visibility"]);
    let private = json!({"visibility": "private", "personal": {"note": "Mine."}});
    let made = write(&care.ann, &check_in(&joint, private)).await.expect(201);
    assert_eq!(made.body["personal"]["visibility"], "private");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_author_writes_and_only_on_own_homework() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let bens = care.to_client(&care.ben, "self-care").await.id();
    care.ben.post(&of(&care.ann), check_in(&joint, json!({}))).await.problem(404, "not_found");
    care.therapist.post(&of(&care.ann), check_in(&joint, json!({}))).await.problem(403, "forbidden");
    let foreign = write(&care.ann, &check_in(&bens, json!({}))).await.invalid(&["#/assignment_id"]);
    let absent =
        write(&care.ann, &check_in(&new_id().to_string(), json!({}))).await.invalid(&["#/assignment_id"]);
    assert_eq!(foreign.body_without_instance(), absent.body_without_instance());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protective_limit_is_never_the_partners() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = json!({"title": "A limit", "summary": "s", "rationale": "r", "audiences": ["together"],
        "default_cadence": {"type": "as_needed"}, "default_minutes": null,
        "content": {"kind": "boundary_script", "purpose": "protective", "limit": "l", "so_that": "s", "reconnect": null, "slots": []}});
    let item = crate::support::homework::put_item(&care.practice, &item).await;
    let body = json!({"item_id": item, "starts_on": day(-5)});
    let assignment =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id();
    let made = write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201);
    assert_eq!(made.body["visibility"], "therapist");
    let details = json!({"kind": "boundary_script", "reconnected": true});
    write(
        &care.ann,
        &check_in(&assignment, json!({"visibility": "partner", "personal": {"details": details}})),
    )
    .await
    .invalid(&["#/visibility", "#/personal/details/reconnected"]);
}
