//! Supervisions: whose care a supervisor sees. Taking one back counts from the next request.

mod dto;
mod queries;
mod routes;

pub use routes::configure;
