//! Care teams: which staff care for a client or a couple. Every clinical read of staff starts from
//! [`reach`], which is decided by these rows.

mod dto;
mod model;
mod queries;
pub mod reach;
mod routes;

pub use model::Context;
pub use queries::{end_places_of, insert_place, who_cares};
pub use routes::configure;
