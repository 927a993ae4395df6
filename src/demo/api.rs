//! A caller of the service's own API: the demo is made the way anybody makes a practice.

#![expect(clippy::indexing_slicing, reason = "indexing JSON by name gives null where there is nothing")]

use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use super::Failure;

/// Calls as one member.
#[derive(Clone)]
pub(super) struct Api {
    http: Client,
    base: String,
    token: Option<String>,
}

impl Api {
    /// Without a token.
    pub fn new(base: &str) -> Result<Self, Failure> {
        let http = Client::builder().no_proxy().build()?;
        Ok(Self { http, base: base.to_owned(), token: None })
    }

    /// With the token of a signed-in answer.
    pub fn with_token(&self, signed_in: &Value) -> Self {
        let token = signed_in.get("access_token").and_then(Value::as_str).map(str::to_owned);
        Self { token, ..self.clone() }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.send(self.request(Method::GET, path), path).await
    }

    /// POST.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(self.request(Method::POST, path).json(body), path).await
    }

    /// PUT of something new.
    pub async fn put(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.send(self.request(Method::PUT, path).json(body), path).await
    }

    /// PUT over the version that is there at `known`.
    pub async fn put_over(&self, known: &str, path: &str, body: &Value) -> Result<Value, Failure> {
        let etag = format!("\"{}\"", self.get(known).await?["version"]);
        self.send(self.request(Method::PUT, path).header("If-Match", etag).json(body), path).await
    }

    /// A merge patch over the version that is there.
    pub async fn patch_over(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let etag = format!("\"{}\"", self.get(path).await?["version"]);
        let request = self.request(Method::PATCH, path).header("If-Match", etag).body(body.to_string());
        self.send(request.header(CONTENT_TYPE, "application/merge-patch+json"), path).await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send(&self, request: RequestBuilder, path: &str) -> Result<Value, Failure> {
        let response = request.send().await?;
        let status = response.status();
        let body: Value = response.json().await.unwrap_or_default();
        if status.is_success() {
            Ok(body)
        } else {
            let (code, errors) = (&body["code"], &body["errors"]);
            Err(format!("the demo practice could not be made: {path} answered {status} {code} {errors}")
                .into())
        }
    }
}

/// A member of an answer that is text.
pub(super) fn text(value: &Value, name: &str) -> Result<String, Failure> {
    let found = value.get(name).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| format!("the demo practice could not be made: an answer lacks {name}").into())
}
