//! `POST /v1/tokens`: rotation of refresh tokens.

use chrono::TimeDelta;
use serde_json::json;

use super::{bearer, refresh, refresh_token, sign_in};
use crate::support::{TestApp, new_id};

/// An app and somebody's answer to signing in.
async fn signed_in() -> (TestApp, crate::support::Answer) {
    let app = TestApp::start().await;
    let email = app.practice("Harbour").await.client("Ada").await.email;
    let opened = sign_in(&app, &email).await;
    (app, opened)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_token_gives_the_next_pair() {
    let (app, opened) = signed_in().await;
    let mut token = refresh_token(&opened);
    for _ in 0..3 {
        app.clock.advance(TimeDelta::minutes(11));
        let next = refresh(&app, &token).await.expect(200);
        assert_eq!(next.body["session_id"], opened.body["session_id"]);
        assert_eq!(next.body["membership_id"], opened.body["membership_id"]);
        assert_ne!(refresh_token(&next), token);
        bearer(&app, &next).get("/v1/me").await.expect(200);
        token = refresh_token(&next);
    }
    bearer(&app, &opened).get("/v1/me").await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_refreshes_get_one_successor() {
    let (app, opened) = signed_in().await;
    let token = refresh_token(&opened);
    let answers = futures_util::future::join_all((0..16).map(|_| refresh(&app, &token))).await;
    let successors: Vec<String> =
        answers.into_iter().map(|answer| refresh_token(&answer.expect(200))).collect();
    assert!(successors.iter().all(|successor| *successor == successors[0]));
    assert_ne!(successors[0], token);
    refresh(&app, &successors[0]).await.expect(200);
    let current = "SELECT count(*) FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.replaced_at IS NULL \
                   AND s.id = '%'";
    let current = current.replace('%', opened.body["session_id"].as_str().unwrap());
    assert_eq!(app.sql().await.number(&current).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_within_30_s_gives_the_same_while_it_is_unused() {
    let (app, opened) = signed_in().await;
    let token = refresh_token(&opened);
    let first = refresh(&app, &token).await.expect(200);
    app.clock.advance(TimeDelta::seconds(28));
    let again = refresh(&app, &token).await.expect(200);
    assert_eq!(refresh_token(&again), refresh_token(&first));
    bearer(&app, &again).get("/v1/me").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_after_the_successor_was_used_ends_the_session() {
    let (app, opened) = signed_in().await;
    let token = refresh_token(&opened);
    let second = refresh(&app, &token).await.expect(200);
    let third = refresh(&app, &refresh_token(&second)).await.expect(200);
    bearer(&app, &third).get("/v1/me").await.expect(200);
    refresh(&app, &token).await.problem(401, "unauthenticated");
    // The thief and the owner are both out, with every token they hold.
    for answer in [&opened, &second, &third] {
        bearer(&app, answer).get("/v1/me").await.problem(401, "unauthenticated");
        refresh(&app, &refresh_token(answer)).await.problem(401, "unauthenticated");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_after_30_s_ends_the_session() {
    let (app, opened) = signed_in().await;
    let token = refresh_token(&opened);
    let second = refresh(&app, &token).await.expect(200);
    app.clock.advance(TimeDelta::seconds(31));
    refresh(&app, &token).await.problem(401, "unauthenticated");
    refresh(&app, &refresh_token(&second)).await.problem(401, "unauthenticated");
    bearer(&app, &second).get("/v1/me").await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn reuse_ends_one_session_and_no_other() {
    let (app, opened) = signed_in().await;
    let member = opened.body["membership_id"].as_str().unwrap();
    let other = sign_in(&app, &format!("{member}@example.org")).await;
    let second = refresh(&app, &refresh_token(&opened)).await.expect(200);
    refresh(&app, &refresh_token(&second)).await.expect(200);
    refresh(&app, &refresh_token(&opened)).await.expect(401);
    bearer(&app, &other).get("/v1/me").await.expect(200);
    refresh(&app, &refresh_token(&other)).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_and_tokens_of_elsewhere_are_401() {
    let (app, opened) = signed_in().await;
    let elsewhere = app.practice("Lighthouse").await;
    let token = refresh_token(&opened);
    let practice: uuid::Uuid = opened.body["practice_id"].as_str().unwrap().parse().unwrap();
    let (own, secret) = holdfast::platform::crypto::read_practice_token(&token).unwrap();
    assert_eq!(own, practice);
    let named = |practice, secret| holdfast::platform::crypto::practice_token(practice, &secret);
    let access = opened.body["access_token"].as_str().unwrap().chars().take(200).collect();
    for bad in [
        "x".to_owned(),
        "A".repeat(64),
        format!("{token}A"),
        token[1..].to_owned(),
        named(elsewhere.id, secret),
        named(new_id(), secret),
        named(practice, [7; 32]),
        access,
    ] {
        refresh(&app, &bad).await.problem(401, "unauthenticated");
    }
    refresh(&app, &token).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_is_checked() {
    let (app, _) = signed_in().await;
    app.nobody().post("/v1/tokens", json!({})).await.invalid(&["#/refresh_token"]);
    app.nobody().post("/v1/tokens", json!({"refresh_token": ""})).await.invalid(&["#/refresh_token"]);
    app.nobody()
        .post("/v1/tokens", json!({"refresh_token": "x".repeat(201)}))
        .await
        .invalid(&["#/refresh_token"]);
    app.nobody().post("/v1/tokens", json!({"refresh_token": 7})).await.problem(400, "malformed");
    app.nobody().post("/v1/tokens", json!({"refresh_token": "x", "y": 1})).await.invalid(&["#/y"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_or_expired_session_gives_no_more() {
    let (app, opened) = signed_in().await;
    bearer(&app, &opened).delete("/v1/sessions/current").await.expect(204);
    refresh(&app, &refresh_token(&opened)).await.problem(401, "unauthenticated");
    let practice = app.practice("Lighthouse").await;
    let (staff, client) = (practice.staff("Tess", &["owner"]).await, practice.client("Ben").await);
    let (staff, client) = (sign_in(&app, &staff.email).await, sign_in(&app, &client.email).await);
    app.clock.advance(TimeDelta::minutes(12 * 60 - 1));
    // As if the portal had been in use all the time.
    app.sql().await.run("UPDATE sessions SET refreshed_at = now() + interval '12 hours'").await;
    let staff = refresh(&app, &refresh_token(&staff)).await.expect(200);
    app.clock.advance(TimeDelta::minutes(2));
    // Refreshing does not lengthen a session: 12 hours for staff, 30 days for clients.
    refresh(&app, &refresh_token(&staff)).await.problem(401, "unauthenticated");
    bearer(&app, &staff).get("/v1/me").await.problem(401, "unauthenticated");
    let client = refresh(&app, &refresh_token(&client)).await.expect(200);
    app.clock.advance(TimeDelta::days(30));
    refresh(&app, &refresh_token(&client)).await.problem(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_roles_come_with_the_next_pair() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let staff = practice.staff("Tess", &["owner"]).await;
    let opened = sign_in(&app, &staff.email).await;
    let change =
        "UPDATE memberships SET roles = '{auditor}', access_version = access_version + 1 WHERE id = ";
    app.sql().await.run(&format!("{change}'{}'", staff.id)).await;
    bearer(&app, &opened).get("/v1/me").await.problem(401, "unauthenticated");
    let next = refresh(&app, &refresh_token(&opened)).await.expect(200);
    assert_eq!(bearer(&app, &next).get("/v1/me").await.expect(200).body["roles"], json!(["auditor"]));
}
