//! The life of an assignment: proposed → active ⇄ paused → completed or stopped, each step a sub-resource.

mod dto;
mod model;
mod queries;
mod routes;

pub use queries::stop_running;
pub use routes::configure;
