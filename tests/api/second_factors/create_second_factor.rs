//! `POST /v1/me/second-factor` and `GET /v1/me/second-factor`.

use serde_json::json;

use super::{age_proofs, audited, sign_in};
use crate::support::{Authenticator, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_the_secret_once_as_text_and_uri() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let none = ada.get("/v1/me/second-factor").await.expect(200);
    assert_eq!(none.body, json!({"state": "none", "confirmed_at": null, "recovery_codes_left": 0}));
    let made = ada.post("/v1/me/second-factor", json!({})).await.expect(201);
    let secret = made.body["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 32);
    let uri = format!(
        "otpauth://totp/Holdfast:{}?secret={secret}&issuer=Holdfast&algorithm=SHA1&digits=6&period=30",
        ada.email.replace('@', "%40")
    );
    assert_eq!(made.body["uri"], uri);
    assert_eq!(made.header("cache-control"), "no-store");
    let found = ada.get("/v1/me/second-factor").await.expect(200);
    assert_eq!(found.body["state"], "unconfirmed");
    assert!(!found.text.contains(secret));
    let sql = app.sql().await;
    let kept = sql.column("SELECT f::text FROM second_factors f").await.join("\n");
    assert!(!kept.contains(secret));
    assert_eq!(audited(&sql, practice.id, "create_second_factor", 1).await, ["success"]);
    app.nobody().post("/v1/me/second-factor", json!({})).await.problem(401, "unauthenticated");
}

/// What was set up and not confirmed counts nowhere: somebody with a session for a moment cannot lock its owner out.
#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_it_never_counts() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::enrolled(&app, &ada).await;
    sign_in(&app, &ada.email, None).await.expect(201);
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
    assert_eq!(ada.get("/v1/me").await.expect(200).body["second_factor"], "unconfirmed");
    let code = json!({"code": phone.code()});
    ada.put("/v1/sessions/current/proof", code).await.invalid(&["#/password"]);
    ada.post("/v1/me/second-factor/recovery-codes", json!({})).await.problem(404, "not_found");
}

/// A repeated request does no harm: the last answer holds, and the earlier one is void.
#[tokio::test(flavor = "multi_thread")]
async fn setting_up_again_replaces_what_was_not_confirmed() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let first = Authenticator::enrolled(&app, &ada).await;
    let answers =
        futures_util::future::join_all((0..6).map(|_| ada.post("/v1/me/second-factor", json!({})))).await;
    assert!(answers.iter().all(|answer| answer.status == 201));
    let second = Authenticator::enrolled(&app, &ada).await;
    first.confirm(&ada).await.invalid(&["#/code"]);
    second.confirm(&ada).await.expect(200);
    assert_eq!(app.sql().await.number("SELECT count(*) FROM second_factors").await, 1);
}

/// Renewing keeps the one that counts until the new one is confirmed.
#[tokio::test(flavor = "multi_thread")]
async fn the_old_one_counts_until_the_new_one_is_confirmed() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let old = Authenticator::confirmed(&app, &ada).await;
    let new = Authenticator::enrolled(&app, &ada).await;
    sign_in(&app, &ada.email, Some(&new.next_code())).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&old.code())).await.expect(201);
    new.confirm(&ada).await.expect(200);
    sign_in(&app, &ada.email, Some(&old.next_code())).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&old.recovery_codes[0])).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&new.code())).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_needs_a_proof_of_late() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, tess) = (practice.client("Ada").await, practice.staff("Tess", &["owner"]).await);
    let sql = app.sql().await;
    let phone = Authenticator::enrolled(&app, &ada).await;
    age_proofs(&sql, 11).await;
    for caller in [&ada, &tess] {
        caller.post("/v1/me/second-factor", json!({})).await.problem(403, "step_up_needed");
    }
    phone.confirm(&ada).await.problem(403, "step_up_needed");
    assert_eq!(sql.number("SELECT count(*) FROM second_factors WHERE confirmed_at IS NOT NULL").await, 0);
    assert_eq!(audited(&sql, practice.id, "confirm_second_factor", 1).await, ["denied"]);
}

/// The sealed secret is bound to its row and account: who can write the database cannot give somebody an app of theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_works_for_its_own_account_alone() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let phone = Authenticator::confirmed(&app, &ada).await;
    let sql = app.sql().await;
    sql.run(&format!("UPDATE second_factors SET account_id = '{}'", ben.account)).await;
    sign_in(&app, &ben.email, Some(&phone.next_code())).await.problem(500, "internal");
    sql.run(&format!("UPDATE second_factors SET account_id = '{}'", ada.account)).await;
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
}
