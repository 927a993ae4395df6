//! Requests and answers of retros.

mod requests;
mod responses;

pub use requests::{AdditionRequest, ChangeRequest, CreateRetroRequest, DecisionRequest};
pub use responses::{
    AdditionResponse, DecisionResponse, RetroAgreementResponse, RetroResponse, SmallWinResponse,
    WinsDefinition,
};
