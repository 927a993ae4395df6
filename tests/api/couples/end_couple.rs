//! `PUT /v1/couples/{couple_id}/end`.

use serde_json::{Value, json};

use crate::clients::hidden;
use crate::support::{Answer, Caller, TestApp, new_id};

async fn end(caller: &Caller, couple: &str) -> Answer {
    // There is nothing to say, so nothing is said.
    Answer::of(caller.request(reqwest::Method::PUT, &format!("/v1/couples/{couple}/end"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn either_partner_or_a_therapist_ends_it_and_nobody_is_told_who() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let mut shapes: Vec<Vec<String>> = Vec::new();
    for who in 0..3 {
        let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
        let couple = practice.couple(&ada, &bo).await;
        practice.care_for_couple(&cora, couple).await;
        let couple = couple.to_string();
        let by = [&ada, &bo, &cora][who];
        let ended = end(by, &couple).await.expect(200);
        assert_eq!(ended.etag(), "\"2\"");
        assert!(ended.body["ended_at"].is_string());
        let again = end(&bo, &couple).await.expect(200);
        assert_eq!((again.etag(), &again.body["ended_at"]), (ended.etag(), &ended.body["ended_at"]));
        let seen = bo.get(&format!("/v1/couples/{couple}")).await.expect(200);
        assert_eq!(seen.body, again.body);
        for caller in [&ada, &bo, &cora] {
            let text = caller.get(&format!("/v1/couples/{couple}")).await.expect(200).text;
            assert!(!text.contains(&by.id.to_string()) || by.id != cora.id);
        }
        shapes.push(seen.body.as_object().unwrap().keys().cloned().collect());
    }
    assert!(shapes.iter().all(|shape| shape == &shapes[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_former_partner_is_called_now_is_not_told() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await.to_string();
    end(&ada, &couple).await.expect(200);
    desk.patch_if(&format!("/v1/clients/{}", ada.id), "\"1\"", json!({"preferred_name": "Alex"}))
        .await
        .expect(200);
    let path = format!("/v1/couples/{couple}");
    let seen = bo.get(&path).await.expect(200);
    assert_eq!(seen.body["members"][0], json!({"client_id": ada.id, "name": null, "pronouns": null}));
    assert_eq!(seen.body["members"][1]["name"], "Bo");
    let listed = bo.get("/v1/couples").await.expect(200);
    assert_eq!(listed.items()[0]["members"][0]["name"], Value::Null);
    assert_eq!(desk.get(&path).await.expect(200).body["members"][0]["name"], "Alex");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_free_for_a_new_couple_with_a_new_id() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    practice.care_for_client(&tess, &ada).await;
    practice.care_for_client(&tess, &bo).await;
    let body = json!({"member_ids": [ada.id, bo.id]});
    let first = tess.post("/v1/couples", body.clone()).await.expect(201).id();
    tess.post("/v1/couples", body.clone()).await.problem(409, "already_in_couple");
    let ends =
        futures_util::future::join_all([end(&ada, &first), end(&bo, &first), end(&tess, &first)]).await;
    assert!(ends.iter().all(|answer| answer.status == 200 && answer.etag() == "\"2\""));
    let second = tess.post("/v1/couples", body).await.expect(201).id();
    assert_ne!(first, second);
    assert_eq!(ada.get("/v1/couples").await.expect(200).items().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let (ada, bo, cy) =
        (practice.client("Ada").await, practice.client("Bo").await, practice.client("Cy").await);
    let couple = practice.couple(&ada, &bo).await;
    practice.care_for_couple(&cora, couple).await;
    let couple = couple.to_string();
    let tess = practice.staff("Tess", &["therapist"]).await;
    practice.care_for_client(&tess, &ada).await;
    let foreign = app.practice("Elsewhere").await.staff("Eve", &["owner", "therapist"]).await;
    hidden(vec![
        end(&cy, &couple).await,
        end(&tess, &couple).await,
        end(&foreign, &couple).await,
        end(&ada, &new_id().to_string()).await,
    ]);
    // Who may know of the couple without being its therapist lacks the function.
    let sue = practice.staff("Sue", &["supervisor", "therapist"]).await;
    practice.supervise(&sue, &cora).await;
    let owner = practice.staff("Olu", &["owner", "therapist"]).await;
    for caller in [&sue, &owner] {
        end(caller, &couple).await.problem(403, "forbidden");
    }
    for role in ["owner", "admin", "supervisor", "front_desk", "auditor"] {
        end(&practice.staff("Sam", &[role]).await, &couple).await.problem(403, "forbidden");
    }
    end(&app.nobody(), &couple).await.problem(401, "unauthenticated");
    assert!(ada.get(&format!("/v1/couples/{couple}")).await.expect(200).body["ended_at"].is_null());
}
