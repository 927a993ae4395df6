//! `GET /v1/sessions`.

use serde_json::json;

use super::sign_in;
use crate::support::{PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn one_sees_the_own_open_sessions() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let phone = json!({"email": ada.email, "password": PASSWORD, "device": "Ada's phone"});
    let phone = app.nobody().post("/v1/sessions", phone).await.expect(201);
    let ended = sign_in(&app, &ada.email).await;
    super::bearer(&app, &ended).delete("/v1/sessions/current").await.expect(204);
    let expired = sign_in(&app, &ada.email).await;
    let age = format!(
        "UPDATE sessions SET expires_at = now() WHERE id = '{}'",
        expired.body["session_id"].as_str().unwrap()
    );
    app.sql().await.run(&age).await;
    let list = ada.get("/v1/sessions").await.expect(200);
    let ids: Vec<&str> = list.items().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, [ada.session.to_string().as_str(), phone.body["session_id"].as_str().unwrap()]);
    assert_eq!(list.items()[0]["current"], true);
    assert_eq!(
        (&list.items()[1]["current"], &list.items()[1]["device"]),
        (&json!(false), &json!("Ada's phone"))
    );
    assert_eq!(ben.get("/v1/sessions").await.expect(200).items().len(), 1);
    let first = ada.get("/v1/sessions?limit=1").await.expect(200);
    let next = format!("/v1/sessions?limit=1&cursor={}", first.body["next_cursor"].as_str().unwrap());
    assert_eq!(ada.get(&next).await.expect(200).items()[0], list.items()[1]);
    app.nobody().get("/v1/sessions").await.problem(401, "unauthenticated");
}
