//! Attempts to repair: what somebody says and does to make good, with or without a recorded rupture, also in person. Sharing
//! one sends it to the partner, who gets a projection of its own (`shared`) and may answer it (`responses`).

mod correct;
mod create;
mod dto;
mod links;
mod model;
mod queries;
mod responses;
mod routes;
mod shared;
mod state;
mod takeaway;
mod views;

pub use dto::{FollowThroughResponse, RepairResponse, RepairVersionResponse};
pub(in crate::homework) use links::count_link_changed;
pub use model::FollowThroughOutcome;
pub use queries::visible_to;
pub(crate) use queries::with_couple;
pub use responses::{
    EarlierRepairResponse, GivenRepairResponse, OwnRepairResponse, RepairAnswer,
    list_own as list_own_responses, visible_to as visible_responses,
};
pub use shared::{After as AfterShared, SharedRepairResponse, SharedResponseResponse, list_received};
pub use state::{RepairAttemptParts, RepairPart};
pub use takeaway::{OwnRepair, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(shared::configure).configure(responses::configure);
}
