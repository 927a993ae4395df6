//! A run beside cancelling, crashes, and reports that cannot be made.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use holdfast::exchange::worker::Lane;
use serde_json::{Value, json};

use super::{RUNS, ask, items, stands};
use crate::support::{Caller, TestApp, TestPractice};

/// A therapist with so many clients.
async fn caseload(practice: &TestPractice<'_>, clients: usize) -> (Caller, Vec<Caller>) {
    let therapist = practice.staff("Tess", &["therapist"]).await;
    let mut all = Vec::new();
    for number in 0..clients {
        let client = practice.client(&format!("Client{number}")).await;
        practice.care_for_client(&therapist, &client).await;
        all.push(client);
    }
    (therapist, all)
}

async fn asked(therapist: &Caller) -> String {
    ask(therapist, json!({"weeks": 4, "audience": "clinician"})).await.expect(202).id()
}

async fn reports(therapist: &Caller) -> usize {
    therapist.get("/v1/reports?limit=200").await.expect(200).items().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cancelled_keeps_what_it_made_and_makes_no_more() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, _) = caseload(&practice, 7).await;
    let run = asked(&therapist).await;
    let worker = app.worker(Lane::Long);
    assert!(worker.do_next(app.clock.now()).await);
    let halfway = stands(&therapist, &run).await;
    assert_eq!((&halfway["status"], &halfway["made"]), (&json!("running"), &json!(5)));
    assert!((halfway["progress"].as_f64().unwrap() - 5.0 / 7.0).abs() < 1e-9);
    let path = format!("{RUNS}/{run}/cancellation");
    let cancelled = therapist.put(&path, json!({})).await.expect(200);
    assert_eq!((&cancelled.body["status"], &cancelled.body["made"]), (&json!("cancelled"), &json!(5)));
    assert_eq!(app.work().await, 0);
    assert_eq!(
        (reports(&therapist).await, app.sql().await.number("SELECT count(*) FROM jobs").await),
        (5, 0)
    );
    assert_eq!(therapist.put(&path, json!({})).await.expect(200).body, cancelled.body);
    let next = asked(&therapist).await;
    app.work().await;
    therapist.put(&format!("{RUNS}/{next}/cancellation"), json!({})).await.problem(409, "wrong_state");
    assert_eq!(reports(&therapist).await, 12);
}

/// Guards a restart in the middle: each has one report, and each is in the trail once.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_on_after_a_crash() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, _) = caseload(&practice, 7).await;
    let run = asked(&therapist).await;
    assert!(app.worker(Lane::Long).do_next(app.clock.now()).await);
    assert!(app.worker(Lane::Long).take(app.clock.now()).await.unwrap().is_some());
    assert_eq!(app.work().await, 0, "it is somebody's");
    let again = TestApp::with(app.url.clone(), |_| {}).await;
    again.clock.advance(Lane::Long.lease() + TimeDelta::seconds(1));
    again.work().await;
    let done = stands(&therapist, &run).await;
    assert_eq!((&done["status"], &done["made"]), (&json!("succeeded"), &json!(7)));
    let made: BTreeSet<String> =
        items(&therapist, &run).await.iter().map(|item| item["report_id"].to_string()).collect();
    assert_eq!((made.len(), reports(&therapist).await), (7, 7));
    let trail = "SELECT count(DISTINCT resource_id) FROM audit_events WHERE action = 'create_report'";
    assert_eq!(app.sql().await.number(trail).await, 7);
    let rows = "SELECT count(*) FROM audit_events WHERE action = 'create_report' AND client_id IS NOT NULL";
    assert_eq!(app.sql().await.number(rows).await, 7);
}

/// Guards against two processes making the same: one waits for the other, and finds it done.
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_make_each_report_once() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, _) = caseload(&practice, 12).await;
    let run = asked(&therapist).await;
    let (one, other) = (app.worker(Lane::Long), app.worker(Lane::Long));
    let now = app.clock.now();
    let job = one.take(now).await.unwrap().unwrap();
    // The lease of the first is over while it still works.
    let services = app.services();
    let (first, second) = tokio::join!(
        holdfast::progress::report_runs::make_reports(&services, &job, now),
        holdfast::progress::report_runs::make_reports(&services, &job, now),
    );
    first.unwrap();
    second.unwrap();
    other.do_due().await;
    let done = stands(&therapist, &run).await;
    assert_eq!((&done["status"], &done["made"]), (&json!("succeeded"), &json!(12)));
    assert_eq!(reports(&therapist).await, 12);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_made_holds_up_nothing_else() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, clients) = caseload(&practice, 7).await;
    let run = asked(&therapist).await;
    let broken = clients[2].id;
    let sql = app.sql().await;
    sql.run(&format!("UPDATE clients SET time_zone = 'Nowhere/Land' WHERE id = '{broken}'")).await;
    let mut times = 0;
    while sql.number("SELECT count(*) FROM jobs").await > 0 {
        app.work().await;
        app.clock.advance(TimeDelta::minutes(6));
        times += 1;
        assert!(times < 20);
    }
    let therapist = practice.sign_in(therapist.id).await;
    let done = stands(&therapist, &run).await;
    assert_eq!(
        (&done["status"], &done["made"], &done["skipped"]),
        (&json!("succeeded"), &json!(6), &json!(1))
    );
    for item in items(&therapist, &run).await {
        let of_broken = item["client_id"] == json!(broken);
        let reason = if of_broken { json!("failed") } else { Value::Null };
        assert_eq!((item["reason"].clone(), item["report_id"].is_null()), (reason, of_broken));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_care_of_its_turn_decides() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, clients) = caseload(&practice, 2).await;
    let run = asked(&therapist).await;
    let place = format!("/v1/clients/{}/care-team/{}", clients[0].id, therapist.id);
    let owner = practice.staff("Olga", &["owner"]).await;
    owner.delete(&place).await.expect(204);
    app.work().await;
    let done = stands(&therapist, &run).await;
    assert_eq!(
        (&done["status"], &done["made"], &done["skipped"]),
        (&json!("succeeded"), &json!(1), &json!(1))
    );
    let sql = app.sql().await;
    let reason = "SELECT reason FROM report_run_items WHERE outcome = 'skipped'";
    assert_eq!(sql.column(reason).await, ["not_in_care"]);
    // One who is known through the couple alone is not in her care.
    let (eve, partner) = (&clients[0], &clients[1]);
    let couple = practice.couple(eve, partner).await;
    practice.care_for_client(&therapist, eve).await;
    practice.care_for_couple(&therapist, couple).await;
    let run = asked(&therapist).await;
    owner.delete(&place).await.expect(204);
    app.work().await;
    let left: Vec<Value> = items(&therapist, &run).await.iter().map(|one| one["client_id"].clone()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(stands(&therapist, &run).await["skipped"], 1);
    let about_eve = format!("SELECT count(*) FROM reports WHERE client_id = '{}'", eve.id);
    assert_eq!(sql.number(&about_eve).await, 0);
    // Who is no therapist any more makes no report.
    let run = asked(&therapist).await;
    sql.run(&format!("UPDATE memberships SET roles = '{{front_desk}}' WHERE id = '{}'", therapist.id)).await;
    app.work().await;
    let status = format!("SELECT status FROM report_runs WHERE id = '{run}'");
    assert_eq!(sql.column(&status).await, ["failed"]);
    assert_eq!(sql.number("SELECT count(*) FROM reports").await, 3);
}
