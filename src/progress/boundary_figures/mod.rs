//! Figures about uses of boundaries: for their author and the care team, never for a couple.

mod dto;
mod figures;
mod routes;

pub use dto::{BoundarySummary, RespectedCounts};
pub use routes::configure;
