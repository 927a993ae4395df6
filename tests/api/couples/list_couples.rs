//! `GET /v1/couples`.

use serde_json::json;

use crate::clients::ids;
use crate::support::{Caller, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn each_role_lists_its_own_reach() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let elsewhere = app.practice("Elsewhere").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let (cy, di) = (practice.client("Cy").await, practice.client("Di").await);
    elsewhere.couple(&elsewhere.client("Eve").await, &elsewhere.client("Eli").await).await;
    let first = practice.couple(&ada, &bo).await;
    let second = practice.couple(&cy, &di).await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    practice.care_for_couple(&cora, second).await;
    practice.care_for_client(&tess, &ada).await;
    practice.supervise(&sue, &cora).await;
    let (first, second) = (first.to_string(), second.to_string());
    let seen = async |caller: &Caller, query: &str| {
        ids(&caller.get(&format!("/v1/couples{query}")).await.expect(200))
    };
    assert_eq!(seen(&desk, "").await, [first.clone(), second.clone()]);
    assert_eq!(seen(&cora, "").await, std::slice::from_ref(&second));
    assert_eq!(seen(&sue, "").await, std::slice::from_ref(&second));
    assert!(seen(&tess, "").await.is_empty());
    assert_eq!(seen(&bo, "").await, std::slice::from_ref(&first));
    assert_eq!(seen(&desk, &format!("?client_id={}", di.id)).await, std::slice::from_ref(&second));
    let both = format!("?client_id={}&client_id={}", di.id, ada.id);
    assert_eq!(seen(&desk, &both).await, [first.clone(), second]);
    // A filter reaches no further than the list.
    assert!(seen(&tess, &format!("?client_id={}", ada.id)).await.is_empty());
    assert!(seen(&bo, &format!("?client_id={}", di.id)).await.is_empty());
    let page = desk.get("/v1/couples?limit=1").await.expect(200);
    assert_eq!(ids(&page), [first]);
    assert_eq!(page.items()[0]["members"].as_array().unwrap().len(), 2);
    practice.staff("Aud", &["auditor"]).await.get("/v1/couples").await.problem(403, "forbidden");
    app.nobody().get("/v1/couples").await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_and_bad_parameters_are_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let mut expected = Vec::new();
    for _ in 0..3 {
        let (a, b) = (practice.client("A").await, practice.client("B").await);
        expected.push(json!(practice.couple(&a, &b).await));
    }
    let first = desk.get("/v1/couples?limit=2").await.expect(200);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = desk.get(&format!("/v1/couples?limit=2&cursor={cursor}")).await.expect(200);
    let seen = first.items().iter().chain(second.items()).map(|item| item["id"].clone());
    assert_eq!(seen.collect::<Vec<_>>(), expected);
    assert!(second.body["next_cursor"].is_null());
    for bad in ["limit=0", "client_id=x", "status=ended", "cursor=x"] {
        desk.get(&format!("/v1/couples?{bad}")).await.problem(400, "malformed");
    }
}
