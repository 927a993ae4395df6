//! Somebody who calls the API.

use holdfast::platform::ids::Id;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use uuid::Uuid;

use super::{Answer, TestApp};

/// Base address and token of a caller, with the ids it has.
#[derive(Clone)]
pub struct Caller {
    pub http: reqwest::Client,
    pub base: String,
    pub token: Option<String>,
    /// Membership: staff or client id.
    pub id: Uuid,
    pub account: Uuid,
    pub session: Uuid,
    pub email: String,
}

impl Caller {
    pub fn new(app: &TestApp, token: Option<String>) -> Self {
        let (id, account, session) = (Uuid::nil(), Uuid::nil(), Uuid::nil());
        Self {
            http: app.http.clone(),
            base: app.base.clone(),
            token,
            id,
            account,
            session,
            email: String::new(),
        }
    }

    /// The same caller with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// A request to be completed by the test.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// DELETE with If-Match.
    pub async fn delete_if(&self, path: &str, etag: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path).header("If-Match", etag)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    /// POST with an idempotency key.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).header("Idempotency-Key", key).json(&body)).await
    }

    /// PUT without If-Match.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(&body)).await
    }

    /// PUT with If-Match.
    pub async fn put_if(&self, path: &str, etag: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).header("If-Match", etag).json(&body)).await
    }

    /// PATCH with If-Match.
    pub async fn patch_if(&self, path: &str, etag: &str, body: Value) -> Answer {
        let request = self.request(Method::PATCH, path).header("If-Match", etag);
        Answer::of(request.header("Content-Type", "application/merge-patch+json").body(body.to_string()))
            .await
    }
}

/// A client-made id.
pub fn new_id() -> Uuid {
    Id::<()>::generate().uuid()
}
