//! What a couple shares of its journals: copies made when an entry was shared, under ids and with versions of their own.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::SharedJournalEntryResponse;
pub use model::SharedInsert;
pub use queries::{After, insert_shared, list_received, replace_shared};
pub use routes::configure;
