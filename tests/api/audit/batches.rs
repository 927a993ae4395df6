//! The buffer of reads and denials. That a full one refuses is tested beside it, in `src/identity/audit/buffer.rs`.

use holdfast::identity::audit::{Event, Outcome};

use super::outcomes_soon;
use crate::support::TestApp;

/// A COMMIT whose answer is lost makes the writer send a batch again: rows that are there already must not hold up
/// those behind them.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_sent_twice_does_not_block_the_next() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let now = app.clock.now();
    let claims = app.shared.tokens.verify(owner.token.as_deref().unwrap(), now).unwrap();
    let first = Event::new("find_client", "client").row(&claims, now, Outcome::Success);
    let sql = app.sql().await;
    app.shared.audit.push(first.clone()).unwrap();
    assert_eq!(outcomes_soon(&sql, "find_client", 1).await, ["success"]);
    app.shared.audit.push(first).unwrap();
    app.shared.audit.push(Event::new("find_client", "client").row(&claims, now, Outcome::Denied)).unwrap();
    assert_eq!(outcomes_soon(&sql, "find_client", 2).await, ["success", "denied"]);
}

/// One batch holds rows of many practices; each sees its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_batch_reaches_every_practice() {
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let mut readers = Vec::new();
    for name in ["Harbour", "Lighthouse", "Pier"] {
        let practice = app.practice(name).await;
        let client = practice.client("Ada").await;
        readers.push((practice.staff("Tess", &["owner"]).await, client.id));
    }
    let paths: Vec<String> = readers.iter().map(|(_, id)| format!("/v1/clients/{id}")).collect();
    let reads = readers.iter().zip(&paths).map(|((reader, _), path)| reader.get(path));
    for answer in futures_util::future::join_all(reads).await {
        answer.expect(200);
    }
    assert_eq!(outcomes_soon(&sql, "find_client", 3).await.len(), 3);
    let practices = "SELECT count(DISTINCT a.practice_id) FROM audit_events a JOIN memberships m \
                     ON m.practice_id = a.practice_id AND m.id = a.membership_id WHERE a.action = 'find_client'";
    assert_eq!(sql.number(practices).await, 3);
}
