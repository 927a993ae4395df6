//! Appointments: when a client or a couple meets a therapist, and whether it came to it. Made here or brought over from the
//! practice's own calendar; nothing of what was said stands in them.

mod dto;
mod model;
mod outside;
mod queries;
mod routes;
mod takeaway;
mod write;

pub use dto::AppointmentResponse;
pub use model::{AppointmentKind, AppointmentRow, AppointmentStatus};
pub use queries::{LastHeld, Upcoming, find_appointment, last_held, list_held, next_of, visible_to};
pub use takeaway::list_own;

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(outside::configure);
}
