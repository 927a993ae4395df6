//! Every event is chained, once, whatever happens to the sealer and however late an event commits.

use std::time::{Duration, Instant};

use clap::Parser;
use holdfast::cli::Cli;
use holdfast::identity::audit::{Broken, Verdict};

use super::chain::{Trail, sealer};
use crate::support::{TestApp, server};

fn whole(links: u64) -> Verdict {
    Verdict { links, waiting: 0, broken: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_is_chained_soon_and_the_rest_at_a_stop() {
    let url = server::fresh_database().await;
    let app = TestApp::with(url.clone(), |settings| settings.seal_ms = 50).await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let client = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", client.id);
    owner.get(&path).await.expect(200);
    let sql = app.sql().await;
    let links = "SELECT count(*) FROM audit_links";
    let begun = Instant::now();
    while sql.number(links).await < 3 {
        assert!(begun.elapsed() < Duration::from_secs(5), "two sign-ins and a read are chained");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for _ in 0..20 {
        owner.get(&path).await.expect(200);
    }
    let practice = practice.id;
    app.stop().await;
    // At once: what the buffer held was written and chained before the end.
    assert_eq!(sql.number(links).await, 23);
    assert_eq!(sql.number("SELECT count(*) FROM audit_unsealed").await, 0);
    let again = TestApp::with(url, |_| {}).await;
    let verifier = super::chain::verifier(&again);
    assert_eq!(
        verifier.verify(holdfast::platform::ids::Id::from_uuid(practice), &[]).await.unwrap(),
        whole(23)
    );
}

/// A second service that chains at the same time, and one that is turned off: nothing is lost or chained twice.
#[tokio::test(flavor = "multi_thread")]
async fn replicas_share_the_work() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 1300).await;
    let one = async { sealer(&app).seal_all(&app.database(1)).await.unwrap() };
    let (a, b, c) = tokio::join!(one, trail.seal(), trail.seal());
    assert_eq!(a + b + c, 1300);
    assert_eq!(trail.verdict(&[]).await, whole(1300));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_commits_late_is_not_skipped() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    // One of the five is taken out and put back in a transaction that stays open.
    let late = app.sql().await;
    let id = late.value("SELECT event_id FROM audit_unsealed ORDER BY event_id DESC LIMIT 1").await;
    late.run(&format!(
        "CREATE TEMP TABLE event AS SELECT * FROM audit_events WHERE id = '{id}'; \
         CREATE TEMP TABLE place AS SELECT * FROM audit_unsealed WHERE event_id = '{id}'; \
         DELETE FROM audit_events WHERE id = '{id}'; DELETE FROM audit_unsealed WHERE event_id = '{id}'"
    ))
    .await;
    late.run("BEGIN; INSERT INTO audit_events TABLE event; INSERT INTO audit_unsealed TABLE place").await;
    trail.add(5).await;
    assert_eq!(trail.seal().await, 9, "those behind it do not wait for it");
    late.run("COMMIT").await;
    assert_eq!(trail.verdict(&[]).await, Verdict { links: 9, waiting: 1, broken: None });
    assert_eq!(trail.seal().await, 1);
    assert_eq!(trail.event(10).await.to_string(), id);
    assert_eq!(trail.verdict(&[]).await, whole(10));
}

/// The answer to a COMMIT is lost: the batch is sent again, after its events were chained.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_waits_again_is_not_chained_twice() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    trail.sql.run("CREATE TABLE waited AS TABLE audit_unsealed").await;
    assert_eq!(trail.seal().await, 5);
    trail.sql.run("INSERT INTO audit_unsealed TABLE waited").await;
    trail.add(1).await;
    assert_eq!(trail.seal().await, 1);
    assert_eq!(trail.verdict(&[]).await, whole(6));
    assert_eq!(trail.sql.number("SELECT count(*) FROM audit_unsealed").await, 0);
}

