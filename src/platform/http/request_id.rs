//! The id of a request: taken from the caller or made, told to every log line and answer.

use std::panic::AssertUnwindSafe;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};
use futures_util::FutureExt;
use uuid::Uuid;

use super::ApiError;
use crate::platform::ids::Id;

#[doc(hidden)]
pub enum Request {}

/// The id of one request.
pub type RequestId = Id<Request>;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: RequestId;
}

/// The id of the request being served; a fresh one outside of any.
pub fn request_id() -> RequestId {
    CURRENT.try_with(|id| *id).unwrap_or_else(|_| RequestId::generate())
}

pub(super) fn current() -> Uuid {
    request_id().uuid()
}

/// Middleware: gives the request its id, turns a panic into a problem, sets the headers of every answer and
/// writes one log line.
pub async fn trace_requests(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = incoming(&request).unwrap_or_else(RequestId::generate);
    let method = request.method().clone();
    let served = CURRENT.scope(id, AssertUnwindSafe(next.call(request)).catch_unwind()).await;
    let mut response = match served {
        Ok(Ok(response)) => response.map_into_boxed_body(),
        Ok(Err(error)) => return Err(error),
        Err(_) => {
            log::error!(request_id:% = id; "panic while serving a request");
            let answer = CURRENT.sync_scope(id, || ApiError::Internal.error_response());
            return Err(InternalError::from_response(ApiError::Internal, answer).into());
        }
    };
    let route = response.request().match_pattern().unwrap_or_default();
    log::info!(request_id:% = id, method:% = method, route:% = route, status = response.status().as_u16(); "request");
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

fn incoming(request: &ServiceRequest) -> Option<RequestId> {
    let text = request.headers().get(&X_REQUEST_ID)?.to_str().ok()?;
    Uuid::try_parse(text).ok().map(RequestId::from_uuid)
}
