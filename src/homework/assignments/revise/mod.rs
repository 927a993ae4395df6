//! Changing what runs: each change of the terms is a revision with the day from which it holds. What was lived before is read
//! under the revision it was lived under. What has not begun can be taken back.

mod dto;
mod editor;
mod queries;
mod routes;
mod rows;
mod rules;
mod timeline;

pub use dto::UpdateAssignmentRequest;
pub use editor::Editor;
pub use routes::{configure, revise};
pub use timeline::{Asked, Difference, Leg, Rewritten, Timeline};
