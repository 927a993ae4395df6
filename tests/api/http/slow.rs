//! Callers that send slowly are cut off.

use std::time::{Duration, Instant};

use super::raw::Raw;
use crate::support::{Caller, TestApp, server};

async fn app_with_deadline(milliseconds: u64) -> TestApp {
    TestApp::with(server::fresh_database().await, |settings| settings.body_ms = milliseconds).await
}

fn head(caller: &Caller, more: &str) -> String {
    let token = caller.token.as_deref().unwrap();
    format!(
        "POST /v1/clients HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\n{more}\r\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_dribbles_is_cut_off() {
    let app = app_with_deadline(500).await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    for (framing, piece) in
        [("Content-Length: 1000\r\n", " "), ("Transfer-Encoding: chunked\r\n", "1\r\n \r\n")]
    {
        let mut raw = Raw::open(&app).await;
        let begun = Instant::now();
        raw.send(&head(&owner, framing)).await;
        let mut answer = String::new();
        while begun.elapsed() < Duration::from_secs(4) {
            let sent = raw.send(piece).await;
            let (text, closed) = raw.receive(Duration::from_millis(100)).await;
            answer.push_str(&text);
            if closed || !sent {
                break;
            }
        }
        assert!(answer.starts_with("HTTP/1.1 408"), "{framing}: {answer}");
        assert!(answer.contains("\"code\":\"body_timeout\""), "{answer}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{framing}: closed after {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_body_that_arrives_in_time_is_served() {
    let app = app_with_deadline(3000).await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let body = super::new_client().to_string();
    let mut raw = Raw::open(&app).await;
    raw.send(&head(&owner, &format!("Content-Length: {}\r\n", body.len()))).await;
    for piece in body.as_bytes().chunks(20) {
        raw.send(std::str::from_utf8(piece).unwrap()).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (answer, _) = raw.receive(Duration::from_millis(500)).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_never_ends_is_cut_off() {
    let app = TestApp::start().await;
    let mut raw = Raw::open(&app).await;
    let begun = Instant::now();
    raw.send("GET /livez HTTP/1.1\r\n").await;
    let mut closed = false;
    while !closed && begun.elapsed() < Duration::from_secs(9) {
        closed = !raw.send("X-Dribble: 1\r\n").await || raw.receive(Duration::from_millis(200)).await.1;
    }
    assert!(closed && begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

/// A body that was announced and does not come: the answer does not wait for it where none is needed.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_does_not_wait_for_its_body() {
    let app = TestApp::start().await;
    let mut raw = Raw::open(&app).await;
    raw.send("POST /v1/clients HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n").await;
    let begun = Instant::now();
    let (answer, closed) = raw.receive(Duration::from_secs(8)).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert!(closed, "not closed after {:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_ends_early_makes_nothing() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let body = super::new_client().to_string();
    for framing in
        [format!("Content-Length: {}\r\n", body.len() + 1), "Transfer-Encoding: chunked\r\n".to_owned()]
    {
        let mut raw = Raw::open(&app).await;
        raw.send(&head(&owner, &framing)).await;
        let sent = if framing.starts_with("Content") {
            body.clone()
        } else {
            format!("{:x}\r\n{body}\r\n", body.len())
        };
        raw.send(&sent).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        drop(raw);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(owner.get("/v1/clients").await.expect(200).items().len(), 0);
}
