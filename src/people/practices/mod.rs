//! Practices.

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn configure(_: &mut ServiceConfig<'_>) {}
