//! Requests and answers of reports.

mod requests;
mod responses;

pub use requests::{CreateReportRequest, ListReportsQuery, UpdateReportRequest};
pub use responses::{ReportResponse, ReportSummary};
