//! `POST /v1/sessions` of an account with a second factor.

use chrono::TimeDelta;
use serde_json::json;

use super::{audited, sign_in, with};
use crate::support::{Authenticator, PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_code_is_asked_for_once_the_password_is_right() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let asked = sign_in(&app, &ada.email, None).await.expect(200);
    assert_eq!(asked.body, json!({"status": "second_factor_needed"}));
    let opened = sign_in(&app, &ada.email, Some(&phone.next_code())).await.expect(201);
    assert_eq!(opened.body["status"], "signed_in");
    let me = with(&ada, &opened).get("/v1/me").await.expect(200);
    assert_eq!((&me.body["second_factor"], &me.body["limited"]), (&json!("confirmed"), &json!(false)));
}

/// Nothing of a second factor shows before the password is right: a right code beside a wrong password, a wrong one
/// beside a right one, and an account that never was are one answer.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_wrong_code_and_unknown_are_one_answer() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    let phone = Authenticator::confirmed(&app, &ada).await;
    let code = phone.next_code();
    let attempt = |email: &str, password: &str, code: Option<&str>| {
        let mut body = json!({"email": email, "password": password});
        if let Some(code) = code {
            body["second_factor_code"] = json!(code);
        }
        let nobody = app.nobody();
        async move { nobody.post("/v1/sessions", body).await.problem(401, "sign_in_failed") }
    };
    let wrong = "another-password-altogether";
    let answers = [
        attempt(&ada.email, wrong, None).await,
        attempt(&ada.email, wrong, Some(&code)).await,
        attempt(&ada.email, PASSWORD, Some(&phone.wrong_code())).await,
        attempt(&ben.email, wrong, None).await,
        attempt(&ben.email, wrong, Some(&code)).await,
        attempt("nobody@example.org", PASSWORD, None).await,
        attempt("nobody@example.org", PASSWORD, Some(&code)).await,
    ];
    for answer in &answers {
        let same = answer.text.replace(answer.body["instance"].as_str().unwrap(), "");
        let first = answers[0].text.replace(answers[0].body["instance"].as_str().unwrap(), "");
        assert_eq!(same, first);
    }
    // The code was not used up by a wrong password.
    sign_in(&app, &ada.email, Some(&code)).await.expect(201);
    // Every try on an account that is known is recorded where it would have come in.
    let recorded = audited(&app.sql().await, practice.id, "sign_in", 8).await;
    assert_eq!(recorded, [vec!["success"; 2], vec!["denied"; 5], vec!["success"]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_step_of_drift_either_way() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    app.clock.advance(TimeDelta::minutes(5));
    for far in [-2, 2] {
        sign_in(&app, &ada.email, Some(&phone.code_away(far))).await.problem(401, "sign_in_failed");
    }
    for near in [-1, 0, 1] {
        sign_in(&app, &ada.email, Some(&phone.code_away(near))).await.expect(201);
    }
    // Whoever used the code of a fast clock does not go back behind it.
    for used in [-1, 0, 1] {
        sign_in(&app, &ada.email, Some(&phone.code_away(used))).await.problem(401, "sign_in_failed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_also_when_it_comes_many_times_at_once() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let code = phone.next_code();
    let attempts = (0..6).map(|_| sign_in(&app, &ada.email, Some(&code)));
    let answers = futures_util::future::join_all(attempts).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 5);
    sign_in(&app, &ada.email, Some(&code)).await.problem(401, "sign_in_failed");
}

/// Where a membership has to be chosen, the code comes twice, and is used up by the session that it opens.
#[tokio::test(flavor = "multi_thread")]
async fn the_choice_of_a_membership_comes_after_the_code_and_takes_the_same_one() {
    let app = TestApp::start().await;
    let (here, there) = (app.practice("Harbour").await, app.practice("Lighthouse").await);
    let tess = here.staff("Tess", &["owner"]).await;
    let lou = there.staff("Lou", &["owner"]).await;
    let invite = crate::sessions::create_invitation_acceptance::invite;
    let token = invite(&there, &lou, &tess.email).await.token;
    let body = json!({"token": token, "password": PASSWORD});
    app.nobody().post("/v1/invitation-acceptances", body).await.expect(201);
    let phone = Authenticator::confirmed(&app, &tess).await;
    let asked = sign_in(&app, &tess.email, None).await.expect(200);
    assert_eq!(asked.body, json!({"status": "second_factor_needed"}), "nothing of the memberships yet");
    sign_in(&app, &tess.email, Some(&phone.wrong_code())).await.problem(401, "sign_in_failed");
    for code in [phone.next_code(), phone.recovery_codes[0].clone()] {
        let choice = sign_in(&app, &tess.email, Some(&code)).await.expect(200);
        assert_eq!(choice.body["status"], "choose_membership");
        let body = json!({
            "email": tess.email, "password": PASSWORD, "second_factor_code": code, "membership_id": tess.id
        });
        app.nobody().post("/v1/sessions", body.clone()).await.expect(201);
        app.nobody().post("/v1/sessions", body).await.problem(401, "sign_in_failed");
        // Once used it does not even show what there is to choose from.
        sign_in(&app, &tess.email, Some(&code)).await.problem(401, "sign_in_failed");
    }
}

/// A try that waits while the second factor is replaced meets the new one: it never finds that there is none.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_factor_is_asked_for_also_while_it_is_replaced() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    Authenticator::confirmed(&app, &ada).await;
    let new = Authenticator::enrolled(&app, &ada).await;
    let (sql, watch) = (app.sql().await, app.sql().await);
    // As confirming does it, up to its commit.
    let of_ada = format!("account_id = '{}'", ada.account);
    sql.run(&format!(
        "BEGIN; SELECT FROM accounts WHERE id = '{}' FOR NO KEY UPDATE; \
         DELETE FROM second_factors WHERE {of_ada} AND confirmed_at IS NOT NULL; \
         UPDATE second_factors SET confirmed_at = now() WHERE {of_ada}",
        ada.account
    ))
    .await;
    let commit_once_waited_for = async {
        let waiting = "SELECT count(*) FROM pg_stat_activity \
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while watch.number(waiting).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        sql.run("COMMIT").await;
    };
    let wrong = new.wrong_code();
    let (answer, ()) = tokio::join!(sign_in(&app, &ada.email, Some(&wrong)), commit_once_waited_for);
    answer.problem(401, "sign_in_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_has_its_rule() {
    let app = TestApp::start().await;
    for code in [json!("12345"), json!("1".repeat(41))] {
        let body = json!({"email": "ada@example.org", "password": PASSWORD, "second_factor_code": code});
        app.nobody().post("/v1/sessions", body).await.invalid(&["#/second_factor_code"]);
    }
}
