//! `POST /v1/password-resets` and `POST /v1/password-reset-completions`.

use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use serde_json::json;

use super::{NEW, complete, reset_token, sign_in};
use crate::support::{Authenticator, PASSWORD, TestApp, token_in};

#[tokio::test(flavor = "multi_thread")]
async fn a_token_by_mail_gives_a_new_password_and_ends_what_is_open() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ada = practice.client("Ada").await;
    let token = reset_token(&app, &ada.email, 1).await;
    ada.get("/v1/me").await.expect(200);
    complete(&app, &token, json!({})).await.expect(204);
    ada.get("/v1/me").await.problem(401, "unauthenticated");
    sign_in(&app, &ada.email, PASSWORD).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, NEW).await.expect(201);
    let letters = app.letters_to(&ada.email, 2).await;
    assert_eq!(letters[1].subject, "Your password was changed");
    let recorded = "SELECT count(*) FROM audit_events WHERE action = 'create_password_reset_completion'";
    assert_eq!(app.sql().await.number(recorded).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_stay_where_that_is_asked_for() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let token = reset_token(&app, &ada.email, 1).await;
    complete(&app, &token, json!({"end_other_sessions": false})).await.expect(204);
    ada.get("/v1/me").await.expect(200);
}

/// Guards against finding out who is here: the answers are the same, nothing goes to a stranger, and asking does the same
/// work for both, so that it takes the same time.
#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_addresses_are_one_answer() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let ask = async |email: &str| {
        let begun = Instant::now();
        let answer = app.nobody().post("/v1/password-resets", json!({"email": email})).await.expect(202);
        (begun.elapsed(), answer.text)
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        let (a, b) = (ask(&ada.email).await, ask("nobody@example.org").await);
        assert_eq!(a.1, b.1);
        known.push(a.0);
        unknown.push(b.0);
    }
    app.all_sent().await;
    assert!(app.letters().iter().all(|letter| letter.to == ada.email));
    assert_eq!(app.letters().len(), 60);
    known.sort();
    unknown.sort();
    let ratio = known[30].as_secs_f64() / unknown[30].as_secs_f64();
    println!("medians: known {:?}, unknown {:?}", known[30], unknown[30]);
    assert!((0.6..1.6).contains(&ratio), "{ratio}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_once_for_ten_minutes_and_until_a_newer_one() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let first = reset_token(&app, &ada.email, 1).await;
    let second = reset_token(&app, &ada.email, 2).await;
    complete(&app, &first, json!({})).await.problem(404, "not_found");
    complete(&app, &second, json!({})).await.expect(204);
    complete(&app, &second, json!({})).await.problem(404, "not_found");
    let late = reset_token(&app, &ada.email, 3).await;
    app.clock.advance(TimeDelta::minutes(11));
    complete(&app, &late, json!({})).await.problem(404, "not_found");
    for bogus in ["x", "AZNrLnoQfMOfYy8fb3ocEQ"] {
        complete(&app, bogus, json!({})).await.problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_uses_at_once_one_works() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let token = reset_token(&app, &ada.email, 1).await;
    let all = (0..6).map(|_| complete(&app, &token, json!({})));
    let mut statuses: Vec<u16> =
        futures_util::future::join_all(all).await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 404, 404, 404, 404, 404]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_password_ends_the_tokens_under_way() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let token = reset_token(&app, &ada.email, 1).await;
    ada.put("/v1/me/password", json!({"new_password": NEW})).await.expect(204);
    complete(&app, &token, json!({})).await.problem(404, "not_found");
}

/// Guards the second factor: who has the mailbox has not the phone.
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_does_not_go_around_the_second_factor() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let token = reset_token(&app, &ada.email, 1).await;
    let done = complete(&app, &token, json!({})).await.expect(204);
    assert!(done.text.is_empty(), "it opens nothing");
    let asked = sign_in(&app, &ada.email, NEW).await.expect(200);
    assert_eq!(asked.body["status"], "second_factor_needed");
    let body = json!({"email": ada.email, "password": NEW, "second_factor_code": phone.next_code()});
    app.nobody().post("/v1/sessions", body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_is_kept_in_a_form_that_works() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let token = reset_token(&app, &ada.email, 1).await;
    let sql = app.sql().await;
    let kept = sql.column("SELECT t::text || encode(token_hash, 'base64') FROM account_tokens t").await;
    assert!(kept.len() == 1 && !kept[0].contains(&token), "{kept:?}");
    // Nor the bytes that it stands for, which the database writes in another alphabet.
    let secret = URL_SAFE_NO_PAD.decode(&token).unwrap();
    let written: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!kept[0].contains(&written) && !kept[0].contains(&STANDARD_NO_PAD.encode(&secret)), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_one_is_refused_and_the_token_stays() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let token = reset_token(&app, &ada.email, 1).await;
    complete(&app, &token, json!({"new_password": "short"})).await.invalid(&["#/new_password"]);
    complete(&app, &token, json!({})).await.expect(204);
}

/// Guards the other way to a new password: what is known of the person in any practice is refused, and the token kept.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_the_person_is_refused() {
    let app = TestApp::start().await;
    let (practice, second) = (app.practice("Harbour").await, app.practice("Seagull Cottage").await);
    let ada = practice.staff("Adalbertine", &["therapist"]).await;
    second.join(&ada, &["therapist"]).await;
    app.nobody().post("/v1/password-resets", json!({"email": ada.email})).await.expect(202);
    let token = token_in(&app.letters_to(&ada.email, 1).await[0]);
    let complete = async |password: &str| {
        let body = json!({"token": token, "new_password": password});
        app.nobody().post("/v1/password-reset-completions", body).await
    };
    for weak in ["adalbertine 12345", "seagull-cottage-1", "relationship2026"] {
        complete(weak).await.invalid(&["#/new_password"]);
    }
    complete(NEW).await.expect(204);
}
