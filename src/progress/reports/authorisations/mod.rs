//! Authorisations: who outside may get reports about a client or a couple, what for and until when. A therapist puts it in
//! words, and each whom it concerns signs the same words, unseen by the other.

mod dto;
mod model;
mod queries;
mod routes;
mod sign;
mod takeaway;

pub use dto::ReportAuthorisationResponse;
pub use routes::configure;
pub use takeaway::list_own;

pub(super) use model::{WholeAuthorisation, Words};
pub(super) use queries::{find_whole, find_words, keep_standing};
