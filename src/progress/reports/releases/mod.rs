//! Releases: a final report given to one recipient, whom it is about or who is outside, and taken back from it again. Each is
//! a disclosure.

mod copy;
mod dto;
mod model;
mod queries;
mod received;
mod release;
mod routes;
mod taken_back;

pub use received::{ReleasedReportResponse, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(received::configure);
}
