//! Figures of ruptures and repairs, for the care team; both partners see some of them in a report. They tell how a couple finds
//! back to each other, never who was at fault: nothing is counted for one partner.

mod dto;
mod figures;
mod queries;
mod routes;
mod shared;
mod summarise;
mod summary;

pub use dto::{DurationResponse, KeptPromisesResponse};
pub use figures::{Attempt, Duration, FollowThroughFigures, Hurt, RepairFigures, Share, repair_figures};
pub use routes::configure;
pub use summarise::{for_both, for_team};
pub use summary::RepairSummary;
