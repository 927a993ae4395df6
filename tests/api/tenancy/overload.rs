//! No connection, or no database: 503 with Retry-After within 3 s, never a hang and never a 500.

use std::time::{Duration, Instant};

use holdfast::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};
use holdfast::platform::db::migrations;
use tokio::task::JoinHandle;

use crate::support::{Answer, Caller, Sql, TestApp, server};

/// A service with one connection.
async fn one_connection() -> TestApp {
    TestApp::with(server::fresh_database().await, |settings| settings.pool_size = 1).await
}

/// The only connection, held by a request that waits for a lock.
struct Held {
    lock: Sql,
    waiting: JoinHandle<Answer>,
}

impl Held {
    async fn by(app: &TestApp, holder: &Caller) -> Self {
        let (lock, holder) = (app.sql().await, holder.clone());
        lock.run("BEGIN; LOCK TABLE clients").await;
        let waiting = tokio::spawn(async move { holder.get("/v1/clients").await });
        tokio::time::sleep(Duration::from_millis(200)).await;
        Self { lock, waiting }
    }

    fn is_held(&self) -> bool {
        !self.waiting.is_finished()
    }

    async fn let_go(self) {
        self.lock.run("ROLLBACK").await;
        self.waiting.await.unwrap().expect(200);
    }
}

#[track_caller]
fn assert_unavailable(answer: Answer, begun: Instant) {
    let answer = answer.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "1");
    // Far from the ten seconds that work may take; how near the pool's own wait it is says how busy the machine is.
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exhausted_pool_is_told_in_time_and_recovers() {
    let app = one_connection().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let held = Held::by(&app, &owner).await;
    let begun = Instant::now();
    let sign_in = serde_json::json!({"email": owner.email, "password": crate::support::PASSWORD});
    let (nobody, refresh) = (app.nobody(), app.nobody());
    let token = serde_json::json!({"refresh_token": "A".repeat(64)});
    let answers = tokio::join!(
        owner.get("/v1/me"),
        owner.get("/readyz"),
        nobody.post("/v1/sessions", sign_in),
        refresh.post("/v1/tokens", token),
    );
    for answer in [answers.0, answers.1, answers.2, answers.3] {
        assert_unavailable(answer, begun);
    }
    held.let_go().await;
    owner.get("/v1/me").await.expect(200);
}

/// What the request alone decides is answered at once, without a connection.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_request_takes_no_connection() {
    let app = one_connection().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let held = Held::by(&app, &owner).await;
    // Each of these would be a 503 after waiting, if it asked for the connection.
    app.nobody().get("/v1/me").await.problem(401, "unauthenticated");
    app.bearer(Some("garbage")).get("/v1/me").await.problem(401, "unauthenticated");
    owner.get("/v1/nothing").await.problem(404, "not_found");
    owner.get("/v1/clients/no-id").await.problem(404, "not_found");
    owner.delete("/v1/clients").await.problem(405, "method_not_allowed");
    owner.get("/v1/clients?limit=201").await.problem(400, "malformed");
    owner.get("/v1/clients?cursor=bad").await.problem(400, "malformed");
    let text = owner.request(reqwest::Method::POST, "/v1/clients").body("text");
    Answer::of(text).await.problem(415, "unsupported_media_type");
    owner.post("/v1/clients", serde_json::json!([])).await.problem(400, "malformed");
    owner.post("/v1/clients", serde_json::json!({})).await.problem(422, "invalid");
    let token = serde_json::json!({"refresh_token": "garbage"});
    app.nobody().post("/v1/tokens", token).await.problem(401, "unauthenticated");
    app.nobody().get("/livez").await.expect(200);
    app.nobody().get("/.well-known/jwks.json").await.expect(200);
    assert!(held.is_held(), "the connection was held all the time");
    held.let_go().await;
}

/// Guards the connections against work that does not end: it is cut off, and its connection serves nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn work_that_takes_too_long_is_cut_off_with_its_connection() {
    let app = TestApp::with(server::fresh_database().await, |settings| {
        (settings.pool_size, settings.work_ms) = (1, 500);
    })
    .await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let sql = app.sql().await;
    sql.run("BEGIN; LOCK TABLE clients").await;
    for _ in 0..2 {
        let begun = Instant::now();
        let cut_off = tokio::time::timeout(Duration::from_secs(5), owner.get("/v1/clients")).await;
        assert_unavailable(cut_off.expect("it is cut off"), begun);
        // What it asked for still waits in the database.
        owner.get("/v1/me").await.expect(200);
    }
    sql.run("ROLLBACK").await;
    owner.get("/v1/clients").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_the_server_ends_cost_no_500() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let sql = app.sql().await;
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for _ in 0..5 {
        futures_util::future::join_all((0..8).map(|_| owner.get("/v1/me"))).await;
        assert!(sql.number(end).await > 0);
        for answer in futures_util::future::join_all((0..8).map(|_| owner.get("/v1/me"))).await {
            assert!([200, 503].contains(&answer.status), "{}", answer.text);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        owner.get("/v1/me").await.expect(200);
    }
}

/// Also while requests are being served: whatever a request was doing, the answer is 200 or 503.
#[tokio::test(flavor = "multi_thread")]
async fn the_service_survives_its_database() {
    let directory = tempfile::tempdir().unwrap();
    let options = || Options {
        data_dir: directory.path().to_path_buf(),
        bin: std::env::var_os("HOLDFAST_PG_BIN").map(Into::into),
        durable: false,
        settings: Vec::new(),
    };
    let start = || {
        let options = options();
        async { tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await.unwrap().unwrap() }
    };
    let database = start().await;
    let url = database.url(SUPERUSER, "postgres");
    migrations::migrate(&url).await.unwrap();
    let app = TestApp::with(url, |_| {}).await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner", "admin"]).await;
    let client = practice.client("Ada").await;
    let path = format!("/v1/clients/{}", client.id);
    owner.get("/readyz").await.expect(200);
    let (asking, of) = (owner.clone(), path.clone());
    let busy = tokio::spawn(async move {
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..400 {
            let answer = asking.get(&of).await;
            *seen.entry(answer.status).or_insert(0) += 1;
            assert!([200, 503].contains(&answer.status), "{}", answer.text);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        seen
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    tokio::task::spawn_blocking(|| database.stop()).await.unwrap().unwrap();
    for path in ["/readyz", "/v1/me", &path] {
        let begun = Instant::now();
        assert_unavailable(owner.get(path).await, begun);
    }
    app.nobody().get("/livez").await.expect(200);
    app.nobody().get("/v1/me").await.problem(401, "unauthenticated");
    let database = start().await;
    let begun = Instant::now();
    while owner.get("/readyz").await.status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "it does not recover");
    }
    owner.get(&path).await.expect(200);
    let seen = busy.await.unwrap();
    assert!(seen.contains_key(&200) && seen.contains_key(&503), "{seen:?}");
    // Reads whose audit rows could not be written at once are not forgotten.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let recorded = "SELECT count(*) FROM audit_events WHERE action = 'find_client' AND outcome = 'success'";
    assert!(
        app.sql().await.number(recorded).await > i64::from(seen[&200]),
        "every answered read has its row"
    );
    app.stop().await;
    tokio::task::spawn_blocking(|| database.stop()).await.unwrap().unwrap();
}
