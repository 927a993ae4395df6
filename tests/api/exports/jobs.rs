//! Work that a crash interrupts, and work that cannot be done.

use chrono::TimeDelta;
use holdfast::exchange::exports;
use holdfast::exchange::worker::Lane;
use holdfast::platform::db::Mode;
use holdfast::platform::jobs;
use serde_json::json;

use super::{ask, download, ready, unpack};
use crate::support::TestApp;
use crate::support::homework::Care;

/// Guards a restart: whoever took the work is gone, and another process does it once the time for it is over.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_interrupts_is_done_by_the_next_process() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    let taken = app.worker(Lane::Long).take(app.clock.now()).await.unwrap();
    assert!(taken.is_some());
    assert_eq!(app.work().await, 0, "it is somebody's");
    app.clock.advance(Lane::Long.lease());
    let again = TestApp::with(app.url.clone(), |_| {}).await;
    again.clock.advance(Lane::Long.lease() + TimeDelta::seconds(1));
    again.work().await;
    let done = care.ann.get(&asked.header("location")).await.expect(200);
    assert_eq!(done.body["status"], "succeeded");
    download(&care.ann, &done).await;
    let sql = app.sql().await;
    assert_eq!(sql.column("SELECT kind FROM jobs").await, ["expire_export"]);
}

/// Guards the service's own worker, which nobody wakes.
#[tokio::test(flavor = "multi_thread")]
async fn the_service_does_its_work_by_itself() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    let working = TestApp::with(app.url.clone(), |settings| settings.jobs_ms = 20).await;
    let mut status = String::new();
    for _ in 0..500 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let found = care.ann.get(&asked.header("location")).await.expect(200);
        status = found.body["status"].as_str().unwrap().to_owned();
        if status != "queued" {
            break;
        }
    }
    assert_eq!(status, "succeeded");
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_given_up_and_can_be_asked_for_again() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let sql = app.sql().await;
    sql.run("REVOKE INSERT ON export_pieces FROM holdfast_app").await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    let mut tries = 0;
    while sql.number("SELECT count(*) FROM jobs").await > 0 {
        tries += app.work().await;
        app.clock.advance(TimeDelta::minutes(1));
        assert!(tries <= 5);
    }
    assert_eq!(tries, 5);
    let ann = care.practice.sign_in(care.ann.id).await;
    let failed = ann.get(&asked.header("location")).await.expect(200);
    assert_eq!(failed.body["status"], "failed");
    ann.get(&format!("{}/content", asked.header("location"))).await.problem(404, "not_found");
    sql.run("GRANT INSERT ON export_pieces TO holdfast_app").await;
    ready(&app, &ann).await;
}

/// Guards the service against work that takes its process down each time: it is not begun for ever.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_interrupted_again_and_again_is_given_up() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    for _ in 0..5 {
        let taken = app.worker(Lane::Long).take(app.clock.now()).await.unwrap();
        assert!(taken.is_some(), "it is due again");
        app.clock.advance(Lane::Long.lease());
    }
    assert_eq!(app.work().await, 1);
    let ann = care.practice.sign_in(care.ann.id).await;
    let failed = ann.get(&asked.header("location")).await.expect(200);
    assert_eq!(failed.body["status"], "failed");
    assert_eq!(app.sql().await.number("SELECT count(*) FROM jobs").await, 0);
    ready(&app, &ann).await;
}

/// Guards against two processes doing the same: each takes another job, and none waits for the other.
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_take_two_jobs() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    for client in [&care.ann, &care.ben] {
        ask(client, client).await.expect(202);
    }
    let (services, now) = (app.services(), app.clock.now());
    let barrier = tokio::sync::Barrier::new(2);
    let take = async || {
        let take = async |conn: holdfast::platform::db::Conn<'_>| {
            let job = jobs::take(conn, &[exports::PREPARE], now, Lane::Long.lease()).await;
            barrier.wait().await;
            job
        };
        services.database.without_practice(Mode::Write, take).await.unwrap().unwrap()
    };
    let (one, other) = tokio::join!(take(), take());
    assert_ne!(one.id, other.id);
}

/// Guards the one moment that both forms tell of: what is changed while they are written is in neither.
#[tokio::test(flavor = "multi_thread")]
async fn what_changes_while_it_is_prepared_is_in_neither_form() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let desk = care.practice.staff("Fay", &["front_desk"]).await;
    let asked = ask(&care.ann, &care.ann).await.expect(202);
    let (sql, path) = (app.sql().await, format!("/v1/clients/{}", care.ann.id));
    // The first form has told who the client is, and waits for what was disclosed.
    sql.run("BEGIN; LOCK TABLE disclosures").await;
    let change = async {
        sql.until_waiting(1).await;
        desk.patch_if(&path, "\"1\"", json!({"preferred_name": "Nannerl"})).await.expect(200);
        sql.run("COMMIT").await;
    };
    tokio::join!(app.work(), change);
    let done = care.ann.get(&asked.header("location")).await.expect(200);
    assert_eq!(done.body["status"], "succeeded");
    for (name, text) in unpack(download(&care.ann, &done).await) {
        assert!(!text.contains("Nannerl"), "{name}");
    }
}
