//! How and when a client may be reached: a channel, and weekly times that are safe. Never the partner's to know.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::ContactPreferencesResponse;
pub use model::{ContactChannel, SafeTime};
pub use queries::{find_own, find_reachable};
pub use routes::configure;
