mod accounts;
mod networks;
mod other_tries;
mod timing;

use holdfast::config::Settings;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, TestApp, server};

pub const WRONG: &str = "another-password-altogether";
/// Where people are, as a proxy tells.
pub const HOME: &str = "203.0.113.7";
pub const ELSEWHERE: &str = "198.51.100.9";

fn as_usual(settings: &mut Settings) {
    (settings.free_tries, settings.network_free_tries) = (10, 100);
    settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
}

/// A service behind a proxy, with the usual limits.
pub async fn app() -> TestApp {
    app_on(server::fresh_database().await).await
}

pub async fn app_on(url: String) -> TestApp {
    TestApp::with(url, as_usual).await
}

/// A request by way of the proxy.
pub async fn post_from(app: &TestApp, network: &str, path: &str, body: Value) -> Answer {
    let request = app.nobody().request(Method::POST, path).header("X-Forwarded-For", network);
    Answer::of(request.json(&body)).await
}

pub async fn sign_in_from(app: &TestApp, network: &str, email: &str, password: &str) -> Answer {
    post_from(app, network, "/v1/sessions", json!({"email": email, "password": password})).await
}

/// Tries so often that the next try has to wait; how often it was.
pub async fn exhaust(app: &TestApp, network: &str, email: &str) -> usize {
    for tries in 0..200 {
        let answer = sign_in_from(app, network, email, WRONG).await;
        if answer.status == 429 {
            return tries;
        }
        answer.problem(401, "sign_in_failed");
    }
    panic!("there is no end to it");
}

pub fn wait_of(answer: &Answer) -> i64 {
    answer.header("retry-after").parse().unwrap()
}
