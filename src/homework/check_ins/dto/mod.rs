//! Requests and answers of check-ins.

mod requests;
mod responses;

pub use requests::{CorrectCheckInRequest, CreateCheckInRequest, ListCheckInsQuery, PersonalRequest};
pub use responses::{CheckInResponse, CheckInVersionResponse, PersonalResponse};
