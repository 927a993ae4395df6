//! Uses of boundaries: when a return is due, what came of it, and who reads it.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{limit, note, of, protective, set, used, uses_of};
use crate::support::homework::{Care, noon};
use crate::support::{Answer, TestApp, new_id};

fn own(care: &Care<'_>, made: &Answer) -> String {
    format!("{}/{}", uses_of(&care.ann), made.id())
}

fn later(minutes: i64) -> String {
    let at: DateTime<Utc> = noon(-1).parse().unwrap();
    (at + TimeDelta::minutes(minutes)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_use_is_private_and_its_return_is_due_by_the_plan() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let boundary = set(&care.ann, &limit(&care, script, json!({"visibility": "partner"}))).await.expect(201);
    let shared = format!("/v1/couples/{}/boundaries", care.couple);
    let before = care.ben.get(&shared).await.expect(200).text;
    let body = used(&boundary.id(), json!({"note": "Hard day."}));
    let made = note(&care.ann, &body).await.expect(201);
    assert_eq!((&made.body["visibility"], &made.body["audience"]), (&json!("private"), &json!(["self"])));
    assert_eq!(made.body["return_due_at"], json!(later(60)));
    let came = json!({"returned_at": later(55), "reconnected": true, "respected": "partly", "note": "Good."});
    let told = care.ann.put_if(&own(&care, &made), "\"1\"", came).await.expect(200);
    assert_eq!((&told.body["returned_at"], &told.body["reconnected"]), (&json!(later(55)), &json!(true)));
    assert_eq!(care.ann.get(&own(&care, &made)).await.expect(200).body, told.body);
    let versions = care.ann.get(&format!("{}/versions", own(&care, &made))).await.expect(200);
    assert_eq!(
        (&versions.items()[0]["note"], &versions.items()[0]["returned_at"]),
        (&json!("Hard day."), &json!(null))
    );
    for stranger in [&care.ben, &care.therapist] {
        stranger.get(&own(&care, &made)).await.problem(404, "not_found");
    }
    assert_eq!(care.therapist.get(&uses_of(&care.ann)).await.expect(200).items().len(), 0);
    assert_eq!(care.ben.get(&shared).await.expect(200).text, before);
    // The plan of then stays, whatever the boundary says later.
    let plan = json!({"limit": "l", "so_that": "s", "reconnect": {"what": "Tea", "at": "20:00"}});
    care.ann.put_if(&format!("{}/{}", of(&care.ann), boundary.id()), "\"1\"", plan).await.expect(200);
    assert_eq!(note(&care.ann, &body).await.expect(200).body["return_due_at"], json!(later(60)));
    care.ann.delete_if(&own(&care, &made), "\"2\"").await.expect(204);
    note(&care.ann, &body).await.problem(409, "deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reads_a_use_who_does_not_read_the_boundary() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let boundary = set(&care.ann, &limit(&care, script, json!({}))).await.expect(201);
    let path = format!("{}/{}", of(&care.ann), boundary.id());
    let told = json!({"visibility": "therapist"});
    let made = note(&care.ann, &used(&boundary.id(), told.clone())).await.expect(201);
    assert_eq!(made.body["audience"], json!(["self", "care_team"]));
    care.therapist.get(&own(&care, &made)).await.expect(200);
    note(&care.ann, &used(&boundary.id(), json!({"visibility": "partner"}))).await.invalid(&["#/visibility"]);
    let narrower = json!({"limit": "l", "so_that": "s", "reconnect": {"what": "Tea", "after_minutes": 5},
        "visibility": "private"});
    care.ann.put_if(&path, "\"1\"", narrower).await.expect(200);
    care.therapist.get(&own(&care, &made)).await.problem(404, "not_found");
    assert_eq!(care.ann.get(&own(&care, &made)).await.expect(200).body["audience"], json!(["self"]));
    note(&care.ann, &used(&boundary.id(), told)).await.invalid(&["#/visibility"]);
    care.ann.delete_if(&path, "\"2\"").await.expect(204);
    care.ann.get(&own(&care, &made)).await.problem(404, "not_found");
    note(&care.ann, &used(&boundary.id(), json!({}))).await.invalid(&["#/boundary_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_rule_is_named() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let script = care.item("limit-with-reconnect").await;
    let boundary = set(&care.ann, &limit(&care, script, json!({}))).await.expect(201);
    let early = json!({"returned_at": noon(-2)});
    note(&care.ann, &used(&boundary.id(), early)).await.invalid(&["#/returned_at"]);
    note(&care.ann, &used(&boundary.id(), json!({"started_at": noon(2)}))).await.invalid(&["#/started_at"]);
    let absent = note(&care.ann, &used(&new_id().to_string(), json!({}))).await.invalid(&["#/boundary_id"]);
    let bens = set(&care.ben, &limit(&care, script, json!({}))).await.expect(201);
    let foreign = note(&care.ann, &used(&bens.id(), json!({}))).await.invalid(&["#/boundary_id"]);
    assert_eq!(absent.body_without_instance(), foreign.body_without_instance());
    let alone = set(&care.ann, &limit(&care, script, json!({"couple_id": null}))).await.expect(201);
    note(&care.ann, &used(&alone.id(), json!({"notify_partner": true}))).await.invalid(&["#/notify_partner"]);
    let over: Value = json!({"purpose": "protective", "reconnect": null});
    let guard = set(&care.ann, &limit(&care, protective(&care).await, over)).await.expect(201);
    let asks = json!({"returned_at": noon(-1), "reconnected": true, "notify_partner": true});
    let pointers = ["#/returned_at", "#/reconnected", "#/notify_partner"];
    note(&care.ann, &used(&guard.id(), asks)).await.invalid(&pointers);
    let kept = note(&care.ann, &used(&guard.id(), json!({"respected": "yes"}))).await.expect(201);
    assert_eq!(kept.body["return_due_at"], json!(null));
    let path = format!("{}/{}/end", of(&care.ann), boundary.id());
    app.clock.advance(TimeDelta::minutes(1));
    let end = care.ann.request(reqwest::Method::PUT, &path).header("If-Match", "\"1\"");
    let ended: DateTime<Utc> =
        Answer::of(end).await.expect(200).body["ended_at"].as_str().unwrap().parse().unwrap();
    let after = json!({"started_at": ended + TimeDelta::minutes(1)});
    note(&care.ann, &used(&boundary.id(), after)).await.invalid(&["#/started_at"]);
    // What began before arrives late.
    note(&care.ann, &used(&boundary.id(), json!({}))).await.expect(201);
}
