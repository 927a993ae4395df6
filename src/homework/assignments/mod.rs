//! Assignments: what a client or a couple was given to do, how often, from when to when.
//! What belongs to one member of an assignment stands below `participants`; its life is in `life`.

mod create;
mod dto;
mod life;
mod model;
mod participants;
mod queries;
mod revise;
mod routes;
mod takeaway;

pub use dto::{AssignedItemResponse, AssignmentContext, AssignmentResponse, PinnedItem};
pub use life::stop_running;
pub use model::{AssignmentRow, AssignmentStatus, Mode};
pub use participants::{
    ExcuseResponse, MemberPauseResponse, ParticipantResponse, ProposalAnswer, ProposalResponse,
    SuggestedDose, find_participant,
};
pub(in crate::homework) use queries::pinned;
pub use queries::{Of, find_assignment, list_assignments, reaches_client, reaches_couple, visible_to};
pub use takeaway::{OwnAssignment, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .configure(routes::configure)
        .configure(revise::configure)
        .configure(life::configure)
        .configure(participants::configure);
}
