//! Logging, reading, correcting and deleting life events.

use serde_json::{Value, json};

use super::{event, log, of, on};
use crate::support::homework::Care;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_care_team_reads_an_event_and_the_partner_never_does() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = log(&care.ann, &event(json!({}))).await.expect(201);
    assert_eq!(made.header("location"), format!("{}/{}", of(&care.ann), made.id()));
    assert_eq!(
        (&made.body["visibility"], &made.body["audience"]),
        (&json!("therapist"), &json!(["self", "care_team"]))
    );
    assert_eq!((&made.body["on"], &made.body["title"]), (&json!(on(-7)), &json!("We moved house")));
    let path = format!("{}/{}", of(&care.ann), made.id());
    for reader in [&care.ann, &care.therapist] {
        assert_eq!(reader.get(&path).await.expect(200).text, made.text);
    }
    let of_couple = log(&care.ann, &event(json!({"couple_id": care.couple}))).await.expect(201);
    let other = care.practice.staff("Uma", &["therapist"]).await;
    for made in [&made, &of_couple] {
        let path = format!("{}/{}", of(&care.ann), made.id());
        for stranger in [&care.ben, &other] {
            stranger.get(&path).await.problem(404, "not_found");
            stranger.get(&format!("{path}/versions")).await.problem(404, "not_found");
            stranger.get(&of(&care.ann)).await.problem(404, "not_found");
        }
        care.ben
            .put_if(&path, "\"1\"", json!({"on": on(-1), "title": "His"}))
            .await
            .problem(404, "not_found");
        care.ben.delete_if(&path, "\"1\"").await.problem(404, "not_found");
        care.therapist
            .put_if(&path, "\"1\"", json!({"on": on(-1), "title": "Hers"}))
            .await
            .problem(403, "forbidden");
    }
    // Who cares for the couple alone reads what is told in its care.
    care.practice.care_for_couple(&other, care.couple).await;
    other.get(&path).await.problem(404, "not_found");
    other.get(&format!("{}/{}", of(&care.ann), of_couple.id())).await.expect(200);
}

