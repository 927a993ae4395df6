//! Pacts: what a couple agrees on for itself, such as how they use their phones or what feels respectful, as the living document
//! of homework that both do together. Either partner writes a new version, and it is in force once both have accepted it.
//! A version that was written under a safety hold reaches its author and the care team alone.

mod dto;
mod model;
mod queries;
mod routes;
mod takeaway;
mod view;
mod write;

pub use dto::PactResponse;
pub use routes::configure;
pub use takeaway::{AfterOwn, list_own};
