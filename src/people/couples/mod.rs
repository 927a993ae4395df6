//! Couples: two clients whose joint homework is one record. A client is in one active couple at most; a couple
//! ends once and for all, and a new one is a new id.

mod dto;
mod model;
mod planned_end;
mod queries;
mod routes;

pub use dto::CoupleResponse;
pub use model::{CoupleMember, CoupleRow};
pub use planned_end::{END, end_as_planned};
pub use queries::{end_couple_of, find_couple, find_member_ids, keep_lasting, list_couples, visible_to};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.configure(routes::configure).configure(planned_end::configure);
}
