//! `/v1/crisis-resources`.

use serde_json::{Value, json};

use crate::clients::hidden;
use crate::support::{TestApp, new_id};

fn resource(over: Value) -> Value {
    let mut body =
        json!({"name": "Samaritans", "phone": "116 123", "hours": "Always", "region": "United Kingdom"});
    for (name, value) in over.as_object().unwrap() {
        match value {
            Value::Null => body.as_object_mut().unwrap().remove(name),
            value => body.as_object_mut().unwrap().insert(name.clone(), value.clone()),
        };
    }
    body
}

const LIST: &str = "/v1/crisis-resources";

#[tokio::test(flavor = "multi_thread")]
async fn the_office_keeps_the_list_and_everybody_reads_it() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (owner, admin) = (practice.staff("Olga", &["owner"]).await, practice.staff("Adam", &["admin"]).await);
    let made = owner.post_once(LIST, "one", resource(json!({}))).await.expect(201);
    assert_eq!(owner.post_once(LIST, "one", resource(json!({}))).await.expect(201).id(), made.id());
    let second = admin
        .post(LIST, resource(json!({"name": "Shout", "phone": null, "text_number": "SHOUT to 85258"})))
        .await;
    let second = second.expect(201);
    let client = practice.client("Ann").await;
    for role in ["therapist", "supervisor", "front_desk", "auditor"] {
        practice.staff("Sam", &[role]).await.get(&made.header("location")).await.expect(200);
    }
    let page = client.get(&format!("{LIST}?limit=1")).await.expect(200);
    assert_eq!(page.items(), &vec![made.body.clone()]);
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let rest = client.get(&format!("{LIST}?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!(rest.items(), &vec![second.body.clone()]);

    let path = format!("{LIST}/{}", made.id());
    assert_eq!(owner.put_if(&path, "\"1\"", resource(json!({}))).await.expect(200).etag(), "\"1\"");
    let changed = owner.put_if(&path, "\"1\"", resource(json!({"hours": "Day and night"}))).await.expect(200);
    assert_eq!((changed.etag().as_str(), &changed.body["hours"]), ("\"2\"", &json!("Day and night")));
    owner.put_if(&path, "\"1\"", resource(json!({}))).await.problem(412, "precondition_failed");
    owner.delete(&path).await.problem(428, "precondition_required");
    owner.delete_if(&path, "\"1\"").await.problem(412, "precondition_failed");
    owner.delete_if(&path, "\"2\"").await.expect(204);
    client.get(&path).await.problem(404, "not_found");
    assert_eq!(client.get(LIST).await.expect(200).items().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_writes_and_another_practice_has_its_own() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olga", &["owner"]).await;
    let made = owner.post(LIST, resource(json!({}))).await.expect(201);
    let path = format!("{LIST}/{}", made.id());
    let client = practice.client("Ann").await;
    let therapist = practice.staff("Tess", &["therapist"]).await;
    for caller in [&client, &therapist] {
        caller.post(LIST, resource(json!({}))).await.problem(403, "forbidden");
        caller.put_if(&path, "\"1\"", resource(json!({}))).await.problem(403, "forbidden");
        caller.delete_if(&path, "\"1\"").await.problem(403, "forbidden");
    }
    let elsewhere = app.practice("Elsewhere").await.staff("Eve", &["owner"]).await;
    assert!(elsewhere.get(LIST).await.expect(200).items().is_empty());
    hidden(vec![elsewhere.get(&path).await, owner.get(&format!("{LIST}/{}", new_id())).await]);
    elsewhere.delete_if(&path, "\"1\"").await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olga", &["owner"]).await;
    let post = async |over| owner.post(LIST, resource(over)).await;
    post(json!({"phone": null})).await.invalid(&["#/phone", "#/text_number", "#/url"]);
    post(json!({"url": "http://example.org"})).await.invalid(&["#/url"]);
    post(json!({"url": "https://exa mple.org"})).await.invalid(&["#/url"]);
    post(json!({"phone": "1"})).await.invalid(&["#/phone"]);
    post(json!({"hours": ""})).await.invalid(&["#/hours"]);
    post(json!({"region": "x".repeat(101)})).await.invalid(&["#/region"]);
    post(json!({"phone": null, "url": "https://example.org"})).await.expect(201);
}
