//! `GET /v1/clients/{client_id}`.

use super::hidden;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn each_role_sees_its_own_reach() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, bo) = (practice.client("Ada").await, practice.client("Bo").await);
    let couple = practice.couple(&ada, &bo).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let cora = practice.staff("Cora", &["therapist"]).await;
    let nils = practice.staff("Nils", &["therapist"]).await;
    let sue = practice.staff("Sue", &["supervisor"]).await;
    let idle = practice.staff("Ida", &["supervisor"]).await;
    practice.care_for_client(&tess, &ada).await;
    practice.care_for_couple(&cora, couple).await;
    practice.supervise(&sue, &tess).await;
    let path = format!("/v1/clients/{}", ada.id);
    for role in ["owner", "admin", "front_desk"] {
        let staff = practice.staff("Olu", &[role]).await;
        assert_eq!(staff.get(&path).await.expect(200).body["given_name"], "Ada");
    }
    for reader in [&ada, &tess, &cora, &sue] {
        let found = reader.get(&path).await.expect(200);
        assert_eq!(found.body["email"], ada.email);
        assert_eq!(found.etag(), "\"1\"");
    }
    // The partner, and staff without this client in their care, see what never existed.
    hidden(vec![
        bo.get(&path).await,
        nils.get(&path).await,
        idle.get(&path).await,
        tess.get(&format!("/v1/clients/{}", bo.id)).await,
        nils.get(&format!("/v1/clients/{}", new_id())).await,
        ada.get("/v1/clients/not-an-id").await,
    ]);
    practice.staff("Aud", &["auditor"]).await.get(&path).await.problem(403, "forbidden");
    app.nobody().get(&path).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_practices_client_does_not_exist() {
    let app = TestApp::start().await;
    let here = app.practice("Harbour").await;
    let there = app.practice("Elsewhere").await;
    let owner = here.staff("Olu", &["owner"]).await;
    let client = there.client("Ada").await;
    hidden(vec![
        owner.get(&format!("/v1/clients/{}", client.id)).await,
        owner.get(&format!("/v1/clients/{}", new_id())).await,
    ]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_place_counts_from_the_next_request() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let admin = practice.staff("Abe", &["admin"]).await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let ada = practice.client("Ada").await;
    practice.care_for_client(&tess, &ada).await;
    let path = format!("/v1/clients/{}", ada.id);
    tess.get(&path).await.expect(200);
    admin.delete(&format!("{path}/care-team/{}", tess.id)).await.expect(204);
    tess.get(&path).await.problem(404, "not_found");
}
