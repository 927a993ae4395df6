//! `/v1/staff/{staff_id}/supervisees`.

use serde_json::json;

use crate::clients::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_supervisor_sees_what_the_supervised_see_and_no_longer() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = practice.client("Ada").await;
    practice.care_for_client(&tess, &ada).await;
    let client = format!("/v1/clients/{}", ada.id);
    sue.get(&client).await.problem(404, "not_found");
    let list = format!("/v1/staff/{}/supervisees", sue.id);
    let path = format!("{list}/{}", tess.id);
    let made = admin.put(&path, json!({})).await.expect(201);
    assert_eq!(made.header("location"), path);
    assert_eq!(made.body["name"], "Tess");
    assert_eq!(admin.put(&path, json!({})).await.expect(200).body, made.body);
    sue.get(&client).await.expect(200);
    assert_eq!(tess.get(&list).await.expect(200).items(), &[made.body]);
    admin.delete(&path).await.expect(204);
    sue.get(&client).await.problem(404, "not_found");
    admin.delete(&path).await.problem(404, "not_found");
    assert!(sue.get(&list).await.expect(200).items().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_takes_a_supervisor_and_another_therapist() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let both = practice.staff("Bo", &["supervisor", "therapist"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let path = |a: uuid::Uuid, b: uuid::Uuid| format!("/v1/staff/{a}/supervisees/{b}");
    let own = admin.put(&path(both.id, both.id), json!({})).await.problem(422, "invalid");
    assert_eq!(own.body["errors"][0]["code"], "same_person");
    let none = admin.put(&path(tess.id, both.id), json!({})).await.problem(422, "invalid");
    assert_eq!(none.body["errors"][0]["code"], "not_a_supervisor");
    let none = admin.put(&path(both.id, admin.id), json!({})).await.problem(422, "invalid");
    assert_eq!(none.body["errors"][0]["code"], "not_a_therapist");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let mut expected = Vec::new();
    for name in ["A", "B", "C"] {
        let tess = practice.staff(name, &["therapist"]).await;
        practice.supervise(&sue, &tess).await;
        expected.push(json!(tess.id));
    }
    let list = format!("/v1/staff/{}/supervisees?limit=2", sue.id);
    let first = sue.get(&list).await.expect(200);
    let second = sue.get(&format!("{list}&cursor={}", first.body["next_cursor"].as_str().unwrap())).await;
    let second = second.expect(200);
    let items = first.items().iter().chain(second.items());
    assert_eq!(items.map(|item| item["staff_id"].clone()).collect::<Vec<_>>(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_and_only_here() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let elsewhere = app.practice("Elsewhere").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let foreign = elsewhere.staff("Eve", &["supervisor", "therapist"]).await;
    let client = practice.client("Ada").await;
    let path = |a: uuid::Uuid, b: uuid::Uuid| format!("/v1/staff/{a}/supervisees/{b}");
    hidden(vec![
        admin.put(&path(sue.id, foreign.id), json!({})).await,
        admin.put(&path(foreign.id, tess.id), json!({})).await,
        admin.put(&path(sue.id, new_id()), json!({})).await,
        admin.get(&format!("/v1/staff/{}/supervisees", foreign.id)).await,
        admin.get(&format!("/v1/staff/{}/supervisees", new_id())).await,
        admin.delete(&path(foreign.id, tess.id)).await,
    ]);
    for caller in [&sue, &tess, &client] {
        caller.put(&path(sue.id, tess.id), json!({})).await.problem(403, "forbidden");
        caller.delete(&path(sue.id, tess.id)).await.problem(403, "forbidden");
    }
    client.get(&format!("/v1/staff/{}/supervisees", sue.id)).await.problem(403, "forbidden");
    app.nobody().put(&path(sue.id, tess.id), json!({})).await.problem(401, "unauthenticated");
}
