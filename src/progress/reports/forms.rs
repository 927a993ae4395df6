//! The forms that a report is given in: JSON, a page, and its figures as CSV; chosen by the address or by `Accept`.

use std::future::{Ready, ready};

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ETAG, HeaderValue, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, ResponseError, dev};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::dto::ReportResponse;
use super::render::{self, Edition};
use crate::platform::http::{ApiError, ApiResult, Tagged, preferred};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ReportId;

/// A form of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ReportForm {
    Json,
    Html,
    Csv,
}

impl ReportForm {
    const ALL: [Self; 3] = [Self::Json, Self::Html, Self::Csv];

    fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Html => "html",
            Self::Csv => "csv",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html",
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
            *liked.ok_or(ApiError::NotAcceptable("application/json, text/html and text/csv"))?
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
            .pattern(Some("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\\.(json|html|csv))?$"))
            .into()
    }
}

impl ToSchema for ReportAddress {}

/// A report in the form that was asked for.
pub(super) struct FormedReport {
    pub form: ReportForm,
    pub report: ReportResponse,
}

impl Responder for FormedReport {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let Self { form, report } = self;
        let mut response = match form {
            ReportForm::Json => Tagged(report).respond_to(request),
            ReportForm::Html => html(&report),
            ReportForm::Csv => csv(&report).unwrap_or_else(|error| error.error_response()),
        };
        response.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
        response
    }
}

fn html(report: &ReportResponse) -> HttpResponse {
    let edition = Edition {
        status: report.status,
        sha256: &report.sha256,
        data_changed_since: report.data_changed_since,
    };
    HttpResponse::Ok()
        .insert_header((ETAG, etag(report, ReportForm::Html)))
        .insert_header((CONTENT_SECURITY_POLICY, render::CONTENT_SECURITY_POLICY.as_str()))
        .insert_header((CONTENT_DISPOSITION, "inline; filename=\"report.html\""))
        .content_type("text/html; charset=utf-8")
        .body(render::page(&report.document, &edition))
}

fn csv(report: &ReportResponse) -> ApiResult<HttpResponse> {
    let figures = render::figures_as_csv(&report.document)?;
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag(report, ReportForm::Csv)))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"report.csv\""))
        .content_type("text/csv; charset=utf-8; header=present")
        .body(figures))
}

/// The version in this form, which is no ETag of a change.
fn etag(report: &ReportResponse, form: ReportForm) -> String {
    format!("\"{}-{}\"", report.version, form.extension())
}
