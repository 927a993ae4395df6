//! Pauses and excused periods of one member.

use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, day, noon, write};
use crate::support::{Caller, TestApp};

fn part(assignment: &str, of: &Caller) -> String {
    format!("/v1/assignments/{assignment}/participants/{}", of.id)
}

/// Homework that each does once a day, for ten days now.
async fn daily(care: &Care<'_>) -> String {
    let item = care.item("bids-for-connection").await;
    let cadence = json!({"type": "times_per_period", "times": 1, "every": 1, "unit": "day"});
    let body = json!({"item_id": item, "mode": "each", "cadence": cadence, "starts_on": day(-10)});
    care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id()
}

async fn statuses(reader: &Caller, assignment: &str, of: Option<&Caller>) -> Vec<String> {
    let path = format!("/v1/assignments/{assignment}/periods?from={}&to={}", day(-3), day(0));
    let answer = reader.get(&path).await.expect(200);
    let wanted = json!(of.map(|caller| caller.id));
    let subjects = answer.body["subjects"].as_array().unwrap();
    let subject = subjects.iter().find(|subject| subject["client_id"] == wanted).unwrap();
    let status = |it: &Value| it["status"].as_str().unwrap().to_owned();
    subject["periods"].as_array().unwrap().iter().map(status).collect()
}

