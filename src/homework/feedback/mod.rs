//! Feedback: what a therapist of the care team says to a check-in. Its author reads it; the partner never learns that there
//! is any. Who cannot read the check-in cannot read what was said to it.

mod dto;
mod model;
mod queries;
mod routes;
mod takeaway;

pub use dto::CheckInFeedbackResponse;
pub use routes::configure;
pub use takeaway::list_own;
