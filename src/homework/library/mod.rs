//! The library of homework.

mod content;

pub use content::*;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn configure(_: &mut ServiceConfig<'_>) {}
