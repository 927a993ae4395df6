//! What belongs to one member of an assignment: confidence, barrier plan, the answer to a proposal, own pauses, excused
//! periods and reminders. The care team and that member see it; it has a version of its own, so that it never shows on the partner's copy
//! of the assignment.

mod dto;
mod model;
mod queries;
mod reminder;
mod response;
mod rests;
mod routes;
mod smaller;

pub use dto::{ExcuseResponse, MemberPauseResponse, ParticipantResponse, ProposalResponse};
pub use model::{ProposalAnswer, SuggestedDose};
pub use queries::{OpenAnswer, find_participant, list_open_answers};
pub use reminder::{DueReminder, REMIND, ReminderResponse, find_reminder, note_reminder};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .configure(routes::configure)
        .configure(response::configure)
        .configure(rests::configure)
        .configure(reminder::configure);
}
