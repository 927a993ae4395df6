//! The life of an assignment: proposed → active ⇄ paused → completed or stopped, each step a sub-resource.

mod dto;
mod model;
mod queries;
mod routes;

pub use queries::{By, stop_running, stop_today};
pub use routes::configure;
