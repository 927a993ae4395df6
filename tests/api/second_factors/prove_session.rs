//! `PUT /v1/sessions/current/proof`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::audited;
use crate::support::{Authenticator, PASSWORD, TestApp};

const PATH: &str = "/v1/sessions/current/proof";

#[tokio::test(flavor = "multi_thread")]
async fn by_the_password_where_there_is_no_second_factor() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let proved = ada.put(PATH, json!({"password": PASSWORD})).await.expect(200);
    let instant = |member: &str| proved.body[member].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!(instant("counts_until") - instant("proved_at"), TimeDelta::minutes(10));
    assert_eq!(proved.body["refresh_needed"], false);
    ada.put(PATH, json!({"password": "another-password-altogether"})).await.invalid(&["#/password"]);
    ada.put(PATH, json!({"code": "123456"})).await.invalid(&["#/password"]);
    ada.put(PATH, json!({})).await.invalid(&["#/password"]);
    let sql = app.sql().await;
    let mut outcomes = audited(&sql, practice.id, "prove_session", 2).await;
    outcomes.sort();
    assert_eq!(outcomes, ["denied", "success"]);
    app.nobody().put(PATH, json!({"password": PASSWORD})).await.problem(401, "unauthenticated");
    ada.delete("/v1/sessions/current").await.expect(204);
    ada.put(PATH, json!({"password": PASSWORD})).await.problem(401, "unauthenticated");
}

/// Where there is a second factor the password proves nothing, alone or beside a code.
#[tokio::test(flavor = "multi_thread")]
async fn by_the_second_factor_where_there_is_one() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    ada.put(PATH, json!({"password": PASSWORD})).await.invalid(&["#/code"]);
    let code = phone.next_code();
    ada.put(PATH, json!({"password": PASSWORD, "code": code})).await.invalid(&["#/code"]);
    ada.put(PATH, json!({"code": phone.wrong_code()})).await.invalid(&["#/code"]);
    ada.put(PATH, json!({"code": code})).await.expect(200);
    ada.put(PATH, json!({"code": code})).await.invalid(&["#/code"]);
    ada.put(PATH, json!({"code": phone.recovery_codes[3]})).await.expect(200);
    let mut outcomes = audited(&app.sql().await, practice.id, "prove_session", 4).await;
    outcomes.sort();
    assert_eq!(outcomes, ["denied", "denied", "success", "success"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_proves_one_of_many_sessions_at_once() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let mut sessions = Vec::new();
    for _ in 0..6 {
        sessions.push(practice.sign_in(ada.id).await);
    }
    let code = json!({"code": phone.next_code()});
    let answers =
        futures_util::future::join_all(sessions.iter().map(|session| session.put(PATH, code.clone()))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 5);
    let proved = "SELECT count(*) FROM sessions WHERE second_factor_at IS NOT NULL AND id <> '%'";
    assert_eq!(app.sql().await.number(&proved.replace('%', &ada.session.to_string())).await, 1);
}
