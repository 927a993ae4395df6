//! A graceful stop finishes what was begun and forgets nothing.

use std::time::{Duration, Instant};

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn requests_in_flight_are_finished_and_audit_rows_written() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let client = practice.client("Ada").await;
    let sql = app.sql().await;
    sql.run("BEGIN; LOCK TABLE clients").await;
    let (asking, path) = (owner.clone(), format!("/v1/clients/{}", client.id));
    let in_flight = tokio::spawn(async move { asking.get(&path).await });
    let waiting = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database \
                   WHERE NOT granted AND datname = current_database()";
    while sql.number(waiting).await == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let stopping = tokio::spawn(app.handle.stop(true));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!in_flight.is_finished() && !app.serving.is_finished(), "it waits for the request");
    sql.run("ROLLBACK").await;
    in_flight.await.unwrap().expect(200);
    let begun = Instant::now();
    stopping.await.unwrap();
    app.serving.await.unwrap().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // At once: nothing is left to a later flush.
    let recorded = "SELECT count(*) FROM audit_events WHERE action = 'find_client' AND outcome = 'success'";
    assert_eq!(sql.number(recorded).await, 1);
    assert!(owner.http.get(format!("{}/livez", owner.base)).send().await.is_err(), "nobody listens any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_reads_before_a_stop_all_leave_their_row() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let client = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", client.id);
    for answer in futures_util::future::join_all((0..50).map(|_| owner.get(&path))).await {
        answer.expect(200);
    }
    let sql = app.sql().await;
    app.stop().await;
    let recorded = "SELECT count(*) FROM audit_events WHERE action = 'find_client' AND outcome = 'success'";
    assert_eq!(sql.number(recorded).await, 50);
}
