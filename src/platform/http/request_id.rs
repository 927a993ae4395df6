//! The id of a request: taken from the caller or made, told to every log line and answer.

use std::panic::AssertUnwindSafe;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};
use futures_util::FutureExt;
use uuid::Uuid;

use super::ApiError;
use super::unread_body::UnreadBody;
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
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let unread = UnreadBody::hold(&mut request);
    let id = incoming(&request).unwrap_or_else(RequestId::generate);
    let method = request.method().clone();
    let served = CURRENT.scope(id, AssertUnwindSafe(next.call(request)).catch_unwind()).await;
    let mut answer = match served {
        Ok(Ok(response)) => {
            let mut response = response.map_body(|_, body| unread.until_sent(body.boxed()));
            let route = response.request().match_pattern().unwrap_or_default();
            log::info!(request_id:% = id, method:% = method, route:% = route, status = response.status().as_u16(); "request");
            set_headers(response.headers_mut(), id);
            return Ok(response);
        }
        Ok(Err(error)) => CURRENT.sync_scope(id, || error.error_response()),
        Err(_) => {
            log::error!(request_id:% = id; "panic while serving a request");
            CURRENT.sync_scope(id, || ApiError::Internal.error_response())
        }
    };
    // The request itself is gone, so its answer travels as an error.
    log::info!(request_id:% = id, method:% = method, status = answer.status().as_u16(); "request");
    set_headers(answer.headers_mut(), id);
    let answer = answer.map_body(|_, body| unread.until_sent(body));
    Err(InternalError::from_response(ApiError::Internal, answer).into())
}

fn set_headers(headers: &mut HeaderMap, id: RequestId) {
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

fn incoming(request: &ServiceRequest) -> Option<RequestId> {
    let text = request.headers().get(&X_REQUEST_ID)?.to_str().ok()?;
    Uuid::try_parse(text).ok().map(RequestId::from_uuid)
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpResponse, test, web};

    use super::*;

    async fn panics() -> HttpResponse {
        panic!("a defect that names Ada");
    }

    async fn fails() -> Result<HttpResponse, Error> {
        Err(ApiError::Unavailable.into())
    }

    async fn below(_: ServiceRequest, _: Next<BoxBody>) -> Result<ServiceResponse<BoxBody>, Error> {
        Err(ApiError::Unavailable.into())
    }

    fn assert_told(response: &HttpResponse, status: u16, id: &str) {
        assert_eq!(response.status().as_u16(), status);
        let header = |name: &str| response.headers().get(name).unwrap().to_str().unwrap();
        assert_eq!(header("x-request-id"), id);
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("content-type"), "application/problem+json");
    }

    async fn text_of(response: HttpResponse) -> String {
        String::from_utf8(actix_web::body::to_bytes(response.into_body()).await.unwrap().to_vec()).unwrap()
    }

    #[actix_web::test]
    async fn a_panic_is_a_problem_with_its_request_id_and_no_reason() {
        let id = "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11";
        let app = App::new().route("/", web::get().to(panics)).wrap(from_fn(trace_requests));
        let app = test::init_service(app).await;
        for _ in 0..2 {
            let request = test::TestRequest::get().uri("/").insert_header(("X-Request-Id", id));
            let error = test::try_call_service(&app, request.to_request()).await.unwrap_err();
            let response = error.error_response();
            assert_told(&response, 500, id);
            let text = text_of(response).await;
            assert!(text.contains(&format!("urn:uuid:{id}")) && !text.contains("Ada"), "{text}");
        }
    }

    #[actix_web::test]
    async fn an_error_below_is_told_like_any_other() {
        let id = "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11";
        let app = App::new().wrap(from_fn(below)).wrap(from_fn(trace_requests));
        let app = test::init_service(app).await;
        let request = test::TestRequest::get().uri("/").insert_header(("X-Request-Id", id));
        let error = test::try_call_service(&app, request.to_request()).await.unwrap_err();
        assert_told(&error.error_response(), 503, id);
    }

    #[actix_web::test]
    async fn an_id_is_made_where_none_or_no_uuid_was_sent() {
        let app = App::new().route("/", web::get().to(fails)).wrap(from_fn(trace_requests));
        let app = test::init_service(app).await;
        let mut made = Vec::new();
        for sent in ["", "7", "'; DROP TABLE clients", "01936b2e-7a10-7cc3-9f63"] {
            let request = test::TestRequest::get().uri("/").insert_header(("X-Request-Id", sent));
            let response = test::call_service(&app, request.to_request()).await;
            let id = response.headers().get("x-request-id").unwrap().to_str().unwrap().to_owned();
            assert_eq!(Uuid::try_parse(&id).unwrap().get_version_num(), 7);
            made.push(id);
        }
        made.dedup();
        assert_eq!(made.len(), 4);
        assert_eq!(request_id().uuid().get_version_num(), 7);
    }
}