/// Everything about homework that a partner can read.
async fn all_of(reader: &Caller, care: &Care<'_>, assignment: &str) -> Vec<String> {
    let mut all = Vec::new();
    for path in [
        format!("/v1/assignments/{assignment}"),
        part(assignment, reader),
        format!("/v1/assignments/{assignment}/periods"),
        format!("/v1/clients/{}/today", reader.id),
        format!("/v1/clients/{}/progress", reader.id),
        format!("/v1/couples/{}/progress", care.couple),
    ] {
        all.push(reader.get(&path).await.expect(200).text);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_pauses_alone_for_up_to_two_weeks() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = daily(&care).await;
    let (own, today) = (part(&assignment, &care.ann), format!("/v1/clients/{}/today", care.ann.id));
    let pause = format!("{own}/pause");
    for (body, pointer) in [
        (json!({"until": day(14)}), "#/until"),
        (json!({"until": day(-1)}), "#/until"),
        (json!({"from": day(5), "until": day(4)}), "#/until"),
        (json!({"from": day(-1), "until": day(4)}), "#/from"),
        (json!({"from": day(61), "until": day(62)}), "#/from"),
        (json!({"until": day(2), "reason": " "}), "#/reason"),
    ] {
        care.ann.put_if(&pause, "\"1\"", body).await.invalid(&[pointer]);
    }
    let before = all_of(&care.ben, &care, &assignment).await;
    assert_eq!(care.ann.get(&today).await.expect(200).body["items"].as_array().unwrap().len(), 1);
    let body = json!({"until": day(13), "reason": "We have the flu."});
    let paused = care.ann.put_if(&pause, "\"1\"", body).await.expect(200);
    let told = json!([{"from": day(0), "until": day(13), "reason": "We have the flu."}]);
    assert_eq!((&paused.body["pauses"], paused.etag().as_str()), (&told, "\"2\""));
    assert_eq!(care.therapist.get(&own).await.expect(200).text, paused.text);
    assert!(care.ann.get(&today).await.expect(200).body["items"].as_array().unwrap().is_empty());
    assert_eq!(all_of(&care.ben, &care, &assignment).await, before, "the partner sees nothing of it");
    care.ben.put_if(&pause, "\"2\"", json!({"until": day(1)})).await.problem(404, "not_found");

    // There is one at a time; one that has not begun is taken away without a trace.
    let moved = json!({"from": day(2), "until": day(15)});
    let moved = care.ann.put_if(&pause, "\"2\"", moved).await.expect(200);
    assert_eq!(moved.body["pauses"], json!([{"from": day(2), "until": day(15), "reason": null}]));
    care.ann.put_if(&pause, "\"2\"", json!({"until": day(1)})).await.problem(412, "precondition_failed");
    let gone = care.ann.delete_if(&pause, "\"3\"").await.expect(200);
    assert_eq!(gone.body["pauses"], json!([]));
    care.ann.delete_if(&pause, "\"4\"").await.problem(404, "not_found");
    // A therapist may give more days.
    let long = care.therapist.put_if(&pause, "\"4\"", json!({"until": day(60)})).await.expect(200);
    assert_eq!(long.body["pauses"][0]["until"], day(60));
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    stranger.put_if(&pause, "\"5\"", json!({"until": day(1)})).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_pause_keeps_the_days_that_were_rested() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = daily(&care).await;
    let (own, pause) = (part(&assignment, &care.ann), format!("{}/pause", part(&assignment, &care.ann)));
    care.ann.put_if(&pause, "\"1\"", json!({"until": day(5)})).await.expect(200);
    let sql = app.sql().await;
    sql.run(&format!("UPDATE assignment_pauses SET starts_on = '{}'", day(-3))).await;
    care.ann.put_if(&pause, "\"2\"", json!({"from": day(0), "until": day(5)})).await.invalid(&["#/from"]);
    care.ann.put_if(&pause, "\"2\"", json!({"until": day(11)})).await.invalid(&["#/until"]);
    care.ann.put_if(&pause, "\"2\"", json!({"until": day(10)})).await.expect(200);
    let ended = care.ann.delete_if(&pause, "\"3\"").await.expect(200);
    assert_eq!(ended.body["pauses"], json!([{"from": day(-3), "until": day(-1), "reason": null}]));
    assert_eq!(
        statuses(&care.ann, &assignment, Some(&care.ann)).await,
        ["excused", "excused", "excused", "open"]
    );
    assert_eq!(
        statuses(&care.ben, &assignment, Some(&care.ben)).await,
        ["unrecorded", "unrecorded", "unrecorded", "open"]
    );
    // The next one is a pause of its own.
    let next = care.ann.put_if(&pause, "\"4\"", json!({"from": day(20), "until": day(21)})).await.expect(200);
    assert_eq!(next.body["pauses"].as_array().unwrap().len(), 2);
    assert_eq!(care.ann.get(&own).await.expect(200).text, next.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_period_is_excused_for_one_member() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = daily(&care).await;
    let own = part(&assignment, &care.ann);
    let excuse = |offset: i64| format!("{own}/excuses/{}", day(offset));
    let reason = || json!({"reason": "My father was in hospital."});
    let before = all_of(&care.ben, &care, &assignment).await;
    let told = care.ann.put_if(&excuse(-2), "\"1\"", reason()).await.expect(200);
    let stands =
        json!([{"period_start": day(-2), "period_end": day(-2), "reason": "My father was in hospital."}]);
    assert_eq!(told.body["excuses"], stands);
    assert_eq!(
        statuses(&care.ann, &assignment, Some(&care.ann)).await,
        ["unrecorded", "excused", "unrecorded", "open"]
    );
    let again = care.ann.put_if(&excuse(-2), "\"2\"", json!({"reason": "He was ill."})).await.expect(200);
    assert_eq!(again.body["excuses"][0]["reason"], "He was ill.");
    assert_eq!(again.body["excuses"].as_array().unwrap().len(), 1);
    assert_eq!(all_of(&care.ben, &care, &assignment).await, before, "the partner sees nothing of it");
    // What is met is met.
    let act = check_in(&assignment, json!({"occurred_at": noon(-2), "visibility": "therapist"}));
    write(&care.ann, &act).await.expect(201);
    assert_eq!(statuses(&care.ann, &assignment, Some(&care.ann)).await[1], "met");

    for (offset, code) in [(-11, "no_period"), (61, "out_of_range")] {
        let told = care.ann.put_if(&excuse(offset), "\"3\"", reason()).await.problem(422, "invalid");
        let error = &told.body["errors"][0];
        assert_eq!((&error["parameter"], &error["code"]), (&json!("period_start"), &json!(code)));
    }
    care.ann.put_if(&format!("{own}/excuses/soon"), "\"3\"", reason()).await.problem(404, "not_found");
    care.ben.put_if(&excuse(-1), "\"3\"", reason()).await.problem(404, "not_found");
    care.ann.put_if(&excuse(-1), "\"3\"", json!({"reason": ""})).await.invalid(&["#/reason"]);
    let gone = care.therapist.delete_if(&excuse(-2), "\"3\"").await.expect(200);
    assert_eq!(gone.body["excuses"], json!([]));
    care.ann.delete_if(&excuse(-2), "\"4\"").await.problem(404, "not_found");

    let mut etag = gone.etag();
    for ahead in 0..10 {
        etag = care.ann.put_if(&excuse(ahead), &etag, reason()).await.expect(200).etag();
    }
    care.ann.put_if(&excuse(10), &etag, reason()).await.problem(409, "too_many");
    let etag = care.ann.put_if(&excuse(4), &etag, json!({"reason": "Another one."})).await.expect(200).etag();
    care.ann.put_if(&excuse(-1), &etag, reason()).await.expect(200);
}

/// The joint figures that a partner reads are made of what both share; those of the care team know who rested.
#[tokio::test(flavor = "multi_thread")]
async fn a_rest_counts_in_joint_homework_for_the_care_team_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let own = part(&assignment, &care.ann);
    care.ann
        .put_if(&format!("{own}/excuses/{}", day(-2)), "\"1\"", json!({"reason": "Ill."}))
        .await
        .expect(200);
    let silent = ["unrecorded", "unrecorded", "unrecorded", "open"];
    assert_eq!(statuses(&care.ben, &assignment, None).await, silent);
    assert_eq!(statuses(&care.ann, &assignment, None).await, silent);
    assert_eq!(
        statuses(&care.therapist, &assignment, None).await,
        ["unrecorded", "excused", "unrecorded", "open"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_runs_can_rest() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("bids-for-connection").await;
    let body = json!({"item_id": item, "mode": "each", "status": "proposed"});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    let own = part(&made.id(), &care.ann);
    care.ann
        .put_if(&format!("{own}/pause"), "\"1\"", json!({"until": day(1)}))
        .await
        .problem(409, "wrong_state");
    let excuse = format!("{own}/excuses/{}", day(0));
    care.ann.put_if(&excuse, "\"1\"", json!({"reason": "Ill."})).await.problem(409, "wrong_state");
    let running = part(&daily(&care).await, &care.ann);
    care.ben.put(&format!("/v1/couples/{}/end", care.couple), json!({})).await.expect(200);
    let late = care.ann.put_if(&format!("{running}/pause"), "\"1\"", json!({"until": day(1)})).await;
    late.problem(409, "couple_ended");
}
