//! Requests and answers of attempts to repair.

mod requests;
mod responses;

pub use requests::{CorrectRepairRequest, CreateRepairRequest, UpdateFollowThroughRequest};
pub use responses::{FollowThroughResponse, RepairResponse, RepairVersionResponse};
