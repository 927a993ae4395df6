//! `DELETE /v1/me/second-factor`.

use super::{age_proofs, audited, sign_in};
use crate::support::{Authenticator, PASSWORD, TestApp};

const PATH: &str = "/v1/me/second-factor";

#[tokio::test(flavor = "multi_thread")]
async fn taken_off_the_password_alone_signs_in() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    ada.delete(PATH).await.problem(404, "not_found");
    Authenticator::confirmed(&app, &ada).await;
    sign_in(&app, &ada.email, None).await.expect(200);
    ada.delete(PATH).await.expect(204);
    sign_in(&app, &ada.email, None).await.expect(201);
    assert_eq!(ada.get(PATH).await.expect(200).body["state"], "none");
    let sql = app.sql().await;
    for table in ["second_factors", "recovery_codes"] {
        assert_eq!(sql.number(&format!("SELECT count(*) FROM {table}")).await, 0);
    }
    assert_eq!(audited(&sql, practice.id, "delete_second_factor", 2).await, ["denied", "success"]);
    app.nobody().delete(PATH).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_needs_a_proof_of_late() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    age_proofs(&app.sql().await, 11).await;
    ada.delete(PATH).await.problem(403, "step_up_needed");
    let proof = serde_json::json!({"code": phone.next_code()});
    ada.put("/v1/sessions/current/proof", proof).await.expect(200);
    ada.delete(PATH).await.expect(204);
}

/// The account is one, so a practice that requires it is asked wherever the request comes from.
#[tokio::test(flavor = "multi_thread")]
async fn a_practice_that_requires_it_keeps_it() {
    let app = TestApp::start().await;
    let (here, there) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let tess = here.staff("Tess", &["owner"]).await;
    let invitation = crate::sessions::create_invitation_acceptance::invite(
        &there,
        &there.staff("Lou", &["owner"]).await,
        &tess.email,
    )
    .await;
    let body = serde_json::json!({"token": invitation.token, "password": PASSWORD});
    app.nobody().post("/v1/invitation-acceptances", body).await.expect(201);
    Authenticator::confirmed(&app, &tess).await;
    let sql = app.sql().await;
    let require =
        |id| format!("UPDATE practices SET second_factor_required = true WHERE practice_id = '{id}'");
    sql.run(&require(there.id)).await;
    tess.delete(PATH).await.problem(409, "required_by_practice");
    assert_eq!(sql.number("SELECT count(*) FROM second_factors").await, 1);
    // A membership that ended asks for nothing.
    let end = format!("UPDATE memberships SET status = 'ended' WHERE id = '{}'", invitation.membership_id);
    sql.run(&end).await;
    tess.delete(PATH).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_though_staff_must_not() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    Authenticator::confirmed(&app, &ada).await;
    app.sql().await.run("UPDATE practices SET second_factor_required = true").await;
    ada.delete(PATH).await.expect(204);
}
