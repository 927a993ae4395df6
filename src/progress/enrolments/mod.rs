//! Enrolments: a client or couple goes through a programme. Its steps are released as assignments, on time in the zone of
//! those who get them and once each, by a job or by the therapist. Clients see their assignments, and of the programme its
//! title and which step they belong to.

mod dto;
mod enrol;
mod job;
mod known;
mod model;
mod order;
mod own_steps;
mod plan;
mod preview;
mod queries;
mod release;
mod routes;
mod view;

pub use job::{RELEASE, release_steps};
pub use own_steps::{ReleasedStepResponse, list_own};
pub use queries::end_enrolments_of;

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(preview::configure).configure(own_steps::configure);
}
