//! Refusals of a known caller leave a `denied` row; those of a stranger leave none.

use serde_json::json;

use super::{outcomes, outcomes_soon};
use crate::support::{PASSWORD, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_absent_or_forbidden_leaves_one_denied_row() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, auditor) =
        (practice.staff("Tess", &["therapist"]).await, practice.staff("Aud", &["auditor"]).await);
    let client = practice.client("Ada").await;
    therapist.get(&format!("/v1/clients/{}", client.id)).await.expect(404);
    therapist.get(&format!("/v1/clients/{}", new_id())).await.expect(404);
    auditor.get(&format!("/v1/clients/{}", client.id)).await.problem(403, "forbidden");
    auditor
        .patch_if(&format!("/v1/clients/{}", client.id), "\"1\"", json!({"pronouns": "they/them"}))
        .await
        .expect(403);
    therapist.delete(&format!("/v1/sessions/{}", new_id())).await.expect(404);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_client", 3).await, ["denied"; 3]);
    assert_eq!(outcomes_soon(&sql, "update_client", 1).await, ["denied"]);
    assert_eq!(outcomes_soon(&sql, "delete_session", 1).await, ["denied"]);
    let about =
        sql.column("SELECT DISTINCT membership_id FROM audit_events WHERE action = 'update_client'").await;
    assert_eq!(about, [auditor.id.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_leave_no_row() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let ended = practice.staff("Sam", &["owner"]).await;
    ended.delete("/v1/sessions/current").await.expect(204);
    let sql = app.sql().await;
    let before = sql.number("SELECT count(*) FROM audit_events").await;
    let nobody = app.nobody();
    nobody.get("/v1/clients").await.expect(401);
    app.bearer(Some("garbage")).get("/v1/clients").await.expect(401);
    ended.get("/v1/clients").await.expect(401);
    ended.delete("/v1/sessions/current").await.expect(401);
    nobody
        .post("/v1/sessions", json!({"email": owner.email, "password": "wrong-password-altogether"}))
        .await
        .expect(401);
    nobody.post("/v1/sessions", json!({"email": "no@example.org", "password": PASSWORD})).await.expect(401);
    nobody.post("/v1/tokens", json!({"refresh_token": "A".repeat(64)})).await.expect(401);
    nobody.get("/v1/nothing").await.expect(404);
    owner.get("/v1/clients?limit=0").await.expect(400);
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(sql.number("SELECT count(*) FROM audit_events").await, before);
    assert_eq!(outcomes(&sql, "sign_in").await, ["success", "success"]);
}
