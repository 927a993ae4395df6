//! Retention: what keeps a client's record from being erased, for how long, and the legal holds on single records.
//! Erasing itself is above; here is what it must ask.

mod dto;
mod keeping;
mod model;
mod queries;
mod routes;

pub use keeping::{Keeping, KeepingReason, find_keeping};
pub use model::look_again;
pub use queries::find_last_act;
pub use routes::configure;

/// The job that erases a client.
pub const ERASE: &str = "erase_client";
