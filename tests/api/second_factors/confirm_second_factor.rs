//! `PUT /v1/me/second-factor/confirmation`.

use chrono::TimeDelta;
use serde_json::json;

use super::{audited, sign_in};
use crate::support::{Authenticator, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_right_code_confirms_and_gives_recovery_codes() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let phone = Authenticator::enrolled(&app, &ada).await;
    let confirmed = phone.confirm(&ada).await.expect(200);
    let codes: Vec<String> = serde_json::from_value(confirmed.body["recovery_codes"].clone()).unwrap();
    assert_eq!((codes.len(), &confirmed.body["refresh_needed"]), (10, &json!(false)));
    assert!(codes.iter().all(|code| code.len() == 32), "128 bits, in groups: {codes:?}");
    let found = ada.get("/v1/me/second-factor").await.expect(200);
    assert_eq!((&found.body["state"], &found.body["recovery_codes_left"]), (&json!("confirmed"), &json!(10)));
    assert!(found.body["confirmed_at"].is_string());
    assert_eq!(ada.get("/v1/me").await.expect(200).body["second_factor"], "confirmed");
    let asked = sign_in(&app, &ada.email, None).await.expect(200);
    assert_eq!(asked.body, json!({"status": "second_factor_needed"}));
    let sql = app.sql().await;
    let kept = sql.column("SELECT c::text FROM recovery_codes c").await.join("\n").to_uppercase();
    assert!(codes.iter().all(|code| !kept.contains(code) && !kept.contains(&code.replace('-', ""))));
    assert_eq!(audited(&sql, practice.id, "confirm_second_factor", 1).await, ["success"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_code_confirms_nothing_and_is_recorded() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let path = "/v1/me/second-factor/confirmation";
    ada.put(path, json!({"code": "123456"})).await.problem(409, "wrong_state");
    let phone = Authenticator::enrolled(&app, &ada).await;
    for code in
        [phone.wrong_code(), phone.code_away(-2), phone.code_away(2), "ABCD-EFGH-IJKL-MNOP".to_owned()]
    {
        ada.put(path, json!({"code": code})).await.invalid(&["#/code"]);
    }
    for body in [json!({}), json!({"code": "12345"}), json!({"code": "1".repeat(41)})] {
        ada.put(path, body).await.invalid(&["#/code"]);
    }
    ada.put(path, json!({"code": phone.code(), "id": 1})).await.invalid(&["#/id"]);
    sign_in(&app, &ada.email, None).await.expect(201);
    let sql = app.sql().await;
    assert_eq!(audited(&sql, practice.id, "confirm_second_factor", 4).await, ["denied"; 4]);
    assert_eq!(sql.number("SELECT count(*) FROM recovery_codes").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn confirming_uses_the_code_up_and_happens_once() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::enrolled(&app, &ada).await;
    let answers = futures_util::future::join_all((0..8).map(|_| phone.confirm(&ada))).await;
    let confirmed: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
    assert_eq!(confirmed.len(), 1);
    // The others find nothing that waits, now that the session was proved by the second factor.
    assert!(answers.iter().all(|answer| matches!(answer.status, 200 | 409)));
    sign_in(&app, &ada.email, Some(&phone.code())).await.problem(401, "sign_in_failed");
    app.clock.advance(TimeDelta::seconds(30));
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
}

/// Somebody who knows the password alone, and came in before, cannot put an app of their own in the place of the
/// owner's: what the password proved counts no more once there is a second factor.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_alone_does_not_replace_a_second_factor() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let tess = practice.staff("Tess", &["therapist"]).await;
    let thief = practice.sign_in(tess.id).await;
    app.sql().await.run("UPDATE practices SET second_factor_required = true").await;
    let limited_thief = practice.sign_in(tess.id).await;
    let phone = Authenticator::confirmed(&app, &tess).await;
    for thief in [&thief, &limited_thief] {
        thief.post("/v1/me/second-factor", json!({})).await.problem(403, "step_up_needed");
        let code = json!({"code": phone.wrong_code()});
        thief.put("/v1/me/second-factor/confirmation", code).await.problem(403, "step_up_needed");
    }
    thief.delete("/v1/me/second-factor").await.problem(403, "step_up_needed");
    thief.post("/v1/me/second-factor/recovery-codes", json!({})).await.problem(403, "step_up_needed");
    // Nor does the owner's pending renewal fall to them.
    let new = Authenticator::enrolled(&app, &tess).await;
    new.confirm(&thief).await.problem(403, "step_up_needed");
    new.confirm(&tess).await.expect(200);
}
