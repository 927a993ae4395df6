//! Check-ins: one act by one person, and its author's personal part, with a visibility each.
//! What a partner gets is a projection of its own, in `shared`.

mod answers;
mod batch;
mod check;
mod correct;
mod create;
mod details;
mod dto;
mod felt;
mod lately;
mod model;
mod queries;
mod ratings;
mod routes;
mod shared;
mod state;
mod takeaway;
mod views;

pub use answers::{Answer, RatedEntry};
pub(in crate::homework) use check::check_answers;
pub use correct::taken_back::taken_back_since;
pub use correct::taking_back::take_back;
pub(in crate::homework) use create::create_check_in;
pub use details::{
    BoundaryScriptDetails, Details, FollowThrough, ReconnectPlan, RepairParts, RepairRitualDetails, Respected,
};
pub use dto::{CheckInResponse, CheckInVersionResponse, PersonalResponse};
pub(in crate::homework) use dto::{CreateCheckInRequest, PersonalRequest};
pub use felt::{Felt, felt_between, felt_by_both};
pub(in crate::homework) use lately::lately;
pub use lately::list_lately;
pub use model::{Audience, Outcome, Visibility};
pub(in crate::homework) use queries::audience;
pub use queries::find_context;
pub(in crate::homework) use queries::visible_to;
pub use ratings::{RatedVersion, Rating, ratings_between};
pub use shared::{After as AfterShared, SharedCheckInResponse, SharedPersonalResponse, list_received};
pub(in crate::homework) use state::Place as CheckInPlace;
pub use takeaway::{AfterOwn, OwnCheckIn, list_own};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(batch::configure).configure(shared::configure);
}
