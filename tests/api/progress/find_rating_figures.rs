//! `GET /v1/clients/{id}/rating-figures`: each reader's own view of what was rated, over all assignments of the same homework.

use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Caller, TestApp};

fn rated(days_ago: i64, entries: Value, over: Value) -> Value {
    let mut body = json!({"occurred_at": noon(-days_ago), "personal": {"details": {"kind": "reflection", "answers": [
        {"prompt": "markers", "type": "entries", "entries": entries}]}}});
    for (name, value) in over.as_object().unwrap() {
        body["personal"][name] = value.clone();
    }
    body
}

fn window(client: &Caller) -> String {
    format!("/v1/clients/{}/rating-figures?from={}&to={}", client.id, day(-9), day(0))
}

/// The series of one entry.
fn series(figures: &Value, entry: &str) -> Value {
    let all = figures["items"][0]["series"].as_array().unwrap();
    all.iter().find(|one| one["entry"] == entry).cloned().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reader_sees_the_ratings_that_it_may_read_and_the_partner_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("growth-markers").await;
    let given = json!({"item_id": item, "starts_on": day(-10)});
    let path = format!("/v1/clients/{}/assignments", care.ann.id);
    let first = care.therapist.post(&path, given.clone()).await.expect(201).id();
    let again = care.therapist.post(&path, given).await.expect(201).id();
    let two = json!([{"item": "naming_feelings", "rating": 3}, {"item": "direct_words", "rating": 5}]);
    write(&care.ann, &check_in(&first, rated(8, two, json!({})))).await.expect(201);
    let one = |rating: i16| json!([{"item": "naming_feelings", "rating": rating}]);
    write(&care.ann, &check_in(&first, rated(2, one(6), json!({})))).await.expect(201);
    write(&care.ann, &check_in(&again, rated(2, one(8), json!({})))).await.expect(201);
    write(&care.ann, &check_in(&again, rated(1, one(1), json!({"visibility": "private"})))).await.expect(201);

    let own = care.ann.get(&window(&care.ann)).await.expect(200).body;
    assert_eq!((&own["definition"], &own["as_seen_by"]), (&json!("ratings-1"), &json!("self")));
    assert_eq!(own["items"].as_array().unwrap().len(), 1);
    assert_eq!(own["items"][0]["title"], "Signs that you are growing");
    let naming = series(&own, "naming_feelings");
    assert_eq!(
        (&naming["label"], &naming["high_label"]),
        (&json!("I can name what I feel"), &json!("Very much"))
    );
    let points = json!([
        {"local_date": day(-8), "value": 3.0, "ratings": 1}, {"local_date": day(-2), "value": 7.0, "ratings": 2},
        {"local_date": day(-1), "value": 1.0, "ratings": 1}]);
    assert_eq!((&naming["points"], &naming["change"]), (&points, &json!(-2.0)));
    let words = series(&own, "direct_words");
    assert_eq!((words["points"].as_array().unwrap().len(), &words["change"]), (1, &json!(null)));
    assert_eq!(series(&own, "trust_in_repair"), json!(null));
    assert!(!own.to_string().contains("band"));

    let team = care.therapist.get(&window(&care.ann)).await.expect(200).body;
    assert_eq!(team["as_seen_by"], "care_team");
    let points = series(&team, "naming_feelings");
    assert_eq!((points["points"].as_array().unwrap().len(), &points["change"]), (2, &json!(4.0)));
    care.ben.get(&window(&care.ann)).await.problem(404, "not_found");
    care.practice.staff("Uma", &["therapist"]).await.get(&window(&care.ann)).await.problem(404, "not_found");
    let none = care.ben.get(&window(&care.ben)).await.expect(200).body;
    assert_eq!(none["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn needs_of_both_stay_with_each_even_where_they_are_shared() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let body = json!({"item_id": care.item("needs-inventory").await, "starts_on": day(-10),
        "cadence": {"type": "once", "due_on": day(5)}});
    let given =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id();
    let needs = |rating: i16| {
        json!({"visibility": "partner", "personal": {"visibility": "partner", "details": {"kind": "reflection", "answers": [
            {"prompt": "needs_now", "type": "entries", "entries": [{"item": "warmth", "rating": rating}]},
            {"prompt": "one_request", "type": "text", "text": "A walk on Sundays."}]}}})
    };
    write(&care.ann, &check_in(&given, needs(4))).await.expect(201);
    write(&care.ben, &check_in(&given, needs(9))).await.expect(201);
    let value = |figures: &Value| series(figures, "warmth")["points"][0]["value"].clone();
    assert_eq!(value(&care.ann.get(&window(&care.ann)).await.expect(200).body), json!(4.0));
    assert_eq!(value(&care.ben.get(&window(&care.ben)).await.expect(200).body), json!(9.0));
    assert_eq!(value(&care.therapist.get(&window(&care.ann)).await.expect(200).body), json!(4.0));
    care.ben.get(&window(&care.ann)).await.problem(404, "not_found");
    // Who cares for Ann alone reads nothing that belongs to the couple.
    let uma = care.practice.staff("Uma", &["therapist"]).await;
    care.practice.care_for_client(&uma, &care.ann).await;
    assert_eq!(uma.get(&window(&care.ann)).await.expect(200).body["items"], json!([]));
}

/// Guards that figures end with the day that it is for the person, not for the service.
#[tokio::test(flavor = "multi_thread")]
async fn days_that_nobody_chose_end_with_the_own_today() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        app.sql().await.run(&format!("UPDATE clients SET time_zone = '{zone}'")).await;
        let day = care.ann.get(&format!("/v1/clients/{}/today", care.ann.id)).await.expect(200);
        let own = format!("/v1/clients/{}", care.ann.id);
        for (reader, figures) in [
            (&care.ann, format!("{own}/rating-figures")),
            (&care.therapist, format!("{own}/boundary-figures")),
            (&care.therapist, format!("/v1/couples/{}/repair-figures", care.couple)),
        ] {
            let told = reader.get(&figures).await.expect(200);
            assert_eq!(told.body["window"]["to"], day.body["local_date"], "{zone}: {figures}");
        }
    }
}
