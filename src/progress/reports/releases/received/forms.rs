//! The forms of a released report: those of any report, of which the JSON says less.

use actix_web::http::header::{HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::dto::{Received, ReleasedReportResponse};
use crate::platform::http::{ApiResult, Tagged};
use crate::progress::reports::forms::{FormedReport, ReportForm};
use crate::progress::reports::render::{Paper, Release};

/// A released report in the form that was asked for.
pub(super) enum FormedReceived {
    Json(Box<ReleasedReportResponse>),
    File(FormedReport),
}

impl FormedReceived {
    /// In this form; a PDF waits for its turn.
    pub async fn make(received: Received, form: ReportForm, paper: Paper) -> ApiResult<Self> {
        if form == ReportForm::Json {
            return Ok(Self::Json(Box::new(received.into())));
        }
        let release = Release { at: received.released_at, outside: None };
        FormedReport::make(received.report, Some(release), form, paper).await.map(Self::File)
    }
}

impl Responder for FormedReceived {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        match self {
            Self::File(file) => file.respond_to(request),
            Self::Json(report) => {
                let mut response = Tagged(*report).respond_to(request);
                response.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
                response
            }
        }
    }
}