/// Aborted at any moment, or its connection killed: what it had begun is undone, and the next run goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_sealer_that_is_killed_leaves_a_chain_that_goes_on() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 1700).await;
    let mut sealed = Vec::new();
    for number in 0..24_u64 {
        trail.add(3).await;
        let (sealer, database) = (sealer(&app), app.database(1));
        let running = tokio::spawn(async move { sealer.seal_all(&database).await });
        tokio::time::sleep(Duration::from_millis(number * 3 / 2)).await;
        if number % 3 == 0 {
            let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
                        AND datname = current_database() AND query LIKE '%audit%'";
            trail.sql.number(kill).await;
        } else {
            running.abort();
        }
        let _killed = running.await;
        let verdict = trail.verdict(&[]).await;
        assert_eq!(verdict.broken, None, "after {number} kills");
        sealed.push(verdict.links);
    }
    println!("links after each kill: {sealed:?}");
    trail.seal().await;
    assert_eq!(trail.verdict(&[]).await, whole(1700 + 24 * 3));
}

/// An event of one practice that cannot be chained holds up no other practice.
#[tokio::test(flavor = "multi_thread")]
async fn a_practice_that_fails_does_not_hold_up_the_others() {
    let app = TestApp::start().await;
    let (broken, fine) = (Trail::new(&app, 3).await, Trail::new(&app, 4).await);
    let forbid = format!(
        "ALTER TABLE audit_links ADD CONSTRAINT full_disk CHECK (practice_id <> '{}')",
        broken.practice.id
    );
    broken.sql.run(&forbid).await;
    assert!(sealer(&app).seal_all(&app.database(1)).await.is_err());
    assert_eq!(fine.verdict(&[]).await, whole(4));
    assert_eq!(broken.verdict(&[]).await, Verdict { links: 0, waiting: 3, broken: None });
    broken.sql.run("ALTER TABLE audit_links DROP CONSTRAINT full_disk").await;
    assert_eq!(broken.seal().await, 3);
    assert_eq!(broken.verdict(&[]).await, whole(3));
}

/// Writers and the sealer never wait for each other.
#[tokio::test(flavor = "multi_thread")]
async fn a_sealer_at_work_holds_up_no_request() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    // Held here as the sealer holds it, with its links written and its events taken out of the queue.
    let sealing = app.sql().await;
    sealing
        .run(&format!(
            "BEGIN; SELECT pg_advisory_xact_lock({}); DELETE FROM audit_unsealed; LOCK TABLE audit_links",
            trail.practice.id.as_u64_pair().1.cast_signed()
        ))
        .await;
    let begun = Instant::now();
    let body = serde_json::json!({"given_name": "Ada", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"});
    let made = trail.owner.post("/v1/clients", body).await.expect(201);
    trail.owner.get(&made.header("location")).await.expect(200);
    assert_eq!(super::outcomes_soon(&trail.sql, "create_client", 1).await, ["success"]);
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    sealing.run("ROLLBACK").await;
}

/// A link with a number that nothing can follow stops its own practice's chain, and no other; nor does it end the sealing.
#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_nothing_can_follow_is_survived() {
    let app = TestApp::start().await;
    let (broken, fine) = (Trail::new(&app, 3).await, Trail::new(&app, 4).await);
    let forged = format!(
        "INSERT INTO audit_links VALUES ('{}', 9223372036854775807, gen_random_uuid(), now(), \
         decode(repeat('00', 32), 'hex'))",
        broken.practice.id
    );
    broken.sql.run(&forged).await;
    assert!(sealer(&app).seal_all(&app.database(1)).await.is_err());
    assert_eq!(fine.verdict(&[]).await, whole(4));
    let found = broken.verdict(&[]).await.broken;
    assert_eq!(found, Some(Broken::Gap { expected: 1, found: i64::MAX }));
}

/// Nothing is ordered by the clock: the chain goes on when it is set back.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_goes_back_breaks_nothing() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    trail.seal().await;
    app.clock.advance(chrono::TimeDelta::days(-2));
    trail.add(1).await;
    assert_eq!(trail.seal().await, 1);
    let back = "SELECT count(*) FROM audit_links a JOIN audit_links b ON a.number = 6 AND b.number = 5 AND a.sealed_at < b.sealed_at";
    assert_eq!(trail.sql.number(back).await, 1, "it was sealed before the one ahead of it");
    assert_eq!(trail.verdict(&[]).await, whole(6));
}

/// Whoever sets up the service can say how often, but not never.
#[test]
fn chaining_cannot_be_turned_off() {
    assert!(Cli::try_parse_from(["holdfast", "--seal-ms", "50"]).is_ok());
    assert!(Cli::try_parse_from(["holdfast", "--seal-ms", "0"]).is_err());
}
