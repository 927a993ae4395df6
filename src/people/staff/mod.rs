//! Staff: the people who work in the practice, with their roles and their access to the service.
//! What an owner has or is, only an owner changes; a practice never loses its last active owner.

mod access;
mod dto;
mod model;
mod queries;
mod routes;
mod supervisions;

pub use dto::StaffResponse;
pub use model::{NewStaff, StaffRow};
pub use queries::{create_staff, find_staff};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(access::configure).configure(supervisions::configure);
}
