//! Several things wrong at once: which one is told.

use reqwest::Method;

use crate::support::{Answer, Caller, TestApp, new_id};

struct Request<'a> {
    method: Method,
    path: &'a str,
    media_type: &'a str,
    if_match: Option<&'a str>,
    body: String,
}

async fn send(caller: &Caller, request: Request<'_>) -> Answer {
    let Request { method, path, media_type, if_match, body } = request;
    let request = caller.request(method, path).header("Content-Type", media_type).body(body);
    Answer::of(match if_match {
        Some(etag) => request.header("If-Match", etag),
        None => request,
    })
    .await
}

/// Each step mends the first fault of the step before: the order is that of `api-conventions`, rule 3.
#[tokio::test(flavor = "multi_thread")]
async fn faults_are_told_in_order() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let (owner, auditor) =
        (practice.staff("Tess", &["owner"]).await, practice.staff("Aud", &["auditor"]).await);
    let revoked = practice.staff("Rae", &["owner"]).await;
    revoked.delete("/v1/sessions/current").await.expect(204);
    let nobody = app.nobody();
    let known = practice.client("Ada").await;
    let (unknown, known) = (format!("/v1/clients/{}", new_id()), format!("/v1/clients/{}", known.id));
    let (json, patch) = ("application/json", "application/merge-patch+json");
    let large = "x".repeat(1024 * 1024 + 1);
    let not_json = "{";
    let wrong_type = "{\"given_name\": 7}";
    let broken = "{\"given_name\": \"\"}";
    let right = "{\"given_name\": \"Eve\"}";
    let steps: [(&Caller, Method, &str, &str, Option<&str>, &str, u16); 16] = [
        (&nobody, Method::PATCH, "/v1/nothing", json, None, &large, 404),
        (&nobody, Method::PUT, &unknown, json, None, &large, 405),
        (&nobody, Method::PATCH, &unknown, json, None, &large, 401),
        (&revoked, Method::PATCH, &unknown, json, None, &large, 415),
        (&auditor, Method::PATCH, &unknown, json, None, &large, 415),
        (&auditor, Method::PATCH, &unknown, patch, None, &large, 413),
        (&auditor, Method::PATCH, &unknown, patch, None, not_json, 400),
        (&auditor, Method::PATCH, &unknown, patch, None, wrong_type, 400),
        (&auditor, Method::PATCH, &unknown, patch, None, broken, 428),
        (&auditor, Method::PATCH, &unknown, patch, Some("\"7\""), broken, 422),
        (&revoked, Method::PATCH, &unknown, patch, Some("\"7\""), right, 401),
        (&auditor, Method::PATCH, &unknown, patch, Some("\"7\""), right, 403),
        (&owner, Method::PATCH, &unknown, patch, Some("\"7\""), right, 404),
        (&owner, Method::PATCH, &known, patch, Some("\"7\""), right, 412),
        (&owner, Method::PATCH, &known, patch, Some("\"1\""), right, 200),
        (&owner, Method::PATCH, &known, patch, Some("\"1\""), right, 412),
    ];
    for (number, (caller, method, path, media_type, if_match, body, status)) in steps.into_iter().enumerate()
    {
        let answer =
            send(caller, Request { method, path, media_type, if_match, body: body.to_owned() }).await;
        assert_eq!(answer.status, status, "step {number}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_id_is_401_without_a_token_and_404_with_one() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    for id in
        ["x", "7", "%20", "01936b2e-7a10-7cc3-9f63", "%00", "..", "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11x"]
    {
        let path = format!("/v1/sessions/{id}");
        let answer = owner.delete(&path).await;
        assert!([404, 405].contains(&answer.status), "{id}: {}", answer.text);
    }
    let path = "/v1/clients/x";
    app.nobody().get(path).await.problem(401, "unauthenticated");
    let malformed = owner.get(path).await.problem(404, "not_found");
    let unknown = owner.get(&format!("/v1/clients/{}", new_id())).await.problem(404, "not_found");
    assert_eq!(malformed.body_without_instance(), unknown.body_without_instance());
}
