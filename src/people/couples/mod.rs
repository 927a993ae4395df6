//! Couples: two clients whose joint homework is one record. A client is in one active couple at most; a couple
//! ends once and for all, and a new one is a new id.

mod dto;
mod model;
mod queries;
mod routes;

pub use dto::CoupleResponse;
pub use model::{CoupleMember, CoupleRow};
pub use queries::{find_couple, find_member_ids, visible_to};
pub use routes::configure;
