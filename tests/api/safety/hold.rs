//! What a safety hold keeps from the partner, and what it refuses to the care team.

use serde_json::json;

use super::{hold, lift, mark, marks};
use crate::support::homework::{Care, check_in, of, put_item, write};
use crate::support::{Answer, Caller, TestApp, new_id};

fn shared_path(care: &Care<'_>, act: &Answer) -> String {
    format!("/v1/couples/{}/check-ins/{}", care.couple, act.body["shared_id"].as_str().unwrap())
}

async fn ids_seen_by_ben(care: &Care<'_>) -> Vec<serde_json::Value> {
    let listed = care.ben.get(&format!("/v1/couples/{}/check-ins?limit=200", care.couple)).await.expect(200);
    listed.items().iter().map(|item| item["id"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_reaches_the_partner_and_the_author_sees_no_difference() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let before = write(&care.ann, &check_in(&assignment, json!({"minutes": 5}))).await.expect(201);
    let seen = care.shared(&care.ben).await.expect(200).text;
    let figures = format!("/v1/couples/{}/progress", care.couple);
    let counted = care.ben.get(&figures).await.expect(200).text;
    hold(&care.therapist, &care.ann).await;

    let new = write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201);
    assert_eq!(new.body["audience"], json!(["self", "care_team", "partner"]));
    let own = format!("{}/{}", of(&care.ann), before.id());
    let body = json!({"outcome": "partly", "minutes": 50, "personal": {"note": "For you.", "visibility": "partner"}});
    let corrected = care.ann.put_if(&own, "\"1\"", body).await.expect(200);
    assert_eq!(corrected.body["shared_id"], before.body["shared_id"]);
    // The care team is told whom it reaches in fact.
    let told = async |reader: &Caller, act: &Answer| {
        let act = reader.get(&format!("{}/{}", of(&care.ann), act.id())).await.expect(200).body;
        json!([act["audience"], act["shared_id"].is_string(), act["personal"]["audience"]])
    };
    let (team, all) = (json!(["self", "care_team"]), json!(["self", "care_team", "partner"]));
    assert_eq!(told(&care.therapist, &new).await, json!([team, false, null]));
    assert_eq!(told(&care.ann, &new).await, json!([all, true, null]));
    assert_eq!(told(&care.therapist, &before).await, json!([all, true, team]));
    assert_eq!(told(&care.ann, &before).await, json!([all, true, all]));
    let listed = care.therapist.get(&of(&care.ann)).await.expect(200);
    assert_eq!(listed.items().iter().filter(|act| act["audience"] == team).count(), 1);
    care.ben.get(&shared_path(&care, &new)).await.problem(404, "not_found");
    assert_eq!(care.shared(&care.ben).await.expect(200).text, seen);
    assert_eq!(care.ben.get(&figures).await.expect(200).text, counted);
    // The author and the care team read what was written.
    for reader in [&care.ann, &care.therapist] {
        assert_eq!(care.shared(reader).await.expect(200).items().len(), 2);
        assert_eq!(reader.get(&shared_path(&care, &before)).await.expect(200).body["minutes"], 50);
    }
    // What Ben writes goes on reaching Ann.
    write(&care.ben, &check_in(&assignment, json!({}))).await.expect(201);
    assert_eq!(care.shared(&care.ann).await.expect(200).items().len(), 3);
    care.ann.delete_if(&own, "\"2\"").await.expect(204);
    assert_eq!(care.ben.get(&shared_path(&care, &before)).await.expect(200).body["minutes"], 5);
}

/// Guards who was held: how it felt is taken back as the act is, with the lifting at the latest.
#[tokio::test(flavor = "multi_thread")]
async fn lifting_takes_away_how_it_felt_where_that_was_taken_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let felt = |visibility: &str| json!({"visibility": visibility, "closeness": 9, "note": "It was late."});
    let post = async || {
        write(&care.ann, &check_in(&assignment, json!({"personal": felt("partner")}))).await.expect(201)
    };
    let (kept, narrowed, left_out) = (post().await, post().await, post().await);
    let placed = hold(&care.therapist, &care.ann).await;
    let own = |act: &Answer| format!("{}/{}", of(&care.ann), act.id());
    let private = json!({"outcome": "done", "visibility": "partner", "personal": felt("private")});
    care.ann.put_if(&own(&narrowed), "\"1\"", private).await.expect(200);
    let without = json!({"outcome": "done", "visibility": "partner"});
    care.ann.put_if(&own(&left_out), "\"1\"", without).await.expect(200);
    let read = async |act: &Answer| {
        care.ben.get(&shared_path(&care, act)).await.expect(200).body["personal"].clone()
    };
    for act in [&kept, &narrowed, &left_out] {
        assert_eq!(read(act).await["note"], "It was late.", "under the hold nothing moves");
    }
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(read(&kept).await["closeness"], 9);
    assert_eq!((read(&narrowed).await, read(&left_out).await), (json!(null), json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lifting_takes_away_what_was_taken_back_and_brings_nothing_by_itself() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let post = async || write(&care.ann, &check_in(&assignment, json!({"minutes": 5}))).await.expect(201);
    let (kept, deleted, taken_back) = (post().await, post().await, post().await);
    let placed = hold(&care.therapist, &care.ann).await;
    let own = |act: &Answer| format!("{}/{}", of(&care.ann), act.id());
    let meanwhile = post().await;
    care.ann.put_if(&own(&kept), "\"1\"", json!({"outcome": "done", "minutes": 9})).await.expect(200);
    care.ann.delete_if(&own(&deleted), "\"1\"").await.expect(204);
    let back = json!({"outcome": "done", "visibility": "therapist"});
    care.ann.put_if(&own(&taken_back), "\"1\"", back).await.expect(200);
    assert_eq!(care.shared(&care.ben).await.expect(200).items().len(), 3);

    lift(&care.therapist, &care.ann, &placed).await;
    let lifted_at = new_id().to_string();
    let left = care.shared(&care.ben).await.expect(200);
    assert_eq!(left.items().len(), 1);
    assert_eq!((&left.items()[0]["minutes"], &left.items()[0]["version"]), (&json!(5), &json!(1)));
    // A private change of what was written meanwhile still tells nothing; the next shared one does.
    let private =
        json!({"outcome": "done", "minutes": 9, "personal": {"note": "Mine.", "visibility": "private"}});
    care.ann.put_if(&own(&kept), "\"2\"", private).await.expect(200);
    assert_eq!(care.shared(&care.ben).await.expect(200).text, left.text);
    care.ann.put_if(&own(&kept), "\"3\"", json!({"outcome": "done", "minutes": 10})).await.expect(200);
    care.ann.put_if(&own(&meanwhile), "\"1\"", json!({"outcome": "partly", "minutes": 6})).await.expect(200);
    assert_eq!(care.ben.get(&shared_path(&care, &kept)).await.expect(200).body["version"], 2);
    // It comes under a name made now: the one that its author was told is as old as the writing, and would tell of the hold.
    care.ben.get(&shared_path(&care, &meanwhile)).await.problem(404, "not_found");
    let came = ids_seen_by_ben(&care).await;
    assert_eq!(came.len(), 2);
    let new = came.iter().find(|id| **id != kept.body["shared_id"]).unwrap().as_str().unwrap();
    assert!(new > lifted_at.as_str(), "{new} {lifted_at}");
    let path = format!("/v1/couples/{}/check-ins/{new}", care.couple);
    assert_eq!(care.ben.get(&path).await.expect(200).body["version"], 1);
    // It goes on as any other: changed, kept over another hold, taken back.
    care.ann.put_if(&own(&meanwhile), "\"2\"", json!({"outcome": "done", "minutes": 7})).await.expect(200);
    let placed = hold(&care.therapist, &care.ann).await;
    lift(&care.therapist, &care.ann, &placed).await;
    assert_eq!(care.ben.get(&path).await.expect(200).body["minutes"], 7);
    let back = json!({"outcome": "done", "minutes": 7, "visibility": "therapist"});
    care.ann.put_if(&own(&meanwhile), "\"3\"", back).await.expect(200);
    care.ben.get(&path).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_while_the_hold_is_placed_is_there_before_it_or_never() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    for _ in 0..5 {
        let writers = futures_util::future::join_all(
            (0..12).map(|_| async { write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201) }),
        );
        let holder = async {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            let placed = hold(&care.therapist, &care.ann).await;
            (placed, ids_seen_by_ben(&care).await)
        };
        let (_, (placed, seen)) = tokio::join!(writers, holder);
        assert_eq!(ids_seen_by_ben(&care).await, seen);
        lift(&care.therapist, &care.ann, &placed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn homework_that_is_unsuitable_under_a_hold_is_refused() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let file = format!("{}/library/items/daily-check-in.json", env!("CARGO_MANIFEST_DIR"));
    let item: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let (suitable, unsuitable) =
        (put_item(&care.practice, &item).await, put_item(&care.practice, &item).await);
    let mark =
        format!("UPDATE library_versions SET unsuitable_under_hold = true WHERE item_id = '{unsuitable}'");
    app.sql().await.run(&mark).await;
    let address = format!("/v1/couples/{}/assignments", care.couple);
    let give = async |item| care.therapist.post(&address, json!({"item_id": item, "mode": "together"})).await;
    give(unsuitable).await.expect(201);
    let placed = hold(&care.therapist, &care.ben).await;
    give(unsuitable).await.invalid(&["#/item_id"]);
    give(suitable).await.expect(201);
    lift(&care.therapist, &care.ben, &placed).await;
    give(unsuitable).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_for_the_couple_waits() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let report = async |audience| {
        let body = json!({"couple_id": care.couple, "audience": audience});
        care.therapist.post("/v1/reports", body).await.expect(201)
    };
    let (for_couple, for_team) = (report("couple").await, report("clinician").await);
    let finalise = async |report: &Answer| {
        let path = format!("/v1/reports/{}/finalisation", report.id());
        care.therapist.request(reqwest::Method::PUT, &path).header("If-Match", report.etag())
    };
    let placed = hold(&care.therapist, &care.ann).await;
    Answer::of(finalise(&for_couple).await).await.problem(409, "held");
    Answer::of(finalise(&for_team).await).await.expect(200);
    lift(&care.therapist, &care.ann, &placed).await;
    Answer::of(finalise(&for_couple).await).await.expect(200);
}

/// Who writes while a hold is being placed waits for it, and finds it placed.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_waits_for_a_hold_that_is_being_placed() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let placed = hold(&care.therapist, &care.ann).await;
    lift(&care.therapist, &care.ann, &placed).await;
    let placing = app.sql().await;
    let place = format!(
        "BEGIN; SELECT id FROM clients WHERE id = '{}' FOR UPDATE; \
         UPDATE safety_marks SET lifted_by = NULL, lifted_at = NULL, lift_reason_sealed = NULL WHERE id = '{}'",
        care.ann.id,
        placed.id()
    );
    placing.run(&place).await;
    let writing = async { write(&care.ann, &check_in(&assignment, json!({}))).await.expect(201) };
    let ending = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        placing.run("COMMIT").await;
    };
    tokio::join!(writing, ending);
    assert!(care.shared(&care.ben).await.expect(200).items().is_empty());
}

/// A flag tells the care team something, and keeps nothing from anybody.
#[tokio::test(flavor = "multi_thread")]
async fn a_flag_holds_nothing_back() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    care.therapist.post(&marks(&care.ann), mark("flag")).await.expect(201);
    let new = write(&care.ann, &check_in(&assignment, json!({"minutes": 5}))).await.expect(201);
    assert_eq!(care.ben.get(&shared_path(&care, &new)).await.expect(200).body["minutes"], 5);
    let own = format!("{}/{}", of(&care.ann), new.id());
    care.ann.put_if(&own, "\"1\"", json!({"outcome": "done", "minutes": 6})).await.expect(200);
    assert_eq!(care.ben.get(&shared_path(&care, &new)).await.expect(200).body["minutes"], 6);
}
