//! What a couple shares. A partner gets a copy of what the other shares, made when it was shared, under an id of its own
//! and with a version that grows only when the copy changes: nothing else of an act can be told from it.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::{SharedCheckInResponse, SharedPersonalResponse};
pub use model::SharedInsert;
pub use queries::{After, insert_all_shared, insert_shared, list_received, replace_shared};
pub use routes::configure;
