//! Headers of every answer.

use reqwest::Method;
use uuid::Uuid;

use crate::support::{Answer, TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_request_id_is_taken_or_made() {
    let app = TestApp::start().await;
    let id = new_id().to_string();
    for path in ["/livez", "/v1/me", "/v1/nothing", "/docs/"] {
        let sent = app.nobody().request(Method::GET, path).header("X-Request-Id", &id);
        assert_eq!(Answer::of(sent).await.header("x-request-id"), id, "{path}");
        for bad in ["", "7", "x'; DROP TABLE clients; --", "01936b2e"] {
            let sent = app.nobody().request(Method::GET, path).header("X-Request-Id", bad);
            let made = Answer::of(sent).await.header("x-request-id");
            assert_eq!(Uuid::try_parse(&made).unwrap().get_version_num(), 7, "{path}");
        }
    }
    let (first, second) = (app.nobody().get("/livez").await, app.nobody().get("/livez").await);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sniffed_and_nothing_private_is_stored() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let client = practice.client("Ada").await;
    let answers = [
        owner.get("/v1/me").await.expect(200),
        owner.get(&format!("/v1/clients/{}", client.id)).await.expect(200),
        owner.get("/v1/clients").await.expect(200),
        owner.get("/v1/nothing").await.expect(404),
        owner.delete("/v1/me").await.expect(405),
        app.nobody().get("/v1/me").await.expect(401),
        owner.post("/v1/clients", serde_json::json!({})).await.expect(422),
        owner.delete("/v1/sessions/current").await.expect(204),
    ];
    for answer in answers {
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
    for public in ["/openapi.json", "/.well-known/jwks.json"] {
        let answer = app.nobody().get(public).await.expect(200);
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
    }
}
