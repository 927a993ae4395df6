//! Figures of ruptures and repairs, for the care team alone. They tell how a couple finds back to each other, never who was at
//! fault: nothing is counted for one partner.

mod dto;
mod figures;
mod queries;
mod routes;

pub use figures::{Attempt, Duration, FollowThroughFigures, Hurt, RepairFigures, Share, repair_figures};
pub use routes::configure;
