//! Requests and answers of reports.

mod requests;
mod responses;

pub use requests::{
    CreateReportRequest, FindReportQuery, ListReportsQuery, ReportWindow, UpdateReportRequest, Weeks, alone,
    instead_of,
};
pub use responses::{ReportResponse, ReportSummary};
