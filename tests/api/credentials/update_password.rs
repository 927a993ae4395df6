//! `PUT /v1/me/password`.

use chrono::TimeDelta;
use serde_json::json;

use super::{NEW, sign_in};
use crate::support::{Authenticator, PASSWORD, TestApp};

const PATH: &str = "/v1/me/password";

#[tokio::test(flavor = "multi_thread")]
async fn the_new_one_signs_in_and_the_person_is_told() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    ada.put(PATH, json!({"new_password": NEW})).await.expect(204);
    sign_in(&app, &ada.email, PASSWORD).await.problem(401, "sign_in_failed");
    sign_in(&app, &ada.email, NEW).await.expect(201);
    ada.get("/v1/me").await.expect(200);
    let letter = app.letters_to(&ada.email, 1).await.remove(0);
    assert_eq!(letter.subject, "Your password was changed");
    let sql = app.sql().await;
    let recorded =
        "SELECT count(*) FROM audit_events WHERE action = 'update_password' AND outcome = 'success'";
    assert_eq!(sql.number(recorded).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sessions_end_unless_they_are_to_stay() {
    let app = TestApp::start().await;
    let (practice, second) = (app.practice("Harbour").await, app.practice("Lantern").await);
    let ada = practice.staff("Ada", &["therapist"]).await;
    let elsewhere = second.join(&ada, &["therapist"]).await;
    let phone = practice.sign_in(ada.id).await;
    ada.put(PATH, json!({"new_password": NEW, "end_other_sessions": false})).await.expect(204);
    for session in [&ada, &phone, &elsewhere] {
        session.get("/v1/me").await.expect(200);
    }
    ada.put(PATH, json!({"new_password": PASSWORD})).await.expect(204);
    ada.get("/v1/me").await.expect(200);
    for ended in [&phone, &elsewhere] {
        ended.get("/v1/me").await.problem(401, "unauthenticated");
    }
}

/// Guards a stop between the change and the end of the sessions: what is open then gets no new tokens, but for the
/// session that made the change.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_forgotten_gets_no_new_tokens() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let opened = sign_in(&app, &ada.email, PASSWORD).await.expect(201);
    let kept = sign_in(&app, &ada.email, PASSWORD).await.expect(201);
    let caller = app.bearer(kept.body["access_token"].as_str());
    app.clock.advance(TimeDelta::seconds(2));
    caller.put(PATH, json!({"new_password": NEW})).await.expect(204);
    let sql = app.sql().await;
    sql.run("UPDATE sessions SET ended_at = NULL").await;
    let refresh = async |session: &crate::support::Answer| {
        let body = json!({"refresh_token": session.body["refresh_token"]});
        app.nobody().post("/v1/tokens", body).await
    };
    refresh(&opened).await.problem(401, "unauthenticated");
    refresh(&kept).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_proof_does_not_do_and_a_password_none_with_a_second_factor() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    app.sql().await.run("UPDATE sessions SET proved_at = now() - interval '11 minutes'").await;
    ada.put(PATH, json!({"new_password": NEW})).await.problem(403, "step_up_needed");
    ada.put("/v1/sessions/current/proof", json!({"password": PASSWORD})).await.expect(200);
    ada.put(PATH, json!({"new_password": NEW})).await.expect(204);
    let ben = app.practice("Lantern").await.client("Ben").await;
    let other = app.bearer(sign_in(&app, &ben.email, PASSWORD).await.body["access_token"].as_str());
    Authenticator::confirmed(&app, &ben).await;
    other.put(PATH, json!({"new_password": NEW})).await.problem(403, "step_up_needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_one_is_refused() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    for weak in ["short", "passwordpassword", ""] {
        ada.put(PATH, json!({"new_password": weak})).await.invalid(&["#/new_password"]);
    }
    sign_in(&app, &ada.email, PASSWORD).await.expect(201);
}

/// Guards the moment between verifying a password and opening a session: one that was changed meanwhile opens nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_overtaken_fails() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let sql = app.sql().await;
    sql.run("BEGIN").await;
    sql.run(&format!("UPDATE accounts SET password_hash = 'x' WHERE id = '{}'", ada.account)).await;
    let attempt = sign_in(&app, &ada.email, PASSWORD);
    let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted";
    let commit = async {
        while sql.number(waiting).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        sql.run("COMMIT").await;
    };
    tokio::join!(attempt, commit).0.problem(401, "sign_in_failed");
}

/// Whoever had the password may have asked for another address: a letter that has not left yet stays unsent.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_under_way_is_given_up() {
    let nobody_listens = |settings: &mut holdfast::config::Settings| {
        settings.smtp_url = Some("smtp://127.0.0.1:9".to_owned());
    };
    let app = TestApp::with(crate::support::server::fresh_database().await, nobody_listens).await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let body = json!({"email": "ada-new@example.org"});
    ada.post("/v1/me/email-changes", body).await.expect(202);
    let sql = app.sql().await;
    let waiting = "SELECT count(*) FROM notices WHERE kind = 'email_change'";
    assert_eq!(sql.number(waiting).await, 1);
    ada.put(PATH, json!({"new_password": NEW})).await.expect(204);
    assert_eq!(sql.number(waiting).await, 0);
}

/// Guards against what whoever knows the person tries first.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_the_person_is_refused() {
    let app = TestApp::start().await;
    let practice = app.practice("Seagull Cottage").await;
    let ada = practice.client("Adalbertine").await;
    for weak in ["Adalbertine-Example-7", "seagull.cottage.2026", "holdfasttherapist", "qwertyuiopasdfghjkl"]
    {
        let refused = ada.put(PATH, json!({"new_password": weak})).await.invalid(&["#/new_password"]);
        assert_eq!(refused.body["errors"][0]["code"], "guessable", "{weak}");
        assert!(!refused.text.contains(weak));
    }
    sign_in(&app, &ada.email, PASSWORD).await.expect(201);
    ada.put(PATH, json!({"new_password": "Adalbertine keeps nine quiet bees"})).await.expect(204);
}

/// Guards people's own words: case, Unicode and every character of a long one count.
#[tokio::test(flavor = "multi_thread")]
async fn it_is_taken_exactly_as_typed() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let long = "Grüße vom Leuchtturm, 海の見える家 ".repeat(5);
    assert!(long.chars().count() > 128);
    ada.put(PATH, json!({"new_password": long})).await.expect(204);
    for other in [long.to_lowercase(), long.trim_end().to_owned(), long.replace('ü', "u")] {
        sign_in(&app, &ada.email, &other).await.problem(401, "sign_in_failed");
    }
    sign_in(&app, &ada.email, &long).await.expect(201);
}
