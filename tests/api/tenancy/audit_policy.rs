//! The audit trail: append-only, each practice its own, and one narrow door for the batch writer.

use uuid::Uuid;

use crate::support::{Sql, TestApp, furnished_practice, new_id};

fn event(practice: Uuid) -> String {
    format!(
        "INSERT INTO audit_events (practice_id, id, at, account_id, membership_id, acting_as, action, resource, outcome, \
         request_id) VALUES ('{practice}', '{0}', now(), '{0}', '{0}', '{{therapist}}', 'find_client', 'client', \
         'success', '{0}')",
        new_id()
    )
}

async fn begin(sql: &Sql, settings: &str) {
    sql.run(&format!("BEGIN; SET LOCAL ROLE holdfast_app; {settings}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_only_into_the_own_practice_but_for_the_batch_writer() {
    let app = TestApp::start().await;
    let (ours, theirs) =
        (furnished_practice(&app, "Harbour").await, furnished_practice(&app, "Lighthouse").await);
    let sql = app.sql().await;
    let as_ours = format!("SET LOCAL holdfast.practice = '{}'", ours.id);
    let own =
        sql.number(&format!("SELECT count(*) FROM audit_events WHERE practice_id = '{}'", ours.id)).await;
    assert!(own > 0);

    begin(&sql, &as_ours).await;
    assert_eq!(sql.number("SELECT count(*) FROM audit_events").await, own);
    sql.run(&event(ours.id)).await;
    assert_eq!(sql.refusal(&event(theirs.id)).await, "42501");
    sql.run("ROLLBACK").await;

    // The batch writer may write for any practice and reads nothing, not even what it wrote.
    begin(&sql, "SET LOCAL holdfast.audit_batch = 'on'").await;
    sql.run(&event(ours.id)).await;
    sql.run(&event(theirs.id)).await;
    assert_eq!(sql.number("SELECT count(*) FROM audit_events").await, 0);
    assert_eq!(sql.number("SELECT count(*) FROM clients").await, 0);
    assert_eq!(sql.refusal(&format!("{} RETURNING id", event(theirs.id))).await, "42501");
    sql.run("ROLLBACK").await;

    // Its setting opens no other table, and ends with its transaction.
    begin(&sql, "SET LOCAL holdfast.audit_batch = 'on'").await;
    let client = format!(
        "INSERT INTO couples (practice_id, id, started_on) VALUES ('{}', '{}', now())",
        ours.id,
        new_id()
    );
    assert_eq!(sql.refusal(&client).await, "42501");
    sql.run("ROLLBACK").await;
    begin(&sql, &as_ours).await;
    assert_eq!(sql.refusal(&event(theirs.id)).await, "42501");
    sql.run("ROLLBACK").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_can_be_neither_changed_nor_removed() {
    let app = TestApp::start().await;
    let practice = furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    for statement in [
        "UPDATE audit_events SET outcome = 'denied'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
        "UPDATE audit_links SET number = number + 1",
        "DELETE FROM audit_links",
        "TRUNCATE audit_links",
        "UPDATE audit_unsealed SET event_id = practice_id",
        "TRUNCATE audit_unsealed",
    ] {
        begin(&sql, &format!("SET LOCAL holdfast.practice = '{}'", practice.id)).await;
        assert_eq!(sql.refusal(statement).await, "42501", "{statement}");
        sql.run("ROLLBACK").await;
    }
}

/// The sealer learns whose events wait, and nothing else; its links it writes inside the practice.
#[tokio::test(flavor = "multi_thread")]
async fn the_sealers_door_shows_whose_events_wait_and_opens_nothing() {
    let app = TestApp::start().await;
    let practice = furnished_practice(&app, "Harbour").await;
    let sql = app.sql().await;
    let waiting = sql.number("SELECT count(*) FROM audit_unsealed").await;
    assert!(waiting > 0);
    begin(&sql, "SET LOCAL holdfast.audit_sealer = 'on'").await;
    assert_eq!(sql.number("SELECT count(*) FROM audit_unsealed").await, waiting);
    for table in ["audit_events", "audit_links", "clients", "practices"] {
        assert_eq!(sql.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    sql.run("DELETE FROM audit_unsealed").await;
    assert_eq!(
        sql.number("SELECT count(*) FROM audit_unsealed").await,
        waiting,
        "none of them is its to delete"
    );
    sql.run("ROLLBACK").await;
    for statement in [
        format!(
            "INSERT INTO audit_unsealed VALUES ('{}', '{}', decode(repeat('00', 32), 'hex'))",
            practice.id,
            new_id()
        ),
        format!(
            "INSERT INTO audit_links VALUES ('{}', 9, '{}', now(), decode(repeat('00', 32), 'hex'))",
            practice.id,
            new_id()
        ),
        event(practice.id),
    ] {
        begin(&sql, "SET LOCAL holdfast.audit_sealer = 'on'").await;
        assert_eq!(sql.refusal(&statement).await, "42501", "{statement}");
        sql.run("ROLLBACK").await;
    }
}
