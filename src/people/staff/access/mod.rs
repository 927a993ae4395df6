//! Access of staff to the service: inviting, suspending and restoring.

mod routes;

pub use routes::configure;
