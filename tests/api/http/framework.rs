//! Unknown paths, wrong methods and missing tokens.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::Method;

use crate::support::{Answer, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_path_is_a_404_problem() {
    let app = TestApp::start().await;
    for path in [
        "/",
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v2/clients",
        "/v1/clients/",
        "/v1//clients",
        "/V1/clients",
        "/v1/clients/%00/x",
    ] {
        app.nobody().get(path).await.problem(404, "not_found");
    }
    app.nobody().post("/v1/nothing", serde_json::json!({})).await.problem(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_told_which_ones_there_are() {
    let app = TestApp::start().await;
    let id = new_id();
    let cases = [
        (Method::DELETE, "/v1/clients".to_owned(), "GET, POST"),
        (Method::POST, format!("/v1/clients/{id}"), "GET, PATCH"),
        (Method::DELETE, format!("/v1/clients/{id}"), "GET, PATCH"),
        (Method::GET, "/v1/tokens".to_owned(), "POST"),
        (Method::PUT, "/v1/sessions".to_owned(), "GET, POST"),
        (Method::POST, "/v1/me".to_owned(), "GET"),
        (Method::POST, "/readyz".to_owned(), "GET"),
        (Method::POST, "/openapi.json".to_owned(), "GET"),
        (Method::POST, "/.well-known/jwks.json".to_owned(), "GET"),
        (Method::OPTIONS, "/v1/clients".to_owned(), "GET, POST"),
        (Method::TRACE, "/v1/me".to_owned(), "GET"),
        (Method::from_bytes(b"PURGE").unwrap(), "/v1/me".to_owned(), "GET"),
    ];
    for (method, path, allowed) in cases {
        let answer = Answer::of(app.nobody().request(method, &path)).await.problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), allowed, "{path}");
    }
    // The answer to HEAD has no body.
    for path in ["/v1/clients", "/v1/me"] {
        let answer = Answer::of(app.nobody().request(Method::HEAD, path)).await.expect(405);
        assert_eq!(answer.text, "");
        assert!(answer.header("allow").starts_with("GET"));
    }
}

/// Every path of the document, with every method it does not name.
#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_the_router_agree_on_every_method() {
    let app = TestApp::start().await;
    let document = app.nobody().get("/openapi.json").await.expect(200);
    let paths = document.body["paths"].as_object().unwrap();
    let methods = |concrete: &str| {
        // A fixed word such as `current` stands in the place of an id.
        let fits = |path: &str| {
            let pairs = || path.split('/').zip(concrete.split('/'));
            path.split('/').count() == concrete.split('/').count()
                && pairs().all(|(part, word)| part == word || part.starts_with('{'))
        };
        let items = paths.iter().filter(|(path, _)| fits(path)).filter_map(|(_, item)| item.as_object());
        items.flat_map(|item| item.keys().map(|method| method.to_uppercase())).collect::<BTreeSet<String>>()
    };
    for path in paths.keys() {
        let id = new_id().to_string();
        let words: Vec<&str> =
            path.split('/').map(|part| if part.starts_with('{') { &id } else { part }).collect();
        let concrete = words.join("/");
        let named = methods(&concrete);
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let answer = Answer::of(app.nobody().request(method.parse().unwrap(), &concrete)).await;
            if named.contains(method) {
                assert_ne!(answer.status, 405, "{method} {path}");
            } else {
                let allowed = Vec::from_iter(named.clone()).join(", ");
                assert_eq!(
                    answer.problem(405, "method_not_allowed").header("allow"),
                    allowed,
                    "{method} {path}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_good_token_it_is_401() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    owner.get("/v1/me").await.expect(200);
    let missing = app.nobody().get("/v1/me").await.problem(401, "unauthenticated");
    assert_eq!(missing.header("www-authenticate"), "Bearer");
    let token = owner.token.clone().unwrap();
    for header in [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {token}"),
        format!("Token {token}"),
        token.clone(),
        format!("Bearer {token}x"),
        format!("Bearer x{token}"),
        format!("Bearer {token} {token}"),
    ] {
        let request = app.nobody().request(Method::GET, "/v1/me").header("Authorization", &header);
        let answer = Answer::of(request).await.problem(401, "unauthenticated");
        assert_eq!(answer.body_without_instance(), missing.body_without_instance());
    }
    let scheme =
        app.nobody().request(Method::GET, "/v1/me").header("Authorization", format!("bEARER {token}"));
    Answer::of(scheme).await.expect(200);
    app.clock.advance(TimeDelta::seconds(595));
    owner.get("/v1/me").await.expect(200);
    app.clock.advance(TimeDelta::seconds(6));
    owner.get("/v1/me").await.problem(401, "unauthenticated");
    app.clock.advance(TimeDelta::seconds(-700));
    owner.get("/v1/me").await.problem(401, "unauthenticated");
}
