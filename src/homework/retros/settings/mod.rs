//! What a couple's therapist settles on the couple's retros: whether what both partners agree to is carried out by that. No client
//! can tell how it is set, so that what is only agreed to always has a reason that they need not know.

mod dto;
mod queries;
mod routes;

pub(super) use queries::partners_apply;
pub(super) use routes::configure;
