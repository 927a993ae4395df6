//! Tries from one network.

use serde_json::json;

use super::{ELSEWHERE, HOME, WRONG, post_from, sign_in_from};
use crate::support::{PASSWORD, TestApp, server};

/// Guards against trying a few passwords at many accounts: the network is counted, whatever it tries.
#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_tries_many_accounts_has_to_wait() {
    let app = TestApp::with(server::fresh_database().await, |settings| {
        super::as_usual(settings);
        settings.network_free_tries = 20;
    })
    .await;
    let practice = app.practice("Harbour").await;
    let (ada, ben) = (practice.client("Ada").await, practice.client("Ben").await);
    sign_in_from(&app, ELSEWHERE, &ada.email, PASSWORD).await.expect(201);
    for number in 0..21 {
        let email = format!("person-{number}@example.org");
        sign_in_from(&app, ELSEWHERE, &email, WRONG).await.problem(401, "sign_in_failed");
    }
    sign_in_from(&app, ELSEWHERE, "one-more@example.org", WRONG).await.problem(429, "too_many_tries");
    sign_in_from(&app, ELSEWHERE, &ben.email, PASSWORD).await.problem(429, "too_many_tries");
    // Whoever is at home there is not in its count, and other networks are not.
    sign_in_from(&app, ELSEWHERE, &ada.email, PASSWORD).await.expect(201);
    sign_in_from(&app, HOME, &ben.email, PASSWORD).await.expect(201);
}

/// Guards the address: a header that anybody can write counts only from a proxy that is trusted.
#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_address_is_believed_from_a_trusted_proxy_alone() {
    let app = TestApp::with(server::fresh_database().await, |settings| settings.network_free_tries = 5).await;
    let mut statuses = Vec::new();
    for number in 0..8 {
        let (network, email) = (format!("203.0.113.{number}"), format!("person-{number}@example.org"));
        statuses.push(sign_in_from(&app, &network, &email, WRONG).await.status);
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 401, 429, 429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_tokens_has_an_end() {
    let app = TestApp::with(server::fresh_database().await, |settings| {
        super::as_usual(settings);
        settings.network_free_tries = 5;
    })
    .await;
    let bodies = [
        ("/v1/invitation-acceptances", json!({"token": "guess", "password": PASSWORD})),
        ("/v1/password-reset-completions", json!({"token": "guess", "new_password": PASSWORD})),
        ("/v1/email-change-confirmations", json!({"token": "guess"})),
    ];
    for (path, body) in bodies.iter().cycle().take(6) {
        post_from(&app, ELSEWHERE, path, body.clone()).await.problem(404, "not_found");
    }
    for (path, body) in &bodies {
        post_from(&app, ELSEWHERE, path, body.clone()).await.problem(429, "too_many_tries");
    }
    post_from(&app, HOME, bodies[0].0, bodies[0].1.clone()).await.problem(404, "not_found");
}
