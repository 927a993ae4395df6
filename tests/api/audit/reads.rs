//! Clinical reads leave one row each; other reads none.

use super::outcomes_soon;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_read_leaves_one_row_that_names_who_what_and_which_request() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let reader = practice.staff("Tess", &["owner", "front_desk"]).await;
    let client = practice.client("Ada").await;
    let answer = reader.get(&format!("/v1/clients/{}", client.id)).await.expect(200);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_client", 1).await, ["success"]);
    let row = sql
        .rows(
            "SELECT practice_id, account_id, membership_id, session_id, acting_as, resource, resource_id, client_id, \
             couple_id, request_id, abs(extract(epoch FROM now() - at)) < 60 FROM audit_events WHERE action = 'find_client'",
        )
        .await;
    let expected = [
        practice.id.to_string(),
        reader.account.to_string(),
        reader.id.to_string(),
        reader.session.to_string(),
        "{owner,front_desk}".to_owned(),
        "client".to_owned(),
        client.id.to_string(),
        client.id.to_string(),
        String::new(),
        answer.header("x-request-id"),
        "t".to_owned(),
    ];
    assert_eq!(row, [expected]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_and_a_search_leave_one_row_each_and_repeats_their_own() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    practice.client("Ada").await;
    for _ in 0..2 {
        owner.get("/v1/clients").await.expect(200);
        owner.post("/v1/clients/search", serde_json::json!({"name": "ad"})).await.expect(200);
    }
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "list_clients", 2).await, ["success", "success"]);
    assert_eq!(outcomes_soon(&sql, "search_clients", 2).await, ["success", "success"]);
    let rows =
        sql.column("SELECT audit_events::text FROM audit_events WHERE action = 'search_clients'").await;
    assert!(rows.iter().all(|row| !row.contains("ad\"")), "what was searched for is not recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_of_nothing_clinical_leaves_none() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    owner.get("/v1/me").await.expect(200);
    owner.get("/v1/sessions").await.expect(200);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_me", 0).await, Vec::<String>::new());
    assert_eq!(outcomes_soon(&sql, "list_sessions", 0).await, Vec::<String>::new());
}
