//! `GET /v1/me`.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_who_one_is() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let me = ada.get("/v1/me").await.expect(200);
    assert_eq!(me.body["email"], ada.email);
    assert_eq!(me.body["account_id"], ada.account.to_string());
    assert_eq!(me.body["membership_id"], ada.id.to_string());
    assert_eq!(me.body["session_id"], ada.session.to_string());
    assert_eq!(me.body["practice_id"], practice.id.to_string());
    assert_eq!(me.body["roles"], json!(["client"]));
    app.nobody().get("/v1/me").await.problem(401, "unauthenticated");
}
