//! Refusals of a known caller leave a `denied` row; those of a stranger leave none.

use serde_json::json;

use super::{outcomes, outcomes_soon};
use crate::support::{PASSWORD, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hidden_absent_or_forbidden_leaves_one_denied_row() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (therapist, auditor) =
        (practice.staff("Tess", &["therapist"]).await, practice.staff("Aud", &["auditor"]).await);
    let client = practice.client("Ada").await;
    therapist.get(&format!("/v1/clients/{}", client.id)).await.expect(404);
    therapist.get(&format!("/v1/clients/{}", new_id())).await.expect(404);
    auditor.get(&format!("/v1/clients/{}", client.id)).await.problem(403, "forbidden");
    auditor
        .patch_if(&format!("/v1/clients/{}", client.id), "\"1\"", json!({"pronouns": "they/them"}))
        .await
        .expect(403);
    therapist.delete(&format!("/v1/sessions/{}", new_id())).await.expect(404);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "find_client", 3).await, ["denied"; 3]);
    assert_eq!(outcomes_soon(&sql, "update_client", 1).await, ["denied"]);
    assert_eq!(outcomes_soon(&sql, "delete_session", 1).await, ["denied"]);
    let about =
        sql.column("SELECT DISTINCT membership_id FROM audit_events WHERE action = 'update_client'").await;
    assert_eq!(about, [auditor.id.to_string()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_leave_no_row() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let ended = practice.staff("Sam", &["owner"]).await;
    ended.delete("/v1/sessions/current").await.expect(204);
    let sql = app.sql().await;
    let before = sql.number("SELECT count(*) FROM audit_events").await;
    let nobody = app.nobody();
    nobody.get("/v1/clients").await.expect(401);
    app.bearer(Some("garbage")).get("/v1/clients").await.expect(401);
    ended.get("/v1/clients").await.expect(401);
    ended.delete("/v1/sessions/current").await.expect(401);
    nobody.post("/v1/sessions", json!({"email": "no@example.org", "password": PASSWORD})).await.expect(401);
    nobody.post("/v1/tokens", json!({"refresh_token": "A".repeat(64)})).await.expect(401);
    nobody.get("/v1/nothing").await.expect(404);
    owner.get("/v1/clients?limit=0").await.expect(400);
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert_eq!(sql.number("SELECT count(*) FROM audit_events").await, before);
    assert_eq!(outcomes(&sql, "sign_in").await, ["success", "success"]);
}

/// Whose account is tried belongs to the practice's trail; an address that is nobody's is told to nobody.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_sign_in_of_a_known_account_leaves_one_row_in_each_of_its_practices() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let owner = ours.staff("Tess", &["owner"]).await;
    let other = theirs.staff("Tess", &["therapist"]).await;
    let sql = app.sql().await;
    sql.run(&format!(
        "UPDATE memberships SET account_id = '{0}' WHERE id = '{1}'; \
         UPDATE account_memberships SET account_id = '{0}' WHERE membership_id = '{1}'",
        owner.account, other.id
    ))
    .await;
    let wrong = json!({"email": owner.email, "password": "wrong-password-altogether"});
    let answer = app.nobody().post("/v1/sessions", wrong).await.problem(401, "sign_in_failed");
    let failed = "SELECT practice_id, account_id, membership_id, session_id, acting_as, resource, outcome, request_id \
                  FROM audit_events WHERE action = 'sign_in' AND outcome = 'denied' ORDER BY practice_id";
    assert_eq!(outcomes_soon(&sql, "sign_in", 4).await.len(), 4);
    let row = |practice: &str, member: &str| {
        let request = answer.header("x-request-id");
        [practice, &owner.account.to_string(), member, "", "{}", "session", "denied", &request]
            .map(str::to_owned)
    };
    let mut wanted = [
        row(&ours.id.to_string(), &owner.id.to_string()),
        row(&theirs.id.to_string(), &other.id.to_string()),
    ];
    wanted.sort();
    assert_eq!(sql.rows(failed).await, wanted);

    // A membership that is named is the one that is meant, whether it has access or not.
    sql.run(&format!("UPDATE memberships SET status = 'suspended' WHERE id = '{}'", other.id)).await;
    let named = json!({"email": owner.email, "password": PASSWORD, "membership_id": other.id});
    app.nobody().post("/v1/sessions", named).await.problem(401, "sign_in_failed");
    assert_eq!(outcomes_soon(&sql, "sign_in", 5).await.len(), 5);
    let last = "SELECT membership_id FROM audit_events WHERE action = 'sign_in' ORDER BY id DESC LIMIT 1";
    assert_eq!(sql.value(last).await, other.id.to_string());
}

/// A stolen refresh token shows when it is used beside the right one.
#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_used_again_leaves_a_row() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let credentials = json!({"email": owner.email, "password": PASSWORD});
    let opened = app.nobody().post("/v1/sessions", credentials).await.expect(201);
    let first = json!({"refresh_token": opened.body["refresh_token"]});
    let second = app.nobody().post("/v1/tokens", first.clone()).await.expect(200);
    let second = json!({"refresh_token": second.body["refresh_token"]});
    app.nobody().post("/v1/tokens", second).await.expect(200);
    app.nobody().post("/v1/tokens", first).await.expect(401);
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "create_tokens", 1).await, ["denied"]);
    let session = sql.value("SELECT resource_id FROM audit_events WHERE action = 'create_tokens'").await;
    assert_eq!(session, opened.body["session_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_accepted_with_a_wrong_password_leaves_a_row() {
    let app = TestApp::start().await;
    let (ours, theirs) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let owner = ours.staff("Tess", &["owner"]).await;
    let known = theirs.staff("Lou", &["therapist"]).await;
    let body =
        json!({"given_name": "Lou", "family_name": "Moreau", "time_zone": "Europe/London", "language": "en"});
    let client = owner.post("/v1/clients", body).await.expect(201).id();
    let invited = owner
        .post(&format!("/v1/clients/{client}/invitations"), json!({"email": known.email}))
        .await
        .expect(201);
    let body = json!({"token": invited.body["token"], "password": "wrong-password-altogether"});
    app.nobody().post("/v1/invitation-acceptances", body).await.problem(401, "sign_in_failed");
    let sql = app.sql().await;
    assert_eq!(outcomes_soon(&sql, "sign_in", 3).await.len(), 3);
    let row = sql
        .rows("SELECT practice_id, account_id, membership_id FROM audit_events WHERE outcome = 'denied'")
        .await;
    assert_eq!(row, [[ours.id.to_string(), known.account.to_string(), client]]);
}
