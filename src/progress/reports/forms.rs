//! The forms that a report is given in: JSON, a page, a PDF, and its figures as CSV; chosen by the address or by `Accept`.

use std::future::{Ready, ready};
use std::sync::LazyLock;

use actix_web::body::BoxBody;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ETAG, HeaderValue, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, dev};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::dto::ReportResponse;
use super::render::{self, Edition, Paper, Release};
use crate::platform::crypto::{hexadecimal, sha256};
use crate::platform::http::{ApiError, ApiResult, Tagged, preferred};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ReportId;
use crate::platform::turns::Turns;

/// PDFs are set as many at once as there are cores, whatever else is asked for.
static PRESSES: LazyLock<Turns> = LazyLock::new(Turns::for_each_core);

/// A form of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportForm {
    Json,
    Html,
    Pdf,
    Csv,
}

impl ReportForm {
    const ALL: [Self; 4] = [Self::Json, Self::Html, Self::Pdf, Self::Csv];

    fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Csv => "csv",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Csv => "text/csv",
        }
    }
}

/// Which report is wanted, in which form. An extension of the address says more than `Accept`.
pub(super) struct WantedReport {
    pub id: ReportId,
    pub form: ReportForm,
}

impl FromRequest for WantedReport {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(read(request))
    }
}

fn read(request: &HttpRequest) -> ApiResult<WantedReport> {
    let address = request.match_info().query("report_id");
    let named =
        |form: &ReportForm| address.strip_suffix(form.extension())?.strip_suffix('.').map(|id| (id, *form));
    let named = ReportForm::ALL.iter().find_map(named);
    let id = named.map_or(address, |(id, _)| id);
    let id = Uuid::try_parse(id).map(Id::from_uuid).map_err(|_| ApiError::NotFound)?;
    let form = match named {
        Some((_, form)) => form,
        None => {
            let offered = ReportForm::ALL.map(ReportForm::media_type);
            let liked = preferred(request.headers(), &offered).and_then(|place| ReportForm::ALL.get(place));
            *liked
                .ok_or(ApiError::NotAcceptable("application/json, text/html, application/pdf and text/csv"))?
        }
    };
    Ok(WantedReport { id, form })
}

/// The address of a report in the document: its id, with the extension of a form or without.
pub(super) struct ReportAddress;

impl PartialSchema for ReportAddress {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(41))
            .pattern(Some("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\\.(json|html|pdf|csv))?$"))
            .into()
    }
}

impl ToSchema for ReportAddress {}

/// A report in the form that was asked for.
pub(super) enum FormedReport {
    Json(Box<ReportResponse>),
    File { form: ReportForm, body: Vec<u8> },
}

impl FormedReport {
    /// In this form; a PDF waits for its turn.
    pub async fn make(
        report: ReportResponse,
        release: Option<Release>,
        form: ReportForm,
        paper: Paper,
    ) -> ApiResult<Self> {
        let body = match form {
            ReportForm::Json => return Ok(Self::Json(Box::new(report))),
            ReportForm::Html => {
                render::page(&report.document, &edition(&report, release.as_ref())).into_bytes()
            }
            ReportForm::Pdf => {
                let set = move || render::pdf(&report.document, &edition(&report, release.as_ref()), paper);
                PRESSES.take(set).await?
            }
            ReportForm::Csv => render::figures_as_csv(&report.document)?,
        };
        Ok(Self::File { form, body })
    }
}

impl Responder for FormedReport {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = match self {
            Self::Json(report) => Tagged(*report).respond_to(request),
            Self::File { form, body } => file(form, body),
        };
        response.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
        response
    }
}

/// A file whose name tells nothing. Its ETag is that of its bytes, and no one of a change.
fn file(form: ReportForm, body: Vec<u8>) -> HttpResponse {
    let (content_type, disposition) = match form {
        ReportForm::Json => (form.media_type(), "inline"),
        ReportForm::Html => ("text/html; charset=utf-8", "inline"),
        ReportForm::Pdf => (form.media_type(), "inline"),
        ReportForm::Csv => ("text/csv; charset=utf-8; header=present", "attachment"),
    };
    let extension = form.extension();
    let mut response = HttpResponse::Ok();
    if form == ReportForm::Html {
        response.insert_header((CONTENT_SECURITY_POLICY, render::CONTENT_SECURITY_POLICY.as_str()));
    }
    response
        .insert_header((ETAG, format!("\"{}\"", hexadecimal(&sha256(&body)))))
        .insert_header((CONTENT_DISPOSITION, format!("{disposition}; filename=\"report.{extension}\"")))
        .content_type(content_type)
        .body(body)
}

fn edition<'e>(report: &'e ReportResponse, release: Option<&'e Release>) -> Edition<'e> {
    let ReportResponse { status, sha256, data_changed_since, .. } = report;
    Edition { status: *status, sha256, data_changed_since: *data_changed_since, release }
}
