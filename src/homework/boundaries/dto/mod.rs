//! Requests and answers of boundaries.

mod requests;
mod responses;

pub use requests::{CorrectBoundaryRequest, CreateBoundaryRequest, ListBoundariesQuery};
pub use responses::{BoundaryResponse, BoundaryVersionResponse};
