//! What takes access away works with the next request, though the access token itself still runs.

use chrono::TimeDelta;

use super::{refresh, refresh_token, sign_in};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn each_change_of_access_counts_at_once() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let sql = app.sql().await;
    for change in [
        "UPDATE memberships SET status = 'suspended' WHERE id = '{id}'",
        "UPDATE memberships SET status = 'ended' WHERE id = '{id}'",
        "UPDATE memberships SET access_version = access_version + 1 WHERE id = '{id}'",
        "UPDATE sessions SET ended_at = now() WHERE id = '{session}'",
        "UPDATE sessions SET expires_at = now() WHERE id = '{session}'",
        "DELETE FROM refresh_tokens WHERE session_id = '{session}'; DELETE FROM sessions WHERE id = '{session}'",
    ] {
        let staff = practice.staff("Tess", &["owner"]).await;
        staff.get("/v1/me").await.expect(200);
        let change =
            change.replace("{id}", &staff.id.to_string()).replace("{session}", &staff.session.to_string());
        sql.run(&change).await;
        staff.get("/v1/me").await.problem(401, "unauthenticated");
        staff.get("/v1/clients").await.problem(401, "unauthenticated");
        let client = serde_json::json!({
            "given_name": "Ada", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"
        });
        staff.post("/v1/clients", client).await.problem(401, "unauthenticated");
        staff.delete("/v1/sessions/current").await.problem(401, "unauthenticated");
    }
    assert_eq!(sql.number("SELECT count(*) FROM clients").await, 0, "nothing was written on the way");
}

/// A session of one member proves nothing for another, nor one practice's for another's.
#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_member_can_neither_refresh_nor_sign_in() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let staff = practice.staff("Tess", &["owner"]).await;
    let opened = sign_in(&app, &staff.email).await;
    app.sql()
        .await
        .run(&format!("UPDATE memberships SET status = 'suspended' WHERE id = '{}'", staff.id))
        .await;
    refresh(&app, &refresh_token(&opened)).await.problem(401, "unauthenticated");
    let again = serde_json::json!({"email": staff.email, "password": crate::support::PASSWORD});
    app.nobody().post("/v1/sessions", again).await.problem(401, "sign_in_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_its_age_though_its_token_runs() {
    let app = TestApp::start().await;
    let staff = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let sql = app.sql().await;
    sql.run(&format!(
        "UPDATE sessions SET expires_at = now() + interval '60 s' WHERE id = '{}'",
        staff.session
    ))
    .await;
    staff.get("/v1/me").await.expect(200);
    app.clock.advance(TimeDelta::seconds(90));
    staff.get("/v1/me").await.problem(401, "unauthenticated");
}
