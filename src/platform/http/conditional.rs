//! Strong ETags of a version, and the `If-Match` that a change needs.

use std::future::{Ready, ready};

use actix_web::http::header::{ETAG, IF_MATCH, LOCATION};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, dev};
use serde::Serialize;

use super::body::json_response;
use super::{ApiError, ApiResult, FieldError};

/// Something with a version that grows with every change.
pub trait Versioned {
    /// The current version.
    fn version(&self) -> i32;
}

/// An answer with the ETag of its version.
#[derive(Debug)]
pub struct Tagged<T>(pub T);

/// A 201 answer with the ETag and the address of what was made.
#[derive(Debug)]
pub struct Created<T> {
    /// Path of the new resource.
    pub location: String,
    /// The new resource.
    pub body: T,
}

/// A 202 answer with the address of what will tell how the work goes on.
#[derive(Debug)]
pub struct Accepted<T> {
    /// Path of what tells.
    pub location: String,
    /// How it stands.
    pub body: T,
}

/// A 204 answer.
#[derive(Debug)]
pub struct NoContent;

/// The version that the caller knows.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i32);

/// The version that the caller knows, or none of what it takes to be new.
#[derive(Debug, Clone, Copy)]
pub struct IfMatchOrNew(pub Option<i32>);

/// The header of [`IfMatch`], for `params(…)` of an operation that needs it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IfMatchHeader {
    /// The ETag of the version you know.
    #[param(rename = "If-Match", min_length = 3, max_length = 40, example = "\"1\"")]
    pub if_match: String,
}

impl<T: Serialize + Versioned> Responder for Tagged<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        json_response(HttpResponse::Ok().insert_header((ETAG, etag(self.0.version()))), &self.0)
    }
}

impl<T: Serialize + Versioned> Responder for Created<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Created();
        response.insert_header((ETAG, etag(self.body.version()))).insert_header((LOCATION, self.location));
        json_response(&mut response, &self.body)
    }
}

impl<T: Serialize + Versioned> Responder for Accepted<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Accepted();
        response.insert_header((ETAG, etag(self.body.version()))).insert_header((LOCATION, self.location));
        json_response(&mut response, &self.body)
    }
}

impl Responder for NoContent {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl FromRequest for IfMatch {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(read_if_match(request))
    }
}

impl FromRequest for IfMatchOrNew {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(match read_if_match(request) {
            Ok(IfMatch(version)) => Ok(Self(Some(version))),
            Err(ApiError::PreconditionRequired) => Ok(Self(None)),
            Err(error) => Err(error),
        })
    }
}

fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// `*` would give up the protection against a lost update, so it counts as absent. An ETag that is none of
/// ours matches no version; what is no ETag at all, such as one without its quotes, is malformed.
pub(super) fn read_if_match(request: &HttpRequest) -> ApiResult<IfMatch> {
    let value = request.headers().get(IF_MATCH).ok_or(ApiError::PreconditionRequired)?;
    let text = value.to_str().map(str::trim).unwrap_or("unreadable");
    if text == "*" || text.is_empty() {
        return Err(ApiError::PreconditionRequired);
    }
    if !text.trim_start_matches("W/").starts_with('"') || !text.ends_with('"') || text.len() < 2 {
        let detail = "takes an ETag with its quotes, such as \"2\"";
        return Err(ApiError::Malformed(FieldError::of_header("If-Match", "bad_header", detail)));
    }
    let version = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| inner.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|inner| inner.parse().ok());
    Ok(IfMatch(version.unwrap_or(-1)))
}
