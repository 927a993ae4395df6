//! `POST /v1/me/email-changes` and `POST /v1/email-change-confirmations`.

use chrono::TimeDelta;
use serde_json::json;

use super::{NEW, complete, reset_token, sign_in};
use crate::support::{Answer, Caller, PASSWORD, TestApp, token_in};

const NEW_ADDRESS: &str = "ada-new@example.org";

async fn ask(caller: &Caller, email: &str) -> Answer {
    caller.post("/v1/me/email-changes", json!({"email": email})).await
}

async fn confirm(app: &TestApp, token: &str) -> Answer {
    app.nobody().post("/v1/email-change-confirmations", json!({"token": token})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_address_confirms_and_the_old_one_is_told() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    ask(&ada, NEW_ADDRESS).await.expect(202);
    let letter = app.letters_to(NEW_ADDRESS, 1).await.remove(0);
    assert_eq!(letter.subject, "Confirm your e-mail address");
    sign_in(&app, NEW_ADDRESS, PASSWORD).await.problem(401, "sign_in_failed");
    confirm(&app, &token_in(&letter)).await.expect(204);
    sign_in(&app, NEW_ADDRESS, PASSWORD).await.expect(201);
    sign_in(&app, &ada.email, PASSWORD).await.problem(401, "sign_in_failed");
    let told = app.letters_to(&ada.email, 1).await.remove(0);
    assert_eq!(told.subject, "Your e-mail address was changed");
    assert!(!told.body.contains(NEW_ADDRESS));
    confirm(&app, &token_in(&letter)).await.problem(404, "not_found");
    let recorded = app
        .sql()
        .await
        .column("SELECT action FROM audit_events WHERE action LIKE '%email%' ORDER BY id")
        .await;
    assert_eq!(recorded, ["create_email_change", "create_email_change_confirmation"]);
}

/// Guards against finding out who is here: an address that is taken answers alike, and its owner gets nothing.
#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_taken_tells_nothing() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let taken = ask(&ada, &ben.email).await.expect(202);
    let free = ask(&practice.client("Cleo").await, NEW_ADDRESS).await.expect(202);
    assert_eq!(taken.text, free.text);
    app.all_sent().await;
    assert!(app.letters().iter().all(|letter| letter.to == NEW_ADDRESS));
    // Taken since the letter went out.
    let token = token_in(&app.letters_to(NEW_ADDRESS, 1).await[0]);
    app.sql()
        .await
        .run(&format!("UPDATE accounts SET email = '{NEW_ADDRESS}' WHERE id = '{}'", ben.account))
        .await;
    confirm(&app, &token).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_one_or_a_new_password_ends_it_and_so_do_ten_minutes() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let token_to = async |address: &str| {
        ask(&ada, address).await.expect(202);
        token_in(&app.letters_to(address, 1).await[0])
    };
    let first = token_to("one@example.org").await;
    let second = token_to("two@example.org").await;
    confirm(&app, &first).await.problem(404, "not_found");
    ada.put("/v1/me/password", json!({"new_password": NEW})).await.expect(204);
    confirm(&app, &second).await.problem(404, "not_found");
    let third = token_to("three@example.org").await;
    app.clock.advance(TimeDelta::minutes(11));
    confirm(&app, &third).await.problem(404, "not_found");
    // A token for one thing does nothing else.
    let body = json!({"token": third, "new_password": NEW});
    app.nobody().post("/v1/password-reset-completions", body).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_proof_does_not_do() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    app.sql().await.run("UPDATE sessions SET proved_at = now() - interval '11 minutes'").await;
    ask(&ada, NEW_ADDRESS).await.problem(403, "step_up_needed");
    ask(&ada, "no address").await.invalid(&["#/email"]);
}

/// Each token is for one purpose: whoever reads the new mailbox has not the password, and the other way round.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_works_for_its_own_purpose_alone() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let for_password = reset_token(&app, &ada.email, 1).await;
    ask(&ada, NEW_ADDRESS).await.expect(202);
    let for_address = token_in(&app.letters_to(NEW_ADDRESS, 1).await[0]);
    complete(&app, &for_address, json!({})).await.problem(404, "not_found");
    confirm(&app, &for_password).await.problem(404, "not_found");
    sign_in(&app, &ada.email, PASSWORD).await.expect(201);
    confirm(&app, &for_address).await.expect(204);
}

/// Guards whoever takes an address back: somebody else may have been signed in all the while.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_unless_they_are_to_stay() {
    let app = TestApp::start().await;
    let (practice, second) = (app.practice("Harbour").await, app.practice("Lantern").await);
    let ada = practice.staff("Ada", &["therapist"]).await;
    let elsewhere = second.join(&ada, &["therapist"]).await;
    ask(&ada, "one@example.org").await.expect(202);
    let token = token_in(&app.letters_to("one@example.org", 1).await[0]);
    let body = json!({"token": token, "end_other_sessions": false});
    app.nobody().post("/v1/email-change-confirmations", body).await.expect(204);
    for session in [&ada, &elsewhere] {
        session.get("/v1/me").await.expect(200);
    }
    let opened = sign_in_to(&app, "one@example.org", &ada).await;
    app.clock.advance(TimeDelta::seconds(2));
    ask(&ada, "two@example.org").await.expect(202);
    confirm(&app, &token_in(&app.letters_to("two@example.org", 1).await[0])).await.expect(204);
    for ended in [&ada, &elsewhere] {
        ended.get("/v1/me").await.problem(401, "unauthenticated");
    }
    // A stop between the change and the end of the sessions leaves none that gets new tokens.
    app.sql().await.run("UPDATE sessions SET ended_at = NULL").await;
    let refresh = json!({"refresh_token": opened.body["refresh_token"]});
    app.nobody().post("/v1/tokens", refresh).await.problem(401, "unauthenticated");
}

async fn sign_in_to(app: &TestApp, email: &str, member: &Caller) -> Answer {
    let body = json!({"email": email, "password": PASSWORD, "membership_id": member.id});
    app.nobody().post("/v1/sessions", body).await.expect(201)
}
