//! The one way a body enters: read within limits, parsed and checked.

use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, dev};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use garde::Validate;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::conditional::{IfMatch, read_if_match};
use super::reasons::{malformed, of_garde, of_serde, pointer_of};
use super::{ApiError, ApiResult};

const MAX_BYTES: usize = 1024 * 1024;
const MAX_DEPTH: usize = 32;
/// The deadline where the app sets none.
const DEADLINE: BodyDeadline = BodyDeadline(Duration::from_secs(10));
const JSON: &str = "application/json";
const MERGE_PATCH: &str = "application/merge-patch+json";

/// A whole body must arrive within this time, however slowly it dribbles. Given to the app as its data.
#[derive(Debug, Clone, Copy)]
pub struct BodyDeadline(pub Duration);

/// A parsed body whose every rule holds.
#[derive(Debug)]
pub struct Valid<T>(pub T);

/// A body that may come under a media type of its own, which is a kind of JSON, as well as under that of JSON.
pub trait AlsoAs {
    /// The media type of its own.
    const MEDIA_TYPE: &'static str;
    /// Both, in words.
    const EITHER: &'static str;
}

/// A parsed body whose every rule holds, under either of its media types.
#[derive(Debug)]
pub struct ValidAs<T>(pub T);

/// A valid body that changes something whose version the caller names in `If-Match`.
#[derive(Debug)]
pub struct Change<T> {
    /// The version that the caller knows.
    pub version: i32,
    /// The body.
    pub body: T,
}

/// A JSON answer without an ETag.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: Serialize> Responder for Json<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        json_response(&mut HttpResponse::Ok(), &self.0)
    }
}

pub(super) fn json_response(
    response: &mut actix_web::HttpResponseBuilder,
    body: &impl Serialize,
) -> HttpResponse {
    let mut bytes = Vec::with_capacity(1024);
    match serde_json::to_writer(&mut bytes, body) {
        Ok(()) => response.content_type(JSON).body(bytes),
        Err(error) => {
            log::error!("an answer could not be written as JSON: {}", error.classify_name());
            actix_web::ResponseError::error_response(&ApiError::Internal)
        }
    }
}

trait ClassifyName {
    fn classify_name(&self) -> &'static str;
}

impl ClassifyName for serde_json::Error {
    fn classify_name(&self) -> &'static str {
        match self.classify() {
            serde_json::error::Category::Io => "io",
            serde_json::error::Category::Syntax => "syntax",
            serde_json::error::Category::Data => "data",
            serde_json::error::Category::Eof => "eof",
        }
    }
}

impl<T: DeserializeOwned + Validate<Context: Default> + 'static> FromRequest for Valid<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read_body(&request, payload, MAX_BYTES).await?;
            read_json(&bytes).map(Self)
        })
    }
}

impl<T: AlsoAs + DeserializeOwned + Validate<Context: Default> + 'static> FromRequest for ValidAs<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            if !comes_as(&request, T::MEDIA_TYPE) && !comes_as(&request, JSON) {
                return Err(ApiError::UnsupportedMediaType(T::EITHER));
            }
            let bytes = read_plain(&request, payload, MAX_BYTES).await?;
            read_json(&bytes).map(Self)
        })
    }
}

impl<T: DeserializeOwned + Validate<Context: Default> + 'static> FromRequest for Change<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, ApiResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let bytes = read_body(&request, payload, MAX_BYTES).await?;
            // A body that is no JSON at all is told first, a missing If-Match next, broken rules last.
            match read_json(&bytes) {
                Err(error @ ApiError::Malformed(_)) => Err(error),
                body => {
                    let IfMatch(version) = read_if_match(&request)?;
                    body.map(|body| Self { version, body })
                }
            }
        })
    }
}

pub(super) async fn read_body(request: &HttpRequest, payload: dev::Payload, most: usize) -> ApiResult<Bytes> {
    let wanted = if request.method() == Method::PATCH { MERGE_PATCH } else { JSON };
    if !comes_as(request, wanted) {
        return Err(ApiError::UnsupportedMediaType(wanted));
    }
    read_plain(request, payload, most).await
}

async fn read_plain(request: &HttpRequest, payload: dev::Payload, most: usize) -> ApiResult<Bytes> {
    let mut encodings = request.headers().get_all(CONTENT_ENCODING);
    if !encodings.all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(ApiError::UnsupportedEncoding);
    }
    let BodyDeadline(deadline) = request.app_data::<BodyDeadline>().copied().unwrap_or(DEADLINE);
    tokio::time::timeout(deadline, collect(payload, most)).await.unwrap_or(Err(ApiError::BodyTimeout))
}

fn comes_as(request: &HttpRequest, wanted: &str) -> bool {
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case(wanted)
}

async fn collect(mut payload: dev::Payload, most: usize) -> ApiResult<Bytes> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| malformed("incomplete_body", "the body ended early"))?;
        if body.len() + chunk.len() > most {
            return Err(ApiError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Parses and checks a JSON document: the same rules for bodies and for built-in data.
pub fn read_json<T: DeserializeOwned + Validate<Context: Default>>(bytes: &[u8]) -> ApiResult<T> {
    check_object(bytes)?;
    check_text(bytes)?;
    parse(bytes)
}

/// Reads a document whose text is in order, and checks its rules.
pub(super) fn parse<T: DeserializeOwned + Validate<Context: Default>>(bytes: &[u8]) -> ApiResult<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let not_json = || malformed("not_json", "the body must be one JSON document");
    let value: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        // A member can break a rule ahead of the place where the text stops being JSON.
        match serde_json::from_slice::<serde::de::IgnoredAny>(bytes) {
            Ok(_) => of_serde(pointer_of(error.path()), error.inner()),
            Err(_) => not_json(),
        }
    })?;
    deserializer.end().map_err(|_| not_json())?;
    value.validate().map_err(|report| ApiError::Invalid(report.iter().map(of_garde).collect()))?;
    Ok(value)
}

/// Refuses a body that is no object, which serde would take for one by the order of its items.
pub(super) fn check_object(bytes: &[u8]) -> ApiResult<()> {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if matches!(first, Some(b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')) {
        return Err(malformed("wrong_type", "the body must be a JSON object"));
    }
    Ok(())
}

/// Refuses what no type can: deep nesting, and the null character, which PostgreSQL cannot keep.
fn check_text(bytes: &[u8]) -> ApiResult<()> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            _ if escaped => {
                escaped = false;
                if bytes.get(at..at + 5) == Some(b"u0000") {
                    return Err(ApiError::rule(
                        "",
                        "null_character",
                        "text must not contain the null character",
                    ));
                }
            }
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(malformed("too_deep", "the body is nested more than 32 levels deep"));
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}