/// Guards what is private from the care team: neither the event nor an earlier state nor a version number tells of it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_private_is_its_authors_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = log(&care.ann, &event(json!({"visibility": "private"}))).await.expect(201);
    assert_eq!(made.body["audience"], json!(["self"]));
    let path = format!("{}/{}", of(&care.ann), made.id());
    let versions = format!("{path}/versions");
    care.therapist.get(&path).await.problem(404, "not_found");
    care.therapist.get(&versions).await.problem(404, "not_found");
    assert!(care.therapist.get(&of(&care.ann)).await.expect(200).items().is_empty());
    let say = |title: &str, more: Value| {
        let mut body = json!({"on": on(-7), "title": title});
        more.as_object().unwrap().iter().for_each(|(name, value)| body[name] = value.clone());
        body
    };
    care.ann.put_if(&path, "\"1\"", say("Still mine", json!({}))).await.expect(200);
    let told = say("A loss", json!({"visibility": "therapist", "reason": "I want it known now."}));
    care.ann.put_if(&path, "\"2\"", told).await.expect(200);
    // The care team counts from where it began to read.
    let read = care.therapist.get(&path).await.expect(200);
    assert_eq!((&read.body["version"], &read.body["title"]), (&json!(1), &json!("A loss")));
    assert!(care.therapist.get(&versions).await.expect(200).items().is_empty());
    care.ann
        .put_if(&path, "\"3\"", say("A loss of a friend", json!({"reason": "More exact."})))
        .await
        .expect(200);
    let kept = care.therapist.get(&versions).await.expect(200);
    let told = |one: &Value| (one["version"].clone(), one["title"].clone(), one["reason"].clone());
    let all: Vec<_> = kept.items().iter().map(told).collect();
    assert_eq!(all, [(json!(1), json!("A loss"), json!("More exact."))]);
    let own: Vec<_> = care.ann.get(&versions).await.expect(200).items().iter().map(told).collect();
    assert_eq!(
        own,
        [
            (json!(3), json!("A loss"), json!("More exact.")),
            (json!(2), json!("Still mine"), json!("I want it known now.")),
            (json!(1), json!("We moved house"), Value::Null),
        ]
    );
    care.ann.put_if(&path, "\"4\"", say("Mine again", json!({"visibility": "private"}))).await.expect(200);
    care.therapist.get(&path).await.problem(404, "not_found");
    care.therapist.get(&versions).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_finds_what_is_there_and_a_deleted_id_stays_deleted() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let mut body = event(json!({}));
    let at_once = futures_util::future::join_all((0..4).map(|_| log(&care.ann, &body))).await;
    assert_eq!(at_once.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(at_once.iter().all(|answer| matches!(answer.status, 200 | 201)));
    let path = format!("{}/{}", of(&care.ann), at_once[0].id());
    let other = json!({"on": on(-6), "title": "We moved house"});
    let corrected = care.ann.put_if(&path, "\"1\"", other.clone()).await.expect(200);
    assert_eq!(log(&care.ann, &body).await.expect(200).text, corrected.text);
    // Changing nothing keeps the version.
    assert_eq!(care.ann.put_if(&path, "\"2\"", other.clone()).await.expect(200).etag(), "\"2\"");
    care.ann.put_if(&path, "\"1\"", other.clone()).await.problem(412, "precondition_failed");
    care.ann.put(&path, other.clone()).await.problem(428, "precondition_required");
    care.ann.delete_if(&path, "\"1\"").await.problem(412, "precondition_failed");
    care.ann.delete_if(&path, "\"2\"").await.expect(204);
    for reader in [&care.ann, &care.therapist] {
        reader.get(&path).await.problem(404, "not_found");
        reader.get(&format!("{path}/versions")).await.problem(404, "not_found");
        assert!(reader.get(&of(&care.ann)).await.expect(200).items().is_empty());
    }
    care.ann.put_if(&path, "\"3\"", other).await.problem(404, "not_found");
    log(&care.ann, &body).await.problem(409, "deleted");
    body["title"] = json!("Something else");
    log(&care.ann, &body).await.problem(409, "id_taken");
    // The partner's rows are other rows: the same id tells nothing.
    log(&care.ben, &body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let bad = json!({"id": uuid::Uuid::from_u128(1), "on": "1899-12-31", "title": "\u{200b}"});
    log(&care.ann, &event(bad)).await.invalid(&["#/id", "#/on", "#/title"]);
    log(&care.ann, &event(json!({"title": "x".repeat(201)}))).await.invalid(&["#/title"]);
    log(&care.ann, &event(json!({"title": "two\nlines"}))).await.invalid(&["#/title"]);
    log(&care.ann, &event(json!({"visibility": "partner"}))).await.invalid(&["#/visibility"]);
    log(&care.ann, &event(json!({"couple_id": new_id()}))).await.invalid(&["#/couple_id"]);
    care.ben.post(&of(&care.ann), event(json!({}))).await.problem(404, "not_found");
    care.therapist.post(&of(&care.ann), event(json!({}))).await.problem(403, "forbidden");
    let made = log(&care.ann, &event(json!({"couple_id": care.couple}))).await.expect(201);
    care.ann.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    log(&care.ann, &event(json!({"couple_id": care.couple}))).await.problem(409, "couple_ended");
    care.ann.get(&format!("{}/{}", of(&care.ann), made.id())).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_from_page_to_page_newest_day_first() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for days in [1, 3, 2] {
        log(&care.ann, &event(json!({"on": on(-days)}))).await.expect(201);
    }
    let first = care.ann.get(&format!("{}?limit=2", of(&care.ann))).await.expect(200);
    let days: Vec<_> = first.items().iter().map(|item| item["on"].clone()).collect();
    assert_eq!(days, [json!(on(-1)), json!(on(-2))]);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = care.ann.get(&format!("{}?limit=2&cursor={cursor}", of(&care.ann))).await.expect(200);
    assert_eq!((second.items().len(), &second.items()[0]["on"]), (1, &json!(on(-3))));
    let window = format!("{}?on_from={}&on_to={}", of(&care.ann), on(-3), on(-2));
    assert_eq!(care.therapist.get(&window).await.expect(200).items().len(), 2);
    let sql = app.sql().await;
    let open = "SELECT count(*) FROM life_events WHERE encode(title_sealed, 'escape') LIKE '%moved%'";
    assert_eq!(sql.number(open).await, 0);
}
