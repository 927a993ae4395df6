//! Progress reports: the figures of one client or couple over a window, frozen for one declared audience.
//! A report is one typed document with the SHA-256 of its canonical form; `render` says how it looks.

pub mod authorisations;
mod canonical;
mod changes;
mod document;
mod dto;
mod forms;
mod freeze;
mod model;
mod queries;
pub mod releases;
pub mod render;
mod routes;

pub use canonical::canonical;
pub use document::ReportDocument;
pub use dto::{CreateReportRequest, ReportWindow, Weeks, alone, instead_of};
pub use freeze::make_report;
pub use model::{ReportAudience, ReportStatus};
pub use queries::is_about_client;

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(releases::configure).configure(authorisations::configure);
}
