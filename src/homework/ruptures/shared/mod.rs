//! Ruptures that a couple shares. A partner gets a copy, made when it was shared, under an id of its own and with a version
//! that grows only when the copy changes.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::SharedRuptureResponse;
pub(super) use model::SharedInsert;
pub use queries::{After, list_received};
pub(super) use queries::{insert_shared, replace_shared};
pub use routes::configure;
