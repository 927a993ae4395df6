//! Change over an episode of care: of a client, and of both partners side by side. For the care team alone; a safety screen is
//! never in it.

mod dto;
mod load;
mod pairs;
mod queries;
mod routes;
mod series;

pub use routes::configure;
