//! Progress reports: the figures of one client or couple over a window, frozen for one declared audience.
//! A report is one typed document with the SHA-256 of its canonical form; `render` says how it looks.

mod canonical;
mod document;
mod dto;
mod forms;
mod freeze;
mod model;
mod queries;
pub mod render;
mod routes;

pub use canonical::canonical;
pub use document::ReportDocument;
pub use model::{ReportAudience, ReportStatus};
pub use queries::is_about_client;
pub use routes::configure;
