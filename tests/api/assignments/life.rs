use diesel::sql_types::{Date, Nullable};
use diesel_async::RunQueryDsl;
use reqwest::Method;
use serde_json::json;

use crate::support::homework::{Care, day};
use crate::support::{Answer, Caller, TestApp};

async fn put_empty(caller: &Caller, path: &str, etag: &str) -> Answer {
    Answer::of(caller.request(Method::PUT, path).header("If-Match", etag)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_runs_rests_and_ends() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("daily-check-in").await;
    let body = json!({"item_id": item, "status": "proposed", "starts_on": day(-5)});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    let path = format!("/v1/assignments/{}", made.id());
    let step = |name: &str| format!("{path}/{name}");
    care.therapist.put_if(&step("pause"), "\"1\"", json!({})).await.problem(409, "wrong_state");
    put_empty(&care.therapist, &step("completion"), "\"1\"").await.problem(409, "wrong_state");
    put_empty(&care.therapist, &step("activation"), "\"7\"").await.problem(412, "precondition_failed");
    Answer::of(care.therapist.request(Method::PUT, &step("activation")))
        .await
        .problem(428, "precondition_required");
    put_empty(&care.ann, &step("activation"), "\"1\"").await.problem(403, "forbidden");
    let active = put_empty(&care.therapist, &step("activation"), "\"1\"").await.expect(200);
    assert_eq!((&active.body["status"], active.etag().as_str()), (&json!("active"), "\"2\""));
    let twice = put_empty(&care.therapist, &step("activation"), "\"2\"").await.problem(409, "wrong_state");
    assert_eq!(
        twice.body["detail"], "The homework is active: only what is proposed can be activated.",
        "which state it is in, and which the step needs"
    );

    let out = json!({"starts_on": day(-1)});
    care.therapist.put_if(&step("pause"), "\"2\"", out).await.invalid(&["#/starts_on"]);
    let paused =
        care.therapist.put_if(&step("pause"), "\"2\"", json!({"starts_on": day(0)})).await.expect(200);
    assert_eq!(paused.body["status"], "paused");
    let resumed = care.therapist.delete_if(&step("pause"), "\"3\"").await.expect(200);
    assert_eq!((&resumed.body["status"], resumed.etag().as_str()), (&json!("active"), "\"4\""));
    assert_eq!(pauses(&app).await, [(day(0), Some(day(-1)))]);

    let paused = care.therapist.put_if(&step("pause"), "\"4\"", json!({})).await.expect(200);
    let done = put_empty(&care.therapist, &step("completion"), &paused.etag()).await.expect(200);
    assert_eq!((&done.body["status"], &done.body["ends_on"]), (&json!("completed"), &json!(day(0))));
    assert_eq!(pauses(&app).await, [(day(0), Some(day(-1))), (day(0), Some(day(0)))]);
    care.therapist.put_if(&step("stop"), &done.etag(), json!({})).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_has_a_day_and_a_stopped_proposal_none() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let running = care.to_couple("daily-check-in", "together").await.id();
    let path = format!("/v1/assignments/{running}/stop");
    care.therapist.put_if(&path, "\"1\"", json!({"ends_on": day(1)})).await.invalid(&["#/ends_on"]);
    care.therapist.put_if(&path, "\"1\"", json!({"ends_on": day(-12)})).await.invalid(&["#/ends_on"]);
    let stopped = care.therapist.put_if(&path, "\"1\"", json!({"ends_on": day(-3)})).await.expect(200);
    assert_eq!((&stopped.body["status"], &stopped.body["ends_on"]), (&json!("stopped"), &json!(day(-3))));

    let item = care.item("daily-check-in").await;
    let body = json!({"item_id": item, "status": "proposed", "starts_on": day(0)});
    let made =
        care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201);
    let path = format!("/v1/assignments/{}/stop", made.id());
    let stopped = care.therapist.put_if(&path, "\"1\"", json!({})).await.expect(200);
    // It has no last day, because it has no day.
    assert_eq!((&stopped.body["status"], &stopped.body["ends_on"]), (&json!("stopped"), &json!(null)));
    assert_eq!(care.ann.get(&format!("/v1/assignments/{}", made.id())).await.expect(200).body, stopped.body);
    let ahead = json!({"item_id": item, "starts_on": day(5)});
    let place = format!("/v1/couples/{}/assignments", care.couple);
    let made = care.therapist.post(&place, ahead).await.expect(201);
    let path = format!("/v1/assignments/{}/stop", made.id());
    let stopped = care.therapist.put_if(&path, "\"1\"", json!({})).await.expect(200);
    assert_eq!(stopped.body["ends_on"], json!(null));
}

