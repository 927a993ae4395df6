//! Ending a couple at a chosen safe time. Each who may end it has a plan of its own, that nobody else knows of; the
//! service carries it out as an end like any other.

mod carry_out;
mod dto;
mod queries;
mod routes;

pub use carry_out::{END, end_as_planned};
pub(super) use queries::forget_plans;
pub use routes::configure;
