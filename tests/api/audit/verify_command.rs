//! `holdfast audit verify`, as an operator runs it.

use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::chain::{Trail, head};
use crate::support::{Service, TestApp, told};

fn verify(app: &TestApp, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(["audit", "verify"])
        .args(arguments)
        .env_remove("HOLDFAST_OWNER_URL")
        .env("DATABASE_URL", &app.url)
        .env("HOLDFAST_MASTER_KEY", app.master.encode())
        .output()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_whether_the_trail_is_whole_and_ends_accordingly() {
    let app = TestApp::start().await;
    let (ours, theirs) = (Trail::new(&app, 12).await, Trail::new(&app, 3).await);
    ours.seal().await;
    theirs.add(2).await;
    let output = verify(&app, &[]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(
        told(&output).contains("2 practices, 15 links, 2 new events not chained yet"),
        "{}",
        told(&output)
    );
    assert!(told(&output).contains("The audit trail is whole"), "{}", told(&output));

    let known = [ours.head().await, head(&ours.sql, theirs.practice.id).await];
    let event = ours.event(4).await;
    ours.sql
        .run(&format!("UPDATE audit_events SET outcome = 'denied', action = 'x' WHERE id = '{event}'"))
        .await;
    let output = verify(&app, &[]);
    assert!(!output.status.success());
    let line = format!("practice {}: link 4 does not fit event {event}", ours.practice.id);
    assert!(told(&output).contains(&line), "{}", told(&output));
    assert!(!told(&output).contains(&format!("practice {}", theirs.practice.id)), "{}", told(&output));

    // The end of the other trail is cut off: only who knows its head notices.
    let cut = format!(
        "DELETE FROM audit_events WHERE practice_id = '{0}'; DELETE FROM audit_links WHERE practice_id = '{0}'; \
         DELETE FROM audit_unsealed WHERE practice_id = '{0}'",
        theirs.practice.id
    );
    ours.sql.run(&cut).await;
    let cut = format!("practice {}: link 3 is known from the log and is not there", theirs.practice.id);
    assert!(!told(&verify(&app, &[])).contains(&cut));
    let output = verify(&app, &["--head", &known[1].to_string(), "--head", &known[0].to_string()]);
    assert!(!output.status.success() && told(&output).contains(&cut), "{}", told(&output));
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("service.log");
    let (number, mac) = (known[1].number, known[1].to_string());
    let mac = mac.rsplit(':').next().unwrap();
    let line = format!(
        "{{\"at\":\"2026-03-02T18:30:00.000Z\",\"level\":\"info\",\"message\":\"audit chain head\",\
         \"practice\":\"{}\",\"number\":{number},\"mac\":\"{mac}\"}}\n",
        theirs.practice.id
    );
    std::fs::write(&log, line).unwrap();
    let output = verify(&app, &["--heads", log.to_str().unwrap()]);
    assert!(!output.status.success() && told(&output).contains(&cut), "{}", told(&output));
    std::fs::write(&log, "{}\n").unwrap();
    let output = verify(&app, &["--heads", log.to_str().unwrap()]);
    assert!(!output.status.success() && told(&output).contains("tells of no head"), "{}", told(&output));
}

/// The lines of a service's own log are what the verifier takes.
#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_service_tells_the_heads_that_are_looked_for() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 4).await;
    let service = Service::start(&app, "info").await;
    let begun = Instant::now();
    while !service.logged().contains("audit chain head") {
        assert!(begun.elapsed() < Duration::from_secs(10), "the head is told soon");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("service.log");
    std::fs::write(&log, service.logged()).unwrap();
    drop(service);
    let output = verify(&app, &["--heads", log.to_str().unwrap()]);
    assert!(output.status.success() && told(&output).contains("1 logged heads"), "{}", told(&output));
    trail.sql.run("DELETE FROM audit_events; DELETE FROM audit_links").await;
    assert!(verify(&app, &[]).status.success());
    let output = verify(&app, &["--heads", log.to_str().unwrap()]);
    let line = format!("practice {}: link 4 is known from the log and is not there", trail.practice.id);
    assert!(!output.status.success() && told(&output).contains(&line), "{}", told(&output));
}

/// A chain that was cut off grows on, and its newest head is right: an older one tells.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_is_found_when_the_chain_has_outgrown_it() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 8).await;
    trail.seal().await;
    let practice = trail.practice.id;
    let before = trail.head().await;
    trail
        .sql
        .run(
            "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_links WHERE number > 5); \
             DELETE FROM audit_links WHERE number > 5",
        )
        .await;
    trail.add(6).await;
    trail.seal().await;
    let after = trail.head().await;
    assert!(after.number > before.number);
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("heads");
    std::fs::write(&log, format!("{after}\n")).unwrap();
    let output = verify(&app, &["--heads", log.to_str().unwrap()]);
    assert!(output.status.success(), "{}", told(&output));
    std::fs::write(&log, format!("{before}\n{after}\n")).unwrap();
    let output = verify(&app, &["--heads", log.to_str().unwrap()]);
    let line = format!("practice {practice}: link 8 has another MAC than the log tells");
    assert!(!output.status.success() && told(&output).contains(&line), "{}", told(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wrong_key_is_no_tampering() {
    let app = TestApp::start().await;
    Trail::new(&app, 3).await.seal().await;
    let output = Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .args(["audit", "verify"])
        .env("DATABASE_URL", &app.url)
        .env("HOLDFAST_MASTER_KEY", "B".repeat(42) + "A")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(told(&output).contains("this master key is not the one"), "{}", told(&output));
    let output = verify(&app, &["--head", "nonsense"]);
    assert!(!output.status.success() && told(&output).contains("PRACTICE:NUMBER:MAC"), "{}", told(&output));
}
