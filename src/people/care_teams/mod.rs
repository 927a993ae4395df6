//! Care teams: which staff care for a client or a couple. Every clinical read of staff starts from
//! [`reach`], which is decided by these rows.

mod dto;
mod model;
mod queries;
pub mod reach;
mod routes;

pub use model::Context;
pub use queries::{Episode, end_places_of, find_episode, has_place, insert_place, is_cared_for, who_cares};
pub use routes::configure;
