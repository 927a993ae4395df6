//! Setting, reading, sharing, ending and deleting boundaries.

use serde_json::{Value, json};

use super::{limit, of, protective, set};
use crate::safety::{hold, lift};
use crate::support::homework::Care;
use crate::support::{Answer, Caller, TestApp, new_id};

async fn list(care: &Care<'_>, reader: &Caller) -> Answer {
    reader.get(&format!("/v1/couples/{}/boundaries", care.couple)).await
}

fn own(care: &Care<'_>, made: &Answer) -> String {
    format!("{}/{}", of(&care.ann), made.id())
}

/// What a correction says again.
fn said(over: Value) -> Value {
    let mut body = json!({
        "limit": "An hour of quiet.", "so_that": "I can listen afterwards.",
        "reconnect": {"what": "We have tea.", "after_minutes": 60}
    });
    for (name, value) in over.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_for_connection_needs_a_plan_for_closeness() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let made = set(&care.ann, &limit(&care, script, json!({}))).await.expect(201);
    assert_eq!(made.body["source"]["item_id"], json!(script));
    assert_eq!((&made.body["source"]["version"], &made.body["visibility"]), (&json!(1), &json!("therapist")));
    assert_eq!(care.therapist.get(&own(&care, &made)).await.expect(200).body["limit"], "An hour of quiet.");
    care.ben.get(&own(&care, &made)).await.problem(404, "not_found");
    let none =
        set(&care.ann, &limit(&care, script, json!({"reconnect": null}))).await.invalid(&["#/reconnect"]);
    assert_eq!(none.body["errors"][0]["code"], "reconnect_required");
    for plan in [json!({"what": "Tea"}), json!({"what": "Tea", "after_minutes": 5, "at": "20:00"})] {
        set(&care.ann, &limit(&care, script, json!({"reconnect": plan}))).await.invalid(&["#/reconnect"]);
    }
    let without = json!({"limit": "An hour.", "so_that": "So."});
    care.ann.put_if(&own(&care, &made), "\"1\"", without).await.invalid(&["#/reconnect"]);
    let habit = care.item("daily-check-in").await;
    set(&care.ann, &limit(&care, habit, json!({}))).await.invalid(&["#/item_id"]);
    set(&care.ann, &limit(&care, script, json!({"item_id": null}))).await.invalid(&["#/item_id"]);
    set(&care.ann, &limit(&care, new_id(), json!({}))).await.invalid(&["#/item_id"]);
    let given = care.to_couple("limit-with-reconnect", "each").await.id();
    let of_homework = json!({"item_id": null, "couple_id": null, "assignment_id": given});
    let made = set(&care.ann, &limit(&care, script, of_homework)).await.expect(201);
    assert_eq!(made.body["couple_id"], json!(care.couple));
    care.ben.post(&of(&care.ann), limit(&care, script, json!({}))).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_protective_limit_never_asks_for_closeness_and_is_never_widened() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = protective(&care).await;
    let body = |over: Value| {
        let mut over = over;
        over["purpose"] = json!("protective");
        if over["reconnect"].is_null() {
            over["reconnect"] = Value::Null;
        }
        limit(&care, script, over)
    };
    let made = set(&care.ann, &body(json!({}))).await.expect(201);
    assert_eq!(made.body["audience"], json!(["self", "care_team"]));
    let plan = json!({"what": "Tea", "after_minutes": 5});
    set(&care.ann, &body(json!({"reconnect": plan, "visibility": "partner"})))
        .await
        .invalid(&["#/reconnect", "#/visibility"]);
    let wider = json!({"limit": "l", "so_that": "s", "visibility": "partner"});
    care.ann.put_if(&own(&care, &made), "\"1\"", wider).await.invalid(&["#/visibility"]);
    let closer = json!({"limit": "l", "so_that": "s", "reconnect": plan});
    care.ann.put_if(&own(&care, &made), "\"1\"", closer).await.invalid(&["#/reconnect"]);
    // One purpose does not become the other.
    set(&care.ann, &limit(&care, script, json!({}))).await.invalid(&["#/purpose"]);
    assert_eq!(list(&care, &care.ben).await.expect(200).items().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sharing_ending_and_taking_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let made = set(&care.ann, &limit(&care, script, json!({"visibility": "partner"}))).await.expect(201);
    let seen = list(&care, &care.ben).await.expect(200);
    let expected = json!({"id": made.body["shared_id"], "client_id": care.ann.id, "assignment_id": null,
        "local_date": made.body["local_date"], "limit": "An hour of quiet.", "so_that": "I can listen afterwards.",
        "reconnect": {"what": "We have tea.", "after_minutes": 60}, "ended": false, "version": 1});
    assert_eq!(seen.items(), &vec![expected]);
    set(&care.ann, &limit(&care, script, json!({"visibility": "private"}))).await.expect(201);
    assert_eq!(list(&care, &care.ben).await.expect(200).text, seen.text);
    let path = own(&care, &made);
    let request = care.ann.request(reqwest::Method::PUT, &format!("{path}/end")).header("If-Match", "\"1\"");
    let ended = Answer::of(request).await.expect(200);
    assert!(ended.body["ended_at"].is_string());
    assert_eq!(care.ann.get(&path).await.expect(200).body, ended.body);
    let request = care.ann.request(reqwest::Method::PUT, &format!("{path}/end")).header("If-Match", "\"2\"");
    assert_eq!(Answer::of(request).await.expect(200).body, ended.body);
    let after = list(&care, &care.ben).await.expect(200);
    assert_eq!((&after.items()[0]["ended"], &after.items()[0]["version"]), (&json!(true), &json!(2)));
    let open = care.ann.get(&format!("{}?ended=false", of(&care.ann))).await.expect(200);
    assert_eq!(open.items().len(), 1);
    let back = care.ann.put_if(&path, "\"2\"", said(json!({"visibility": "private"}))).await.expect(200);
    assert_eq!(back.body["can_be_noticed"], true);
    assert_eq!(list(&care, &care.ben).await.expect(200).items().len(), 0);
    care.therapist.get(&path).await.problem(404, "not_found");
    let versions = care.ann.get(&format!("{path}/versions")).await.expect(200);
    let ended: Vec<bool> = versions.items().iter().map(|one| one["ended_at"].is_string()).collect();
    assert_eq!(ended, [true, false]);
    care.ann.delete_if(&path, "\"3\"").await.expect(204);
    care.ann.get(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_hold_the_copies_stand_still() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let shared = || limit(&care, script, json!({"visibility": "partner"}));
    let made = set(&care.ann, &shared()).await.expect(201);
    let seen = list(&care, &care.ben).await.expect(200).text;
    let placed = hold(&care.therapist, &care.ann).await;
    let new = set(&care.ann, &shared()).await.expect(201);
    care.ann.put_if(&own(&care, &made), "\"1\"", said(json!({"limit": "Two hours."}))).await.expect(200);
    assert_eq!(new.body["audience"], json!(["self", "care_team", "partner"]));
    let team = care.therapist.get(&own(&care, &new)).await.expect(200);
    assert_eq!(
        (&team.body["audience"], &team.body["shared_id"]),
        (&json!(["self", "care_team"]), &json!(null))
    );
    assert_eq!(list(&care, &care.ben).await.expect(200).text, seen);
    care.ann.delete_if(&own(&care, &made), "\"2\"").await.expect(204);
    assert_eq!(list(&care, &care.ben).await.expect(200).text, seen);
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(list(&care, &care.ben).await.expect(200).items().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_couple_takes_it_from_the_partner() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let made = set(&care.ann, &limit(&care, script, json!({"visibility": "partner"}))).await.expect(201);
    let mine = set(&care.ann, &limit(&care, script, json!({}))).await.expect(201);
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    assert_eq!(list(&care, &care.ben).await.expect(200).items().len(), 0);
    assert_eq!(list(&care, &care.ann).await.expect(200).items().len(), 1);
    assert_eq!(
        care.ann.get(&own(&care, &made)).await.expect(200).body["audience"],
        json!(["self", "care_team"])
    );
    let wider = said(json!({"visibility": "partner"}));
    care.ann.put_if(&own(&care, &mine), "\"1\"", wider).await.problem(409, "couple_ended");
    set(&care.ann, &limit(&care, script, json!({}))).await.problem(409, "couple_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_finds_what_is_there() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let mut body = limit(&care, script, json!({}));
    let made = set(&care.ann, &body).await.expect(201);
    assert_eq!(set(&care.ann, &body).await.expect(200).text, made.text);
    let sent = body.clone();
    body["limit"] = json!("Two hours.");
    set(&care.ann, &body).await.problem(409, "id_taken");
    care.ann.delete_if(&own(&care, &made), "\"1\"").await.expect(204);
    set(&care.ann, &sent).await.problem(409, "deleted");
}
