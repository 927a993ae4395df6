//! What belongs to one member of an assignment: confidence and barrier plan. The care team and that member see it;
//! it has a version of its own, so that it never shows on the partner's copy of the assignment.

mod dto;
mod queries;
mod routes;

pub use dto::ParticipantResponse;
pub use queries::find_participant;
pub use routes::configure;
