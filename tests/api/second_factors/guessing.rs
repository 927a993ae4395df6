//! Six digits are not found by trying.

use chrono::TimeDelta;
use serde_json::json;

use super::sign_in;
use crate::support::{Authenticator, Caller, TestApp};

async fn ten_wrong_codes(app: &TestApp, ada: &Caller, phone: &Authenticator) {
    for _ in 0..10 {
        sign_in(app, &ada.email, Some(&phone.wrong_code())).await.problem(401, "sign_in_failed");
    }
}

/// After ten wrong ones in a row the app's codes rest, right or not.
#[tokio::test(flavor = "multi_thread")]
async fn after_ten_wrong_codes_none_counts_for_a_while() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let wrong = json!({"code": phone.wrong_code()});
    for _ in 0..9 {
        ada.put("/v1/sessions/current/proof", wrong.clone()).await.invalid(&["#/code"]);
    }
    let right = json!({"code": phone.next_code()});
    ada.put("/v1/sessions/current/proof", right).await.expect(200);
    ten_wrong_codes(&app, &ada, &phone).await;
    sign_in(&app, &ada.email, Some(&phone.next_code())).await.problem(401, "sign_in_failed");
    let right = json!({"code": phone.code()});
    ada.put("/v1/sessions/current/proof", right).await.invalid(&["#/code"]);
    app.clock.advance(TimeDelta::minutes(15));
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
}

/// Each further wrong one lets them rest for longer, so that patience does not help; a right one ends the count.
#[tokio::test(flavor = "multi_thread")]
async fn the_rest_grows_with_each_further_wrong_code() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    ten_wrong_codes(&app, &ada, &phone).await;
    app.clock.advance(TimeDelta::minutes(15));
    sign_in(&app, &ada.email, Some(&phone.wrong_code())).await.problem(401, "sign_in_failed");
    app.clock.advance(TimeDelta::minutes(29));
    sign_in(&app, &ada.email, Some(&phone.code())).await.problem(401, "sign_in_failed");
    app.clock.advance(TimeDelta::minutes(1));
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
    sign_in(&app, &ada.email, Some(&phone.wrong_code())).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&phone.next_code())).await.expect(201);
    // It never rests for more than a day.
    app.sql().await.run("UPDATE second_factors SET failures = 2147483647").await;
    app.clock.advance(TimeDelta::hours(24));
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
}

/// Somebody who knows the password keeps the owner out no longer than until a recovery code is typed.
#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_ends_the_rest() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    ten_wrong_codes(&app, &ada, &phone).await;
    sign_in(&app, &ada.email, Some("ABCD-EFGH-IJKL-MNOP")).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&phone.next_code())).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, Some(&phone.recovery_codes[0])).await.expect(201);
    sign_in(&app, &ada.email, Some(&phone.code())).await.expect(201);
}

/// Tries at once are counted one by one.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_at_once_are_each_counted() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let wrong = json!({"code": phone.wrong_code()});
    let tries = (0..12).map(|_| ada.put("/v1/sessions/current/proof", wrong.clone()));
    let answers = futures_util::future::join_all(tries).await;
    assert!(answers.iter().all(|answer| answer.status == 422));
    assert_eq!(app.sql().await.number("SELECT failures FROM second_factors").await, 10);
}

/// Guards against strangers: whoever does not know the password cannot make the app rest.
#[tokio::test(flavor = "multi_thread")]
async fn codes_beside_a_wrong_password_count_nothing() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    for _ in 0..11 {
        let body = json!({
            "email": ada.email, "password": "wrong-password-altogether", "second_factor_code": phone.wrong_code()
        });
        app.nobody().post("/v1/sessions", body).await.problem(401, "sign_in_failed");
    }
    sign_in(&app, &ada.email, Some(&phone.next_code())).await.expect(201);
}
