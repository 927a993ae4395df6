//! Requests and answers of participants.

mod requests;
mod responses;

pub use requests::{
    UpdateExcuseRequest, UpdateMemberPauseRequest, UpdateParticipantRequest, UpdateResponseRequest,
};
pub use responses::{ExcuseResponse, MemberPauseResponse, ParticipantResponse, ProposalResponse};
