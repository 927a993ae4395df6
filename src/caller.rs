//! A caller of the service's own API: the demo makes its practice with it, and the command line its reports.

#![expect(clippy::indexing_slicing, reason = "indexing JSON by name gives null where there is nothing")]

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde_json::Value;

/// How often a busy service is asked again for a file.
const BUSY_TRIES: u32 = 20;

/// Why a call failed.
pub(crate) type Failure = Box<dyn std::error::Error>;

/// Calls as one member.
#[derive(Clone)]
pub(crate) struct Api {
    http: Client,
    base: String,
    token: Option<String>,
}

impl Api {
    /// Without a token.
    pub fn new(base: &str) -> Result<Self, Failure> {
        let told = Url::parse(base).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        told.ok_or_else(|| format!("{base} is no address: it begins with http:// or https://"))?;
        let http = Client::builder().no_proxy().build()?;
        Ok(Self { http, base: base.to_owned(), token: None })
    }

    /// With an access token.
    pub fn bearing(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
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

    /// GET of a file in this form. While the service has too much to do it is asked again.
    pub async fn download(&self, path: &str, form: &str) -> Result<Vec<u8>, Failure> {
        let mut tries = 0;
        loop {
            let response = self.request(Method::GET, path).header(ACCEPT, form).send().await?;
            let status = response.status();
            if status.is_success() {
                return Ok(response.bytes().await?.into());
            }
            if status != StatusCode::SERVICE_UNAVAILABLE || tries >= BUSY_TRIES {
                return Err(refusal(path, status, &response.json().await.unwrap_or_default()));
            }
            tries += 1;
            tokio::time::sleep(retry_after(&response)).await;
        }
    }

    async fn send(&self, request: RequestBuilder, path: &str) -> Result<Value, Failure> {
        let response = request.send().await?;
        let status = response.status();
        let body: Value = response.json().await.unwrap_or_default();
        if status.is_success() { Ok(body) } else { Err(refusal(path, status, &body)) }
    }
}

/// How long the service asks to wait.
fn retry_after(response: &Response) -> Duration {
    let told = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
    told.map_or(Duration::from_secs(1), Duration::from_secs)
}

fn refusal(path: &str, status: StatusCode, problem: &Value) -> Failure {
    let mut told = format!("{path} answered {status}");
    if let Some(code) = problem["code"].as_str() {
        told = format!("{told} ({code})");
    }
    if let Some(detail) = problem["detail"].as_str().or(problem["title"].as_str()) {
        told = format!("{told}: {detail}");
    }
    for error in problem["errors"].as_array().into_iter().flatten() {
        let (at, detail) = (error["pointer"].as_str(), error["detail"].as_str());
        told = format!("{told}; {} {}", at.unwrap_or_default(), detail.unwrap_or_default());
    }
    told.into()
}

/// A member of an answer that is text.
pub(crate) fn text(value: &Value, name: &str) -> Result<String, Failure> {
    let found = value.get(name).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| format!("an answer lacks {name}").into())
}
