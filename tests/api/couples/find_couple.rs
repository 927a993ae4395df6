//! `GET /v1/couples/{couple_id}`.

use serde_json::json;

use crate::clients::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn each_sees_names_and_pronouns_and_nothing_more() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    practice.care_for_couple(&cora, couple).await;
    practice.supervise(&sue, &cora).await;
    let desk = practice.staff("Dee", &["front_desk"]).await;
    let owner = practice.staff("Olu", &["owner"]).await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let called = json!({"preferred_name": "Addie", "pronouns": "they/them", "phone": "+44 20 7946 0000"});
    desk.patch_if(&format!("/v1/clients/{}", ada.id), "\"1\"", called).await.expect(200);
    let path = format!("/v1/couples/{couple}");
    for reader in [&ada, &bo, &cora, &sue, &desk, &owner, &admin] {
        let found = reader.get(&path).await.expect(200);
        assert_eq!(found.etag(), "\"1\"");
        assert_eq!(
            found.body["members"],
            json!([
                {"client_id": ada.id, "name": "Addie", "pronouns": "they/them"},
                {"client_id": bo.id, "name": "Bo", "pronouns": null}
            ])
        );
    }
    // What the partner keeps for the practice changes nothing that the other can observe.
    let before = bo.get(&path).await.expect(200);
    let private = json!({"phone": null, "email": "new@example.org", "address": "2 Quay"});
    desk.patch_if(&format!("/v1/clients/{}", ada.id), "\"2\"", private).await.expect(200);
    let after = bo.get(&path).await.expect(200);
    assert_eq!((before.etag(), before.text), (after.etag(), after.text));
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_else_sees_what_never_existed() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let elsewhere = app.practice("Elsewhere").await;
    let (ada, bo, cy) =
        (practice.client("Ada").await, practice.client("Bo").await, practice.client("Cy").await);
    let couple = practice.couple(&ada, &bo).await;
    let own = practice.staff("Tess", &["therapist"]).await;
    practice.care_for_client(&own, &ada).await;
    practice.care_for_client(&own, &bo).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let path = format!("/v1/couples/{couple}");
    hidden(vec![
        cy.get(&path).await,
        // Caring for each partner alone is not caring for the couple.
        own.get(&path).await,
        sue.get(&path).await,
        elsewhere.staff("Eve", &["owner", "therapist"]).await.get(&path).await,
        ada.get(&format!("/v1/couples/{}", new_id())).await,
        ada.get("/v1/couples/ours").await,
    ]);
    practice.staff("Aud", &["auditor"]).await.get(&path).await.problem(403, "forbidden");
    app.nobody().get(&path).await.problem(401, "unauthenticated");
}
