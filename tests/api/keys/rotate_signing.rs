//! `holdfast keys rotate-signing`, beside a service that runs.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{run, told};
use crate::support::{PASSWORD, TestApp};

async fn key_ids(app: &TestApp) -> Vec<String> {
    let keys = app.nobody().get("/.well-known/jwks.json").await.expect(200).body["keys"].clone();
    keys.as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn until_keys(app: &TestApp, count: usize) -> Vec<String> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let ids = key_ids(app).await;
        if ids.len() == count {
            return ids;
        }
        assert!(Instant::now() < deadline, "{ids:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn key_of(token: &str) -> String {
    let header = token.split('.').next().unwrap();
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, header).unwrap();
    serde_json::from_slice::<Value>(&bytes).unwrap()["kid"].as_str().unwrap().to_owned()
}

async fn token(app: &TestApp, email: &str) -> String {
    let body = json!({"email": email, "password": PASSWORD});
    let opened = app.nobody().post("/v1/sessions", body).await.expect(201);
    opened.body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_key_is_known_before_it_signs_and_the_old_one_verifies_until_its_tokens_end() {
    let app = TestApp::start().await;
    let other = TestApp::with(app.url.clone(), |_| {}).await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let old = key_ids(&app).await.remove(0);
    let environment =
        vec![("HOLDFAST_OWNER_URL", app.url.clone()), ("HOLDFAST_MASTER_KEY", app.master.encode())];
    let text = told(&run("rotate-signing", environment).await);
    assert!(text.contains("signs from") && text.contains("verify until") && text.ends_with("Z.\n"), "{text}");
    // Both replicas publish both, and sign with the old one for a while.
    let both = until_keys(&app, 2).await;
    assert_eq!(until_keys(&other, 2).await, both);
    assert_eq!(key_of(&token(&app, &ada.email).await), old);
    app.clock.advance(TimeDelta::minutes(5));
    other.clock.advance(TimeDelta::minutes(5));
    let last = token(&app, &ada.email).await;
    assert_eq!(key_of(&last), old);
    app.clock.advance(TimeDelta::minutes(2));
    other.clock.advance(TimeDelta::minutes(2));
    let first = token(&app, &ada.email).await;
    assert_ne!(key_of(&first), old);
    for service in [&app, &other] {
        for token in [&last, &first] {
            service.bearer(Some(token)).get("/v1/me").await.expect(200);
        }
    }
    // When the last token of the old key has ended, the key has too.
    app.clock.advance(TimeDelta::minutes(11));
    let left = until_keys(&app, 1).await;
    assert_ne!(left, [old]);
    app.bearer(Some(&last)).get("/v1/me").await.problem(401, "unauthenticated");
    assert_eq!(key_of(&token(&app, &ada.email).await), left[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_serving_role_cannot_change_keys() {
    let app = TestApp::start().await;
    let url = crate::support::server::as_role(&app.url, "holdfast_app");
    let environment = vec![("HOLDFAST_OWNER_URL", url), ("HOLDFAST_MASTER_KEY", app.master.encode())];
    for command in ["rotate-signing", "rotate-master"] {
        let output = run(command, environment.clone()).await;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && told.contains("must be the owner of the schema"),
            "{command}: {told}"
        );
        // That, and nothing else.
        assert_eq!(told.lines().count(), 1, "{told}");
    }
}

/// The service looks for changes every few seconds; a key that ends in between verifies nothing all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_whose_time_is_over_verifies_no_token() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    app.sql().await.run("UPDATE signing_keys SET retired_at = now() + interval '1 minute'").await;
    tokio::time::sleep(Duration::from_millis(5500)).await;
    app.clock.advance(TimeDelta::seconds(61));
    ada.get("/v1/me").await.problem(401, "unauthenticated");
}
