//! POST /v1/clients/{client_id}/ruptures

use chrono::{TimeDelta, Utc};
use serde_json::json;

use super::{of, rupture, write};
use crate::support::homework::{Care, day, noon};
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn it_is_private_until_its_author_says_otherwise() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = write(&care.ann, &rupture(&care, json!({}))).await.expect(201);
    assert_eq!((&made.body["visibility"], &made.body["audience"]), (&json!("private"), &json!(["self"])));
    assert_eq!((&made.body["local_date"], &made.body["shared_id"]), (&json!(day(-3)), &json!(null)));
    assert_eq!((&made.body["intensity"], &made.body["client_id"]), (&json!(6), &json!(care.ann.id)));
    let path = format!("{}/{}", of(&care.ann), made.id());
    assert_eq!(made.header("location"), path);
    assert_eq!(care.ann.get(&path).await.expect(200).text, made.text);
    for other in [&care.ben, &care.therapist] {
        other.get(&path).await.problem(404, "not_found");
    }
    assert!(care.therapist.get(&of(&care.ann)).await.expect(200).items().is_empty());
    let without_topic = json!({"topic": null, "intensity": 0, "visibility": "therapist"});
    let told = write(&care.ann, &rupture(&care, without_topic)).await.expect(201);
    assert_eq!((&told.body["topic"], &told.body["audience"]), (&json!(null), &json!(["self", "care_team"])));
    assert_eq!(care.therapist.get(&of(&care.ann)).await.expect(200).items().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for (over, pointer) in [
        (json!({"id": "b47ac10b-58cc-4372-a567-0e02b2c3d479"}), "#/id"),
        (json!({"intensity": 11}), "#/intensity"),
        (json!({"intensity": -1}), "#/intensity"),
        (json!({"topic": "  "}), "#/topic"),
        (json!({"topic": "x".repeat(2001)}), "#/topic"),
        (json!({"occurred_at": noon(2)}), "#/occurred_at"),
        (json!({"couple_id": new_id()}), "#/couple_id"),
    ] {
        write(&care.ann, &rupture(&care, over)).await.invalid(&[pointer]);
    }
    care.ann.post(&of(&care.ben), rupture(&care, json!({}))).await.problem(404, "not_found");
    care.therapist.post(&of(&care.ann), rupture(&care, json!({}))).await.problem(403, "forbidden");
    let (eve, fay) = (care.practice.client("Eve").await, care.practice.client("Fay").await);
    let other = care.practice.couple(&eve, &fay).await;
    write(&care.ann, &rupture(&care, json!({"couple_id": other}))).await.invalid(&["#/couple_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_clock_is_corrected_and_a_late_evening_is_of_its_day() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let fast = app.clock.now() + TimeDelta::hours(5);
    let over = json!({"occurred_at": fast - TimeDelta::minutes(1), "sent_at": fast});
    let made = write(&care.ann, &rupture(&care, over)).await.expect(201);
    let at: chrono::DateTime<Utc> = made.body["occurred_at"].as_str().unwrap().parse().unwrap();
    assert!((app.clock.now() - at).num_seconds().abs() < 120);
    // A clock by which it would lie in no year that anybody lives in is the phone's to mend, and no fault of the service.
    for sent_at in
        ["9999-12-31T23:59:59Z", "+262142-12-31T23:59:59Z", "8700-01-01T00:00:00Z", "2300-01-01T00:00:00Z"]
    {
        let over = json!({"occurred_at": app.clock.now(), "sent_at": sent_at});
        write(&care.ann, &rupture(&care, over)).await.invalid(&["#/sent_at"]);
    }
    let night = format!("{}T01:30:00Z", day(-2));
    let made = write(&care.ann, &rupture(&care, json!({"occurred_at": night}))).await.expect(201);
    assert_eq!(made.body["local_date"], day(-3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_finds_what_is_there_and_a_deleted_id_stays_deleted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut body = rupture(&care, json!({}));
    let made = write(&care.ann, &body).await.expect(201);
    assert_eq!(write(&care.ann, &body).await.expect(200).text, made.text);
    let path = format!("{}/{}", of(&care.ann), made.id());
    let corrected = care.ann.put_if(&path, "\"1\"", json!({"intensity": 2})).await.expect(200);
    assert_eq!(write(&care.ann, &body).await.expect(200).text, corrected.text);
    let other = rupture(&care, json!({"id": body["id"], "intensity": 9}));
    write(&care.ann, &other).await.problem(409, "id_taken");
    // The partner's rows are other rows.
    write(&care.ben, &other).await.expect(201);
    care.ann.delete_if(&path, "\"2\"").await.expect(204);
    write(&care.ann, &body).await.problem(409, "deleted");
    care.ann.get(&path).await.problem(404, "not_found");
    body["id"] = json!(new_id());
    let (a, b) = tokio::join!(write(&care.ann, &body), write(&care.ann, &body));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!((statuses, a.text), ([200, 201], b.text));
}
