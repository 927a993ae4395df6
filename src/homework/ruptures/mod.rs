//! Ruptures: that something hurt, how much and what it was about. Private until their author says otherwise; what a partner
//! gets is a projection of its own, in `shared`.

mod correct;
mod create;
mod dto;
mod model;
mod queries;
mod routes;
mod shared;
mod takeaway;
mod views;

pub use dto::{RuptureResponse, RuptureVersionResponse};
pub use queries::visible_to;
pub use shared::{After as AfterShared, SharedRuptureResponse, list_received};
pub use takeaway::{OwnRupture, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(shared::configure);
}