/// Guards that days on which homework was only proposed are nobody's lapse.
#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_begins_on_the_day_it_is_activated_at_the_earliest() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let item = care.item("mindful-minute").await;
    let place = format!("/v1/clients/{}/assignments", care.ann.id);
    let proposed = async |over: serde_json::Value| {
        let mut body = json!({"item_id": item, "status": "proposed"});
        body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
        format!("/v1/assignments/{}", care.therapist.post(&place, body).await.expect(201).id())
    };
    let activate = async |path: &str| {
        let etag = care.therapist.get(path).await.expect(200).etag();
        put_empty(&care.therapist, &format!("{path}/activation"), &etag).await
    };
    let late = proposed(json!({"starts_on": day(-10)})).await;
    // A revision of the meantime moves along, and stays the newest.
    care.therapist.patch_if(&late, "\"1\"", json!({"minutes": 3})).await.expect(200);
    let back = "UPDATE assignment_revisions SET effective_from = effective_from - 4 WHERE number = 2";
    app.sql().await.run(back).await;
    let active = activate(&late).await.expect(200);
    assert_eq!((&active.body["starts_on"], &active.body["effective_from"]), (&json!(day(0)), &json!(day(0))));
    assert_eq!(active.body["minutes"], 3);
    let revisions = care.ann.get(&format!("{late}/revisions")).await.expect(200);
    assert!(revisions.items().iter().all(|one| one["effective_from"] == day(0)), "{}", revisions.text);
    let progress = care.therapist.get(&format!("/v1/clients/{}/progress", care.ann.id)).await.expect(200);
    let counts = &progress.body["assignments"][0]["subjects"][0]["practice"]["adherence"]["counts"];
    assert_eq!(counts["unrecorded"], 0, "{}", progress.text);
    let caseload = care.therapist.get("/v1/caseload").await.expect(200);
    assert!(caseload.items().iter().all(|one| one["lapses"]["open"] == 0), "{}", caseload.text);

    let ahead = activate(&proposed(json!({"starts_on": day(4)})).await).await.expect(200);
    assert_eq!(ahead.body["starts_on"], day(4));
    // What would be over before it began is not begun.
    let over = proposed(json!({"starts_on": day(-10), "ends_on": day(-2)})).await;
    activate(&over).await.problem(409, "wrong_state");
    let once = json!({"type": "once", "due_on": day(-2)});
    let due = proposed(json!({"starts_on": day(-10), "cadence": once})).await;
    activate(&due).await.problem(409, "wrong_state");
    care.therapist
        .patch_if(&due, "\"1\"", json!({"cadence": {"type": "once", "due_on": day(2)}}))
        .await
        .expect(200);
    activate(&due).await.expect(200);
}

async fn pauses(app: &TestApp) -> Vec<(String, Option<String>)> {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = Date)]
        starts_on: chrono::NaiveDate,
        #[diesel(sql_type = Nullable<Date>)]
        ends_on: Option<chrono::NaiveDate>,
    }
    let rows: Vec<Row> =
        diesel::sql_query("SELECT starts_on, ends_on FROM assignment_pauses ORDER BY starts_on, ends_on")
            .load(&mut app.root().await)
            .await
            .unwrap();
    rows.iter().map(|row| (row.starts_on.to_string(), row.ends_on.map(|day| day.to_string()))).collect()
}

/// What a couple did together is a record that stands still once the couple has ended.
#[tokio::test(flavor = "multi_thread")]
async fn an_ended_couples_homework_takes_no_step() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let made = care.to_couple("daily-check-in", "together").await.expect(201);
    let path = format!("/v1/assignments/{}", made.id());
    Answer::of(care.ben.request(Method::PUT, &format!("/v1/couples/{}/end", care.couple))).await.expect(200);
    for step in ["pause", "stop"] {
        let tried = care.therapist.put_if(&format!("{path}/{step}"), "\"1\"", json!({})).await;
        tried.problem(409, "couple_ended");
    }
    put_empty(&care.therapist, &format!("{path}/completion"), "\"1\"").await.problem(409, "couple_ended");
    assert_eq!(care.therapist.get(&path).await.expect(200).body["status"], "active");
}
