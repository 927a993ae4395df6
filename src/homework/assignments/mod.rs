//! Assignments: what a client or a couple was given to do, how often, from when to when.
//! What belongs to one member of an assignment stands below `participants`; its life is in `life`; many are given at once in `batch`.

mod batch;
mod changes;
mod create;
mod dto;
mod life;
mod model;
mod participants;
mod queries;
mod revise;
mod routes;
mod takeaway;

pub use crate::homework::cadence::Mode;
pub use create::{Footing, Giver, Ground, Order, Published, find_grounds, find_published, give};
pub use dto::{
    AssignedItemResponse, AssignmentContext, AssignmentResponse, CreateAssignmentRequest, InitialStatus,
    PinnedItem,
};
pub use life::stop_running;
pub(in crate::homework) use life::{By, stop_today};
pub use model::{AssignmentRow, AssignmentStatus};
pub use participants::{
    DueReminder, ExcuseResponse, MemberPauseResponse, OpenAnswer, ParticipantResponse, ProposalAnswer,
    ProposalResponse, REMIND, ReminderResponse, SuggestedDose, find_participant, find_reminder,
    list_open_answers, note_reminder,
};
pub(in crate::homework) use queries::find_plan;
pub(crate) use queries::pinned;
pub use queries::{
    Of, find_assignment, find_assignments, list_assignments, reaches_client, reaches_couple, visible_to,
};
pub use revise::{Asked, Difference, Leg, Rewritten, Timeline};
pub(in crate::homework) use revise::{Editor, UpdateAssignmentRequest, revise};
pub use takeaway::{OwnAssignment, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .configure(routes::configure)
        .configure(batch::configure)
        .configure(revise::configure)
        .configure(life::configure)
        .configure(participants::configure);
}
