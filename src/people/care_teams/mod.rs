//! Care teams: which staff care for a client or a couple. Every clinical read of staff starts from
//! [`reach`], which is decided by these rows.

mod queries;
pub mod reach;

pub use queries::{Context, insert_place};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn configure(_: &mut ServiceConfig<'_>) {}
