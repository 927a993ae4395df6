//! Reviews: how far the care team has come with a check-in, for the team alone. A check-in is new until somebody says
//! otherwise, and again once what the team reads of it has changed.

mod batch;
mod dto;
mod model;
mod queries;
mod routes;

pub use model::ReviewState;
pub use queries::{Reviewed, Unseen, list_lately, list_unseen};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(batch::configure);
}
