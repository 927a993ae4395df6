//! The service as a process, killed without warning: what of its trail is lost, and what is not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use uuid::Uuid;

use super::chain::{sealer, verifier};
use crate::support::{Answer, Caller, Service, TestApp, new_id};

type Acknowledged = Arc<Mutex<Vec<(Uuid, Instant)>>>;

/// Sends requests until told to stop, and notes which were answered with success, and when.
async fn keep_asking(caller: Caller, client: Option<Uuid>, told: Acknowledged, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        let id = new_id();
        let request = match client {
            Some(client) => caller.request(reqwest::Method::GET, &format!("/v1/clients/{client}")),
            None => caller.request(reqwest::Method::POST, "/v1/clients").json(&json!({
                "given_name": "Ada", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"
            })),
        };
        let answer = request.header("X-Request-Id", id.to_string()).send().await;
        match answer {
            Ok(answer) if answer.status().is_success() => told.lock().unwrap().push((id, Instant::now())),
            _ => return,
        }
    }
}

/// Guards what `docs/security.md` says a kill may lose: rows of reads that were acknowledged in the last moment, for
/// they wait up to 100 ms in memory; never one of a write, and never a link that does not verify.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_loses_at_most_the_reads_of_the_last_moment() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let client = practice.client("Ada").await;
    let sql = app.sql().await;
    let (mut lost, mut reads_told, mut oldest) = (0, 0, Duration::ZERO);
    for _ in 0..3 {
        let service = Service::start(&app, "info").await;
        let caller = Caller { base: service.base.clone(), ..owner.clone() };
        Answer::of(caller.request(reqwest::Method::GET, "/v1/me")).await.expect(200);
        let (reads, writes) = (Acknowledged::default(), Acknowledged::default());
        let stop = Arc::new(AtomicBool::new(false));
        let mut asking = Vec::new();
        for number in 0..4 {
            let (what, told) = if number == 0 { (None, &writes) } else { (Some(client.id), &reads) };
            asking.push(tokio::spawn(keep_asking(caller.clone(), what, Arc::clone(told), Arc::clone(&stop))));
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
        let killed = service.kill();
        stop.store(true, Ordering::Relaxed);
        for one in asking {
            one.await.unwrap();
        }
        let recorded: Vec<String> = sql.column("SELECT request_id FROM audit_events").await;
        let recorded: std::collections::BTreeSet<String> = recorded.into_iter().collect();
        let missing = |told: &Acknowledged| -> Vec<Instant> {
            let told = told.lock().unwrap();
            assert!(!told.is_empty());
            told.iter().filter(|(id, _)| !recorded.contains(&id.to_string())).map(|(_, at)| *at).collect()
        };
        assert!(missing(&writes).is_empty(), "a write and its row are one");
        let gone = missing(&reads);
        lost += gone.len();
        reads_told += reads.lock().unwrap().len();
        for at in gone {
            oldest = oldest.max(killed.saturating_duration_since(at));
        }
    }
    println!(
        "kill -9 three times: {lost} of {reads_told} acknowledged reads without a row, the oldest {oldest:?} before"
    );
    // 100 ms in memory, and the time that a flush takes on a busy machine.
    assert!(oldest < Duration::from_millis(1500), "{oldest:?}");
    sealer(&app).seal_all(&app.database(1)).await.unwrap();
    let events = sql.number("SELECT count(*) FROM audit_events").await;
    let verdict =
        verifier(&app).verify(holdfast::platform::ids::Id::from_uuid(practice.id), &[]).await.unwrap();
    assert_eq!((verdict.broken, verdict.waiting), (None, 0));
    assert_eq!(verdict.links, u64::try_from(events).unwrap());
}
