//! The caseload: one row for each client and couple in care, with what needs the caller's eyes. Everything is counted when it is
//! asked for, from what the caller may read, in a number of statements that does not grow with the caseload.

mod dto;
mod load;
mod model;
mod queries;
mod routes;

pub use queries::list_contexts;
pub use routes::configure;
