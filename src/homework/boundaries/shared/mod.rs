//! What a couple shares: copies made when a boundary was shared, under ids and with versions of their own.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::SharedBoundaryResponse;
pub use model::SharedInsert;
pub use queries::{After, insert_shared, list_received, replace_shared};
pub use routes::configure;
