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
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.configure(routes::configure).configure(access::configure).configure(supervisions::configure);
}
