//! An answer of the API.

use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Status, headers and body.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the service answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the body arrives");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, body, text }
    }

    /// The answer, if it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// A problem document with this status and code.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.body["code"].as_str()), (status, Some(code)), "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert!(
            holdfast::platform::http::problem_codes().iter().any(|known| known.code == code),
            "{code} is not listed"
        );
        assert_eq!(self.body["status"], status);
        let request_id = self.header("x-request-id");
        assert_eq!(self.body["instance"], format!("urn:uuid:{request_id}"));
        self
    }

    /// A 422 that names these pointers, among others or not.
    #[track_caller]
    pub fn invalid(self, pointers: &[&str]) -> Self {
        let answer = self.problem(422, "invalid");
        let named: Vec<&str> = answer.body["errors"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|error| error["pointer"].as_str())
            .collect();
        for pointer in pointers {
            assert!(named.contains(pointer), "{pointer} is not among {named:?}");
        }
        answer
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no header {name}: {}", self.text))
            .to_str()
            .unwrap()
            .to_owned()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag")
    }

    /// The `id` member.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id: {}", self.text)).to_owned()
    }

    /// The items of a page.
    #[track_caller]
    pub fn items(&self) -> &Vec<Value> {
        self.body["items"].as_array().unwrap_or_else(|| panic!("no items: {}", self.text))
    }

    /// The body without what differs from request to request.
    pub fn body_without_instance(&self) -> Value {
        let mut body = self.body.clone();
        if let Some(members) = body.as_object_mut() {
            members.remove("instance");
        }
        body
    }
}
