//! Boundaries: limits that a client sets, as living documents, for connection or for protection.
//! What a partner gets is a projection of its own, in `shared`; a protective one never reaches a partner. Their uses are in
//! `uses`.

mod correct;
mod create;
mod dto;
mod lately;
mod model;
mod queries;
mod routes;
mod shared;
mod takeaway;
mod uses;
mod versions;

pub use dto::{BoundaryResponse, BoundaryVersionResponse};
pub use lately::{UsedLately, list_lately};
pub use shared::{After as AfterShared, SharedBoundaryResponse, list_received};
pub use takeaway::{AfterOwn, OwnBoundary, list_own};
pub use uses::{
    AfterOwn as AfterOwnUse, BoundaryUseResponse, BoundaryUseVersionResponse, OwnBoundaryUse, UseFigures,
    figures_between, list_own as list_own_uses,
};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(shared::configure).configure(uses::configure);
}
