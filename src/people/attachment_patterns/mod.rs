//! Attachment patterns: how a client tends to hold on and let go, and who said so. Clinical, so a resource of its
//! own: only those who care for the client on its own read it, not a couple's care team and not the office.

mod dto;
mod model;
mod queries;
mod routes;

pub use model::{Pattern, Source};
pub use queries::list_patterns;
pub use routes::configure;
