//! Couples: two clients whose joint homework is one record. A client is in one active couple at most; a couple
//! ends once and for all, and a new one is a new id.

mod dto;
mod model;
mod planned_end;
mod queries;
mod routes;
mod withdrawals;

pub use dto::CoupleResponse;
pub use model::{CoupleMember, CoupleRow};
pub use planned_end::{END, end_as_planned};
pub use queries::{
    end_couple_of, find_couple, find_member_ids, keep_lasting, list_couples, take_turn, visible_to,
};
pub use withdrawals::{count_withdrawals, withdraw};

use crate::platform::http::Routes;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.configure(routes::configure).configure(planned_end::configure);
}
