//! A step is released once, whoever tries and whatever stops in between.

use chrono::{Days, TimeDelta};
use holdfast::exchange::worker::Lane;

use super::{after, at_once, enrol, noon_of, of_client, programme, read, released, start_of, steps, work_at};
use crate::support::TestApp;
use crate::support::homework::Care;

const RELEASES: &str = "SELECT count(*) FROM enrolment_releases";
const ASSIGNMENTS: &str = "SELECT count(*) FROM assignments";
const JOBS: &str = "SELECT count(*) FROM jobs WHERE kind = 'release_steps'";

/// Guards two replicas: one of them takes the work, and even when both do it, as after a lease that ran out, each step is
/// released once and one look is queued.
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_that_race_release_once() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(3)), ("setback-note", after(60))];
    let (sql, steps) = (app.sql().await, steps(&care, &rules).await);
    for round in 1..=6 {
        let programme = programme(&care, &format!("own-{round}"), &steps).await;
        let made = enrol(&care, &of_client(&care.ann), &programme).await;
        let then = noon_of(start_of(&made) + Days::new(3));
        let late = then + Lane::Prompt.lease();
        let (one, other) = (app.worker(Lane::Prompt), app.worker(Lane::Prompt));
        // The second finds the job due again, while the first still works on it.
        tokio::join!(one.do_next(then), other.do_next(late));
        assert_eq!(released(&read(&care, &made.id()).await), 2);
        assert_eq!(sql.number(RELEASES).await, 2 * round);
        assert_eq!(sql.number(ASSIGNMENTS).await, 2 * round);
        assert_eq!(sql.number(JOBS).await, round);
    }
}

/// Guards a kill in the middle: what the transaction had written is rolled back, and after the lease the work is done.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_kill_interrupts_is_released_once_afterwards() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(3))];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    let made = enrol(&care, &of_client(&care.ann), &programme).await;
    let then = noon_of(start_of(&made) + Days::new(3));
    let sql = app.sql().await;
    // The worker has released the step and waits to write the trail when it is killed.
    sql.run("BEGIN; LOCK TABLE audit_events").await;
    let worker = app.worker(Lane::Prompt);
    let working = tokio::spawn(async move { worker.do_next(then).await });
    sql.until_waiting(1).await;
    working.abort();
    assert!(working.await.unwrap_err().is_cancelled());
    sql.run("COMMIT").await;
    assert_eq!(released(&read(&care, &made.id()).await), 1);
    assert_eq!(sql.number(ASSIGNMENTS).await, 1);
    assert_eq!(work_at(&app, then).await, 0, "it is still somebody's");
    assert_eq!(work_at(&app, then + Lane::Prompt.lease() + TimeDelta::seconds(1)).await, 1);
    let now = read(&care, &made.id()).await;
    assert_eq!((released(&now), sql.number(ASSIGNMENTS).await), (2, 2));
    assert_eq!(now.body["status"], "completed");
    assert_eq!(sql.number(JOBS).await, 0);
    assert_eq!(sql.number("SELECT count(*) FROM audit_events WHERE action = 'release_step'").await, 1);
}

/// Guards the unique key: a second release of the same step is refused by the database itself.
#[tokio::test(flavor = "multi_thread")]
async fn the_database_keeps_a_release_the_only_one() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", at_once())];
    let programme = programme(&care, "own", &steps(&care, &rules).await).await;
    enrol(&care, &of_client(&care.ann), &programme).await;
    let sql = app.sql().await;
    let refusal = sql.refusal("UPDATE enrolment_releases SET position = 1 WHERE position = 2").await;
    assert_eq!(refusal, "23505", "a unique key");
}

/// A pause that comes while the work is being done waits for it, or comes first.
#[tokio::test(flavor = "multi_thread")]
async fn pausing_and_releasing_at_once_leave_one_outcome() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let rules = [("mindful-minute", at_once()), ("self-care", after(3)), ("setback-note", after(60))];
    let steps = steps(&care, &rules).await;
    for round in 0..6 {
        let programme = programme(&care, &format!("own-{round}"), &steps).await;
        let made = enrol(&care, &of_client(&care.ann), &programme).await;
        let (id, then) = (made.id(), noon_of(start_of(&made) + Days::new(3)));
        let path = format!("/v1/enrolments/{id}/pause");
        let etag = made.etag();
        let (paused, _) =
            tokio::join!(care.therapist.put_if(&path, &etag, serde_json::json!({})), work_at(&app, then));
        let now = read(&care, &id).await;
        match paused.status {
            200 => assert_eq!((released(&now), now.body["status"].as_str()), (1, Some("paused"))),
            _ => {
                paused.problem(412, "precondition_failed");
                assert_eq!((released(&now), now.body["status"].as_str()), (2, Some("active")));
            }
        }
    }
}
