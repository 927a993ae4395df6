//! Tries at one account.

use chrono::TimeDelta;
use serde_json::json;

use super::{ELSEWHERE, HOME, WRONG, app, app_on, exhaust, post_from, sign_in_from, wait_of};
use crate::support::{Authenticator, PASSWORD, TestApp, server, token_in};

/// Guards against guessing, and against finding out who is here by it: after ten free ones each try has to wait longer,
/// at an address that is nobody's as at any other.
#[tokio::test(flavor = "multi_thread")]
async fn after_ten_wrong_ones_each_further_one_waits_longer() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    for email in [ada.email.as_str(), "nobody@example.org"] {
        assert_eq!(exhaust(&app, ELSEWHERE, email).await, 11);
        for wait in [30, 60, 120, 240, 480, 900, 900] {
            let answer = sign_in_from(&app, ELSEWHERE, email, WRONG).await.problem(429, "too_many_tries");
            assert!((wait - 2..=wait + 1).contains(&wait_of(&answer)), "{email}: {}", wait_of(&answer));
            app.clock.advance(TimeDelta::seconds(wait + 1));
            sign_in_from(&app, ELSEWHERE, email, WRONG).await.problem(401, "sign_in_failed");
        }
        // The right one has to wait as well, or waiting would tell which it is.
        sign_in_from(&app, ELSEWHERE, email, PASSWORD).await.problem(429, "too_many_tries");
    }
}

/// Guards the count against many at once: they are no more tries than one after the other.
#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_counted_one_by_one() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let all = (0..30).map(|_| sign_in_from(&app, ELSEWHERE, &ada.email, WRONG));
    let answers = futures_util::future::join_all(all).await;
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(looked_at, 11);
    assert!(answers.iter().all(|answer| matches!(answer.status, 401 | 429)));
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_agree_and_a_restart_forgets_nothing() {
    let url = server::fresh_database().await;
    let (one, two) = (app_on(url.clone()).await, app_on(url.clone()).await);
    let ada = one.practice("Harbour").await.client("Ada").await;
    let email = ada.email.clone();
    for _ in 0..5 {
        for app in [&one, &two] {
            sign_in_from(app, ELSEWHERE, &email, WRONG).await.problem(401, "sign_in_failed");
        }
    }
    assert_eq!(exhaust(&two, ELSEWHERE, &email).await, 1);
    sign_in_from(&one, ELSEWHERE, &email, WRONG).await.problem(429, "too_many_tries");
    one.stop().await;
    let again = app_on(url).await;
    sign_in_from(&again, ELSEWHERE, &email, WRONG).await.problem(429, "too_many_tries");
}

/// Guards the person: strangers who know the address keep nobody out of where the account has signed in before.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_lock_nobody_out_of_their_own_place() {
    let app = app().await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    sign_in_from(&app, HOME, &ada.email, PASSWORD).await.expect(201);
    exhaust(&app, ELSEWHERE, &ada.email).await;
    sign_in_from(&app, HOME, &ada.email, WRONG).await.problem(401, "sign_in_failed");
    sign_in_from(&app, HOME, &ada.email, PASSWORD).await.expect(201);
    // A place is one account's: the partner at the same address is no stranger to nobody.
    exhaust(&app, ELSEWHERE, &ben.email).await;
    sign_in_from(&app, HOME, &ben.email, PASSWORD).await.problem(429, "too_many_tries");
    // At home guessing has an end, too.
    assert_eq!(exhaust(&app, HOME, &ada.email).await, 11);
}

/// Guards the way back from anywhere: who has the mailbox is in.
#[tokio::test(flavor = "multi_thread")]
async fn a_reset_ends_the_wait() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    exhaust(&app, ELSEWHERE, &ada.email).await;
    post_from(&app, HOME, "/v1/password-resets", json!({"email": ada.email})).await.expect(202);
    let token = token_in(&app.letters_to(&ada.email, 1).await[0]);
    let body = json!({"token": token, "new_password": "another-quiet-evening-walk"});
    post_from(&app, HOME, "/v1/password-reset-completions", body).await.expect(204);
    exhaust(&app, ELSEWHERE, &ada.email).await;
    sign_in_from(&app, HOME, &ada.email, "another-quiet-evening-walk").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn right_ones_count_nothing_and_begin_anew() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    for _ in 0..9 {
        sign_in_from(&app, ELSEWHERE, &ada.email, WRONG).await.problem(401, "sign_in_failed");
    }
    for _ in 0..15 {
        sign_in_from(&app, ELSEWHERE, &ada.email, PASSWORD).await.expect(201);
    }
    assert_eq!(exhaust(&app, ELSEWHERE, &ada.email).await, 11);
}

/// Guards the codes: who knows the password and tries codes is counted, and asking for the code in between, which the
/// password alone allows, does not begin anew.
#[tokio::test(flavor = "multi_thread")]
async fn the_password_alone_does_not_begin_the_count_anew() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let attempt = json!({"email": ada.email, "password": PASSWORD, "second_factor_code": phone.wrong_code()});
    for tries in 0.. {
        let asked = sign_in_from(&app, ELSEWHERE, &ada.email, PASSWORD).await;
        let wrong = post_from(&app, ELSEWHERE, "/v1/sessions", attempt.clone()).await;
        if wrong.status == 429 {
            assert_eq!(tries, 11);
            break;
        }
        assert_eq!((asked.status, wrong.status), (200, 401), "{tries}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_later_the_count_begins_anew_and_its_rows_are_gone() {
    let app = app().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    exhaust(&app, ELSEWHERE, &ada.email).await;
    sign_in_from(&app, HOME, &ada.email, PASSWORD).await.problem(429, "too_many_tries");
    let sql = app.sql().await;
    let known = format!("{}{}", ada.email, ELSEWHERE);
    for row in sql.column("SELECT encode(subject_digest, 'escape') FROM throttles").await {
        assert!(!known.contains(&row), "{row}");
    }
    app.clock.advance(TimeDelta::hours(25));
    sign_in_from(&app, HOME, &ada.email, PASSWORD).await.expect(201);
    app.clock.advance(TimeDelta::hours(25));
    assert!(sql.number("SELECT count(*) FROM throttles").await > 0);
    prune(&app).await;
    assert_eq!(sql.number("SELECT count(*) FROM throttles").await, 0);
    assert_eq!(sql.number("SELECT count(*) FROM known_places").await, 1);
    app.clock.advance(TimeDelta::days(181));
    prune(&app).await;
    assert_eq!(sql.number("SELECT count(*) FROM known_places").await, 0);
}

/// What the job does.
async fn prune(app: &TestApp) {
    let (services, now) = (app.services(), app.clock.now());
    let prune = async |conn: &diesel_async::AsyncPgConnection| {
        holdfast::identity::throttles::prune_throttles(conn, now).await
    };
    services.database.without_practice(holdfast::platform::db::Mode::Write, prune).await.unwrap();
}
