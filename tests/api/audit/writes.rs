//! A write and its row are committed together, or neither.

use serde_json::json;

use super::{outcomes, outcomes_soon};
use crate::support::TestApp;

fn new_client() -> serde_json::Value {
    json!({"given_name": "Ada", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_leaves_one_row_in_its_own_transaction() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let made = owner.post("/v1/clients", new_client()).await.expect(201);
    let sql = app.sql().await;
    // At once: no flush is needed.
    assert_eq!(outcomes(&sql, "create_client").await, ["success"]);
    let same = "SELECT count(*) FROM audit_events a JOIN clients c ON a.xmin = c.xmin AND a.client_id = c.id \
                WHERE a.action = 'create_client'";
    assert_eq!(sql.number(same).await, 1, "one transaction wrote both");
    let request = sql.value("SELECT request_id FROM audit_events WHERE action = 'create_client'").await;
    assert_eq!(request, made.header("x-request-id"));
    let path = made.header("location");
    owner.patch_if(&path, "\"1\"", json!({"pronouns": "she/her"})).await.expect(200);
    assert_eq!(outcomes_soon(&sql, "update_client", 1).await, ["success"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_write_leaves_none() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let path = owner.post("/v1/clients", new_client()).await.expect(201).header("location");
    let sql = app.sql().await;
    owner.patch_if(&path, "\"7\"", json!({"pronouns": "she/her"})).await.expect(412);
    owner.patch_if(&path, "\"1\"", json!({"given_name": ""})).await.expect(422);
    owner.post("/v1/clients", json!({})).await.expect(422);
    owner.post_once("/v1/clients", "key", new_client()).await.expect(201);
    let mut other = new_client();
    other["given_name"] = json!("Eve");
    owner.post_once("/v1/clients", "key", other).await.expect(422);
    assert_eq!(outcomes_soon(&sql, "update_client", 0).await, Vec::<String>::new());
    assert_eq!(outcomes_soon(&sql, "create_client", 2).await, ["success", "success"]);
}

/// Nothing is written that cannot be recorded.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_fails_when_its_row_cannot_be_written() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let sql = app.sql().await;
    sql.run("ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (action <> 'create_client')").await;
    owner.post("/v1/clients", new_client()).await.problem(500, "internal");
    assert_eq!(sql.number("SELECT count(*) FROM clients").await, 0);
    assert_eq!(outcomes_soon(&sql, "create_client", 0).await, Vec::<String>::new());
}
