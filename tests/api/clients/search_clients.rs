//! `POST /v1/clients/search`.

use serde_json::json;

use super::{ids, new_client};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn names_are_found_by_their_beginning_in_any_case() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let mut body = new_client("Ada");
    body["preferred_name"] = json!("Zuzu");
    let ada = desk.post("/v1/clients", body).await.expect(201).id();
    let bo = desk.post("/v1/clients", new_client("Bo")).await.expect(201).id();
    let find =
        async |name: &str| ids(&desk.post("/v1/clients/search", json!({"name": name})).await.expect(200));
    assert_eq!(find("ad").await, std::slice::from_ref(&ada));
    assert_eq!(find("ZUZ").await, std::slice::from_ref(&ada));
    assert_eq!(find("mor").await, [ada, bo]);
    assert!(find("da").await.is_empty());
    // The signs of a pattern are letters here.
    assert!(find("%").await.is_empty());
    assert!(find("_o").await.is_empty());
    assert!(find("\\").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_reaches_no_further_than_the_list() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let (ada, adam) = (practice.client("Ada").await, practice.client("Adam").await);
    practice.care_for_client(&tess, &ada).await;
    let body = json!({"name": "ad"});
    let found = tess.post("/v1/clients/search", body.clone()).await.expect(200);
    assert_eq!(ids(&found), [ada.id.to_string()]);
    let found = adam.post("/v1/clients/search", body.clone()).await.expect(200);
    assert_eq!(ids(&found), [adam.id.to_string()]);
    let auditor = practice.staff("Aud", &["auditor"]).await;
    auditor.post("/v1/clients/search", body.clone()).await.problem(403, "forbidden");
    app.nobody().post("/v1/clients/search", body).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_paged_and_checked() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let (ada, adam) = (practice.client("Ada").await, practice.client("Adam").await);
    let first = desk.post("/v1/clients/search", json!({"name": "ad", "limit": 1})).await.expect(200);
    assert_eq!(ids(&first), [ada.id.to_string()]);
    let cursor = &first.body["next_cursor"];
    let next = json!({"name": "ad", "limit": 1, "cursor": cursor});
    assert_eq!(ids(&desk.post("/v1/clients/search", next).await.expect(200)), [adam.id.to_string()]);
    let other = json!({"name": "ada", "cursor": cursor});
    desk.post("/v1/clients/search", other).await.problem(400, "malformed");
    desk.post("/v1/clients/search", json!({"name": ""})).await.invalid(&["#/name"]);
    desk.post("/v1/clients/search", json!({"name": "a".repeat(101)})).await.invalid(&["#/name"]);
    desk.post("/v1/clients/search", json!({"name": "a", "limit": 201})).await.invalid(&["#/limit"]);
    desk.post("/v1/clients/search", json!({"name": "a", "email": "x"})).await.invalid(&["#/email"]);
    desk.post("/v1/clients/search", json!({})).await.invalid(&["#/name"]);
}
