//! Resets, invitations and proofs.

use serde_json::json;

use super::{ELSEWHERE, WRONG, app, exhaust, post_from};
use crate::contract::spec::Spec;
use crate::support::{Caller, PASSWORD, TestApp};

/// Guards the mailbox, and what the answer tells: the same for whoever has an account and whoever has none.
#[tokio::test(flavor = "multi_thread")]
async fn asking_for_resets_is_limited_alike_for_everybody() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    for email in [ada.email.as_str(), "nobody@example.org"] {
        let mut statuses = Vec::new();
        for _ in 0..6 {
            let answer = post_from(&app, ELSEWHERE, "/v1/password-resets", json!({"email": email})).await;
            statuses.push(answer.status);
        }
        assert_eq!(statuses, [202, 202, 202, 202, 429, 429], "{email}");
    }
    app.letters_to(&ada.email, 4).await;
}

/// Guards a stranger's mailbox, whoever asks: a letter goes there without anybody having said yes.
#[tokio::test(flavor = "multi_thread")]
async fn asking_for_another_address_is_limited_by_that_address() {
    let app = app().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let ask =
        async |who: &Caller, email: &str| who.post("/v1/me/email-changes", json!({"email": email})).await;
    for who in [&ada, &ben, &ada, &ben] {
        ask(who, "stranger@example.org").await.expect(202);
    }
    let refused = ask(&ada, "stranger@example.org").await.problem(429, "too_many_tries");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() <= 31);
    ask(&ada, "own@example.org").await.expect(202);
    // Who may not ask is not counted.
    app.sql().await.run("UPDATE sessions SET proved_at = now() - interval '1 hour'").await;
    for _ in 0..8 {
        ask(&ada, "third@example.org").await.problem(403, "step_up_needed");
    }
    ada.put("/v1/sessions/current/proof", json!({"password": PASSWORD})).await.expect(200);
    ask(&ada, "third@example.org").await.expect(202);
}

/// Guards the other door to an account's password: an invitation is counted with the sign-ins.
#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_no_way_around() {
    let app = app().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let ada = app.practice("Lantern").await.client("Ada").await;
    let invited = crate::sessions::create_invitation_acceptance::invite(&practice, &owner, &ada.email).await;
    exhaust(&app, ELSEWHERE, &ada.email).await;
    let body = json!({"token": invited.token, "password": PASSWORD});
    post_from(&app, ELSEWHERE, "/v1/invitation-acceptances", body).await.problem(429, "too_many_tries");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_cannot_be_guessed_in_a_session_left_open() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    for _ in 0..11 {
        ada.put("/v1/sessions/current/proof", json!({"password": WRONG})).await.invalid(&["#/password"]);
    }
    let right = json!({"password": PASSWORD});
    ada.put("/v1/sessions/current/proof", right.clone()).await.problem(429, "too_many_tries");
    app.clock.advance(chrono::TimeDelta::seconds(31));
    ada.put("/v1/sessions/current/proof", right).await.expect(200);
}

/// Guards the list of what is limited: an app has to be ready for the answer.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_says_what_is_limited() {
    let app = TestApp::start().await;
    let spec = Spec::of(&app).await;
    let mut limited: Vec<&str> = spec
        .operations()
        .into_iter()
        .filter(|operation| operation.statuses().contains(&"429"))
        .inspect(|operation| assert_eq!(operation.value["x-throttled"], true))
        .map(|operation| operation.value["operationId"].as_str().unwrap())
        .collect();
    limited.sort_unstable();
    assert_eq!(
        limited,
        [
            "create_email_change",
            "create_email_change_confirmation",
            "create_invitation_acceptance",
            "create_password_reset",
            "create_password_reset_completion",
            "create_session",
            "prove_session",
        ]
    );
}
