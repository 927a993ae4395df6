//! What chaining costs writers: a measurement, run by hand (docs/performance.md says how and what came of it).

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use holdfast::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};
use holdfast::platform::db::migrations;
use holdfast::platform::ids::Id;

use super::chain::{Trail, sealer, verifier};
use crate::support::{Sql, TestApp};

const WRITERS: usize = 8;
const ROUNDS: usize = 5;
const RUN: Duration = Duration::from_secs(3);
/// Events that stand ready, each with the MAC that the service gave it.
const READY: usize = 60_000;
const AT_ONCE: usize = 15_000;

#[derive(Clone, Copy, PartialEq)]
enum Chaining {
    /// An audit row and no more.
    None,
    /// As the service does it: the row waits, and a sealer at work beside the writers chains it.
    Sealer,
    /// As it might have been done: every write locks its practice's last link and adds its own.
    InTheWrite,
}

/// One write in one message: as little work as there is, so that its audit row weighs as much as it can.
fn write(chaining: Chaining, practice: uuid::Uuid, number: i64) -> String {
    let event = format!(
        "INSERT INTO audit_events SELECT practice_id, id, at, account_id, membership_id, session_id, acting_as, action, \
         resource, resource_id, client_id, couple_id, outcome, request_id FROM ready WHERE n = {number}"
    );
    let work = format!(
        "INSERT INTO idempotency_keys (practice_id, membership_id, key_digest, operation, payload_digest, resource_id) \
         SELECT practice_id, membership_id, mac, 'create_client', mac, id FROM ready WHERE n = {number}"
    );
    let chain = match chaining {
        Chaining::None => String::new(),
        Chaining::Sealer => {
            format!("INSERT INTO audit_unsealed SELECT practice_id, id, mac FROM ready WHERE n = {number};")
        }
        Chaining::InTheWrite => format!(
            "WITH head AS (UPDATE heads SET number = number + 1, mac = sha256(mac) WHERE practice_id = '{practice}' \
             RETURNING number, mac) INSERT INTO audit_links SELECT practice_id, number, id, now(), head.mac \
             FROM ready, head WHERE n = {number};"
        ),
    };
    format!("BEGIN; SET LOCAL holdfast.practice = '{practice}'; {event}; {chain} {work}; COMMIT")
}

async fn keep_writing(
    url: String,
    chaining: Chaining,
    practice: uuid::Uuid,
    next: Arc<AtomicI64>,
    until: Instant,
) {
    let sql = Sql::open(&url).await;
    sql.run("SET ROLE holdfast_app").await;
    while Instant::now() < until {
        let number = next.fetch_add(1, Ordering::Relaxed);
        assert!(number < i64::try_from(READY).unwrap(), "make more of them ready");
        sql.run(&write(chaining, practice, number)).await;
    }
}

/// Writes a second, with all writers in one practice.
async fn rate(trail: &Trail<'_>, chaining: Chaining) -> f64 {
    let practice = trail.practice.id;
    trail
        .sql
        .run(
            "TRUNCATE audit_events, audit_links, audit_unsealed, idempotency_keys, heads; CHECKPOINT; \
             INSERT INTO heads SELECT practice_id, 0, sha256('') FROM practices",
        )
        .await;
    let next = Arc::new(AtomicI64::new(0));
    let (sealer, database) = (sealer(trail.app), trail.app.database(2));
    let sealing = (chaining == Chaining::Sealer)
        .then(|| tokio::spawn(sealer.clone().run(database, Duration::from_secs(1))));
    let begun = Instant::now();
    let writers = (0..WRITERS).map(|_| {
        tokio::spawn(keep_writing(trail.app.url.clone(), chaining, practice, Arc::clone(&next), begun + RUN))
    });
    for writer in futures_util::future::join_all(writers).await {
        writer.unwrap();
    }
    let elapsed = begun.elapsed();
    let written = trail.sql.number("SELECT count(*) FROM audit_events").await;
    if let Some(sealing) = sealing {
        sealer.stop();
        sealing.await.unwrap();
        let verdict = verifier(trail.app).verify(Id::from_uuid(practice), &[]).await.unwrap();
        assert_eq!((verdict.broken, verdict.waiting), (None, 0));
        assert_eq!(verdict.links, u64::try_from(written).unwrap(), "all were chained");
        println!(
            "  the sealer ended {:.1} s after the writers",
            begun.elapsed().as_secs_f64() - elapsed.as_secs_f64()
        );
    }
    f64::from(i32::try_from(written).unwrap()) / elapsed.as_secs_f64()
}

async fn make_ready(trail: &Trail<'_>) {
    for _ in 0..READY / AT_ONCE {
        trail.add(AT_ONCE).await;
    }
    trail
        .sql
        .run(
            "CREATE TABLE heads (practice_id uuid PRIMARY KEY, number bigint NOT NULL, mac bytea NOT NULL); \
             CREATE TABLE ready AS SELECT row_number() OVER () - 1 AS n, e.*, u.mac FROM audit_events e \
             JOIN audit_unsealed u ON u.practice_id = e.practice_id AND u.event_id = e.id; \
             CREATE UNIQUE INDEX ON ready (n); ANALYZE ready; \
             GRANT SELECT ON ready TO holdfast_app; GRANT ALL ON heads TO holdfast_app",
        )
        .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement of a minute: run it alone, by hand"]
async fn what_chaining_costs_the_writers_of_one_practice() {
    // A server of its own that waits for the disk, as one in service does.
    let directory =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("throughput-{}", std::process::id()));
    let options = Options { durable: true, ..Options::new(&directory) };
    let server = tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await.unwrap().unwrap();
    let url = server.url(SUPERUSER, "postgres");
    migrations::migrate(&url).await.unwrap();
    let app = TestApp::with(url, |_| {}).await;
    let trail = Trail::new(&app, 1).await;
    make_ready(&trail).await;
    let ways = [Chaining::None, Chaining::Sealer, Chaining::InTheWrite];
    let mut rates = [const { Vec::new() }; 3];
    for round in 0..ROUNDS {
        for (way, rates) in ways.iter().zip(&mut rates) {
            rates.push(rate(&trail, *way).await);
        }
        println!("round {round}: {:?}", rates.iter().map(|rates| rates[round].round()).collect::<Vec<_>>());
    }
    let medians = rates.map(|mut rates| {
        rates.sort_by(f64::total_cmp);
        rates[ROUNDS / 2]
    });
    println!(
        "writes/s in one practice, {WRITERS} writers, medians of {ROUNDS} runs of {RUN:?}: not chained {:.0}, chained by \
         the sealer {:.0} ({:.2}), chained in the write {:.0} ({:.2})",
        medians[0],
        medians[1],
        medians[1] / medians[0],
        medians[2],
        medians[2] / medians[0]
    );
    drop(app);
    drop(server);
    let _removed = std::fs::remove_dir_all(directory);
}
