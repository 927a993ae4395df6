//! Recovery codes in the place of the app's.

use serde_json::json;

use super::{sign_in, with};
use crate::support::{Authenticator, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_signs_in_once_however_it_is_typed() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let phone = Authenticator::confirmed(&app, &ada).await;
    let others = Authenticator::confirmed(&app, &ben).await;
    sign_in(&app, &ada.email, Some(&others.recovery_codes[0])).await.problem(401, "sign_in_failed");
    let typed = phone.recovery_codes[0].to_lowercase().replace('-', " ");
    let opened = sign_in(&app, &ada.email, Some(&typed)).await.expect(201);
    for again in [&typed, &phone.recovery_codes[0]] {
        sign_in(&app, &ada.email, Some(again)).await.problem(401, "sign_in_failed");
    }
    let left = with(&ada, &opened).get("/v1/me/second-factor").await.expect(200);
    assert_eq!(left.body["recovery_codes_left"], 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_at_once_one_counts() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let code = json!({"code": phone.recovery_codes[0]});
    let proofs = (0..10).map(|_| ada.put("/v1/sessions/current/proof", code.clone()));
    let answers = futures_util::future::join_all(proofs).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 9);
    assert_eq!(ada.get("/v1/me/second-factor").await.body["recovery_codes_left"], 9);
}

/// Guards people who wrote theirs down when codes were shorter.
#[tokio::test(flavor = "multi_thread")]
async fn older_codes_of_80_bits_go_on_working() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    Authenticator::confirmed(&app, &ada).await;
    let digest = app.shared.keys.recovery.digest(&[ada.account.as_bytes(), b"ABCDEFGHIJKLMNOP"]);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let older = format!(
        "INSERT INTO recovery_codes (account_id, code_digest) VALUES ('{}', '\\x{digest}')",
        ada.account
    );
    app.sql().await.run(&older).await;
    sign_in(&app, &ada.email, Some("abcd-efgh-ijkl-mnop")).await.expect(201);
    sign_in(&app, &ada.email, Some("abcd-efgh-ijkl-mnop")).await.problem(401, "sign_in_failed");
}
