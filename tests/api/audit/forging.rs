//! Nobody without the key gets anything into the chain, nor makes one.

use holdfast::identity::audit::{Broken, Sealer, Verdict, Verifier};
use holdfast::platform::ids::Id;
use uuid::Uuid;

use super::chain::Trail;
use crate::support::{TestApp, new_id};

/// A sealer with another key, as of a replica that was set up wrongly, harms nothing; nor does it make a chain that verifies.
#[tokio::test(flavor = "multi_thread")]
async fn a_chain_made_under_another_key_is_not_taken() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    let key = app.shared.keys.cursors.clone();
    let other = Sealer::new(key.clone(), app.clock.clone());
    assert_eq!(other.seal_all(&app.database(1)).await.unwrap(), 0, "what it does not know it does not chain");
    assert_eq!(trail.verdict(&[]).await, Verdict { links: 0, waiting: 5, broken: None });
    assert_eq!(trail.seal().await, 5);
    let practice = Id::from_uuid(trail.practice.id);
    let found = Verifier::new(app.database(1), key).verify(practice, &[]).await.unwrap().broken;
    assert_eq!(found, Some(Broken::Altered { number: 1, event: trail.event(1).await }));
}

/// What waits to be chained is covered as well: who has not the key gets nothing into the chain.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_inserted_or_altered_before_it_is_chained_is_found_before_and_after() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    let practice = trail.practice.id;
    let altered: Uuid =
        trail.sql.value("SELECT max(event_id::text) FROM audit_unsealed").await.parse().unwrap();
    trail
        .sql
        .run(&format!("UPDATE audit_events SET outcome = 'denied', action = 'x' WHERE id = '{altered}'"))
        .await;
    assert_eq!(trail.verdict(&[]).await.broken, Some(Broken::Forged { event: altered }));
    assert_eq!(trail.seal().await, 4, "the others are chained");
    let none = "SELECT count(*) FROM audit_unsealed";
    assert_eq!(trail.sql.number(none).await, 1, "it goes on waiting");
    assert_eq!(trail.verdict(&[]).await.broken, Some(Broken::Forged { event: altered }));
    trail.sql.run("DELETE FROM audit_unsealed").await;
    assert_eq!(trail.verdict(&[]).await.broken, Some(Broken::NoLink { event: altered }));

    trail.sql.run(&format!("DELETE FROM audit_events WHERE id = '{altered}'")).await;
    assert_eq!(trail.verdict(&[]).await.broken, None);
    let inserted = new_id();
    let insert = format!(
        "INSERT INTO audit_events SELECT practice_id, '{inserted}', now(), account_id, membership_id, session_id, acting_as, \
         action, resource, resource_id, client_id, couple_id, outcome, request_id FROM audit_events LIMIT 1; \
         INSERT INTO audit_unsealed VALUES ('{practice}', '{inserted}', decode(repeat('00', 32), 'hex'))"
    );
    // With nothing but what the serving role is granted.
    let door = format!("BEGIN; SET LOCAL ROLE holdfast_app; SET LOCAL holdfast.practice = '{practice}'");
    trail.sql.run(&format!("{door}; {insert}; COMMIT")).await;
    assert_eq!(trail.verdict(&[]).await.broken, Some(Broken::Forged { event: inserted }));
    assert_eq!(trail.seal().await, 0);
    assert_eq!(trail.verdict(&[]).await.broken, Some(Broken::Forged { event: inserted }));
}

/// However many there are, and wherever they stand in the queue.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_never_chained_holds_up_nothing() {
    let app = TestApp::start().await;
    let trail = Trail::new(&app, 5).await;
    trail
        .sql
        .run(
            "CREATE TEMP TABLE forged AS SELECT practice_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id, at, \
             account_id, membership_id, session_id, acting_as, action, resource, resource_id, client_id, couple_id, outcome, \
             request_id FROM (SELECT * FROM audit_events LIMIT 1) AS one, generate_series(1, 1200) AS n; \
             INSERT INTO audit_events TABLE forged; \
             INSERT INTO audit_unsealed SELECT practice_id, id, decode(repeat('00', 32), 'hex') FROM forged",
        )
        .await;
    assert_eq!(trail.seal().await, 5);
    assert_eq!(trail.seal().await, 0);
    trail.add(2).await;
    assert_eq!(trail.seal().await, 2);
    let first = "00000000-0000-7000-8000-000000000001".parse().unwrap();
    assert_eq!(trail.verdict(&[]).await.broken, Some(Broken::Forged { event: first }));
}
