//! The ledger outside the database, and erasing again what a restored backup brought back.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use super::{Furnished, ask, keep_nothing};
use crate::support::{Sql, TestApp, new_id, server, tables, told};

fn holdfast(app: &TestApp, url: &str, ledger: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .arg("erasures")
        .args(arguments)
        .env_remove("HOLDFAST_OWNER_URL")
        .env("DATABASE_URL", server::as_role(url, "holdfast_app"))
        .env("HOLDFAST_MASTER_KEY", app.master.encode())
        .env("HOLDFAST_DATA", app.data.path())
        .env("HOLDFAST_ERASURES", ledger)
        .output()
        .unwrap()
}

/// The same database once more, as yesterday's dump would bring it back.
async fn dump(app: &TestApp) -> String {
    // What waits to be sent would be gone from one of the two when they are compared.
    app.all_sent().await;
    let source = Sql::open(&app.url).await.value("SELECT current_database()").await;
    let copy = format!("dump_{}", new_id().simple());
    let named = |name: &str| app.url.replace(&format!("dbname='{source}'"), &format!("dbname='{name}'"));
    let postgres = named("postgres");
    let sql = Sql::open(&postgres).await;
    // A template has no connections.
    for _ in 0..100 {
        sql.run(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{source}'"
        ))
        .await;
        let left = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{source}'");
        if sql.number(&left).await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    sql.run(&format!("CREATE DATABASE {copy} TEMPLATE {source} STRATEGY FILE_COPY")).await;
    // The service finds that its connections are gone, and makes new ones.
    let mut ready = 0;
    for _ in 0..100 {
        ready = if app.nobody().get("/readyz").await.status == 200 { ready + 1 } else { 0 };
        if ready == 5 {
            break;
        }
    }
    named(&copy)
}

/// Everything in a database but the trail and what waits to be done.
async fn content(url: &str) -> Vec<(String, Vec<String>)> {
    let sql = Sql::open(url).await;
    let mut all = Vec::new();
    for table in tables(&sql).await {
        if !table.starts_with("audit_") && !matches!(table.as_str(), "jobs" | "idempotency_keys") {
            let rows = sql.column(&format!("SELECT t::text FROM {table} t ORDER BY 1")).await;
            all.push((table, rows));
        }
    }
    all
}

/// Guards the promise that erased stays erased: a dump of before, restored and replayed, is the database as it was after.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_restored_dump_brings_back_is_erased_again() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    ask(&all.care.ann, &all.care.ann).await.expect(202);
    let yesterday = dump(&app).await;
    keep_nothing(&app).await;
    Sql::open(&yesterday).await.run("UPDATE practices SET retention_months = 0, legal_hold = false").await;
    app.sql().await.run("UPDATE jobs SET due_at = created_at").await;
    app.work().await;
    let ledger = app.ledger();
    assert_eq!(std::fs::metadata(&ledger).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(content(&yesterday).await, content(&app.url).await);
    let output = holdfast(&app, &yesterday, &ledger, &["replay", ledger.to_str().unwrap()]);
    assert!(output.status.success(), "{}", told(&output));
    assert!(told(&output).contains("1 erased again, 0 erased before"), "{}", told(&output));
    for (there, here) in content(&yesterday).await.into_iter().zip(content(&app.url).await) {
        assert_eq!(there, here);
    }
    let output = holdfast(&app, &yesterday, &ledger, &["replay", ledger.to_str().unwrap()]);
    assert!(told(&output).contains("0 erased again, 1 erased before"), "{}", told(&output));
    assert_eq!(std::fs::read_to_string(&ledger).unwrap().lines().count(), 1, "no line twice");
}

/// A dump of before anything was asked for: the couple is still one, and nobody asked. Regardless of retention, for it was
/// decided; and where the service's own file is gone, the list of the database stands in for it.
#[tokio::test(flavor = "multi_thread")]
async fn also_when_nobody_had_asked_yet() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    let yesterday = dump(&app).await;
    keep_nothing(&app).await;
    ask(&all.care.ann, &all.care.ann).await.expect(202);
    app.work().await;
    let listed = holdfast(&app, &app.url, &app.ledger(), &["list"]);
    assert!(listed.status.success(), "{}", told(&listed));
    let file = std::fs::read(app.ledger()).unwrap();
    assert_eq!(listed.stdout, file, "the list is the file");
    let (copy, new) = (app.data.path().join("copy.jsonl"), app.data.path().join("new.jsonl"));
    std::fs::write(&copy, &listed.stdout).unwrap();
    let output = holdfast(&app, &yesterday, &new, &["replay", copy.to_str().unwrap()]);
    assert!(output.status.success() && told(&output).contains("1 erased again"), "{}", told(&output));
    assert_eq!(std::fs::read(&new).unwrap(), file, "the new file knows of it");
    let sql = Sql::open(&yesterday).await;
    assert_eq!(sql.number("SELECT count(*) FROM couples WHERE ended_at IS NULL").await, 0);
    let of_ann = format!("WHERE client_id = '{}'", all.care.ann.id);
    for table in
        ["check_ins", "shared_check_ins", "reports", "safety_marks", "exports", "assignment_participants"]
    {
        assert_eq!(sql.number(&format!("SELECT count(*) FROM {table} {of_ann}")).await, 0, "{table}");
    }
    assert!(sql.number("SELECT count(*) FROM check_ins").await > 0, "Ben's are there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_line_is_named_and_does_nothing() {
    let app = TestApp::start().await;
    let all = Furnished::new(&app).await;
    keep_nothing(&app).await;
    ask(&all.care.ann, &all.care.ann).await.expect(202);
    app.work().await;
    let line = std::fs::read_to_string(app.ledger()).unwrap();
    let forged = line.replace(&all.care.ann.id.to_string(), &all.care.ben.id.to_string());
    let file = app.data.path().join("forged.jsonl");
    std::fs::write(&file, format!("{line}\n{forged}not even JSON\n")).unwrap();
    let output = holdfast(&app, &app.url, &app.ledger(), &["replay", file.to_str().unwrap()]);
    assert!(!output.status.success());
    let told = told(&output);
    assert!(told.contains("forged.jsonl:3:") && told.contains("forged.jsonl:4:"), "{told}");
    assert!(told.contains("0 erased again, 1 erased before or not known here, 2 lines are wrong"), "{told}");
    all.care.ben.get("/v1/me").await.expect(200);
    let missing = holdfast(&app, &app.url, &app.ledger(), &["replay", "/nowhere/at-all"]);
    assert!(!missing.status.success());
}
