//! Runs of reports: one about each client and couple in a therapist's care, made one after the other by a job.
//! A run tells how far it is, can be cancelled, and goes on where it stood when the service was stopped.

mod dto;
mod make;
mod model;
mod queries;
mod routes;

pub use make::{MAKE, make_reports, skip_one};
pub use routes::configure;
