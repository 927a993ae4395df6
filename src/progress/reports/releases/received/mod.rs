//! What was released to a client, as that client reads it: a report with the day of its release, and nothing of who else has it.

mod dto;
mod forms;
mod queries;
mod routes;
mod takeaway;

pub use dto::ReleasedReportResponse;
pub use routes::configure;
pub use takeaway::list_own;
