//! Requests and answers of assignments.

mod requests;
mod responses;

pub use requests::{CreateAssignmentRequest, InitialStatus, ListAssignmentsQuery};
pub use responses::{
    AssignedItemResponse, AssignmentContext, AssignmentResponse, PinnedItem, RevisionResponse,
};
