//! Changing what runs: each change of the terms is a revision with the day from which it holds. What was lived before is read
//! under the revision it was lived under.

mod dto;
mod queries;
mod routes;
mod rules;

pub use dto::UpdateAssignmentRequest;
pub use routes::{configure, revise};
