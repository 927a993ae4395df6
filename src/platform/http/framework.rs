//! The framework's own errors, said as problems.

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};

use super::ApiError;

/// Replaces the framework's plain-text errors of path parameters: a malformed id is an id that never existed.
pub fn error_configs(config: &mut web::ServiceConfig) {
    config.app_data(web::PathConfig::default().error_handler(|_, _| ApiError::NotFound.into()));
}

/// Paths of the API and the methods each takes.
pub type KnownRoutes = Vec<(ResourceDef, Vec<Method>)>;

/// The answer where no route matched: 405 with the methods of a known path, 404 otherwise.
pub async fn not_found_or_wrong_method(
    request: HttpRequest,
    routes: web::Data<KnownRoutes>,
) -> Result<HttpResponse, ApiError> {
    let known = routes.iter();
    let mut methods: Vec<&str> = known
        .filter(|(path, _)| path.is_match(request.path()))
        .flat_map(|(_, methods)| methods)
        .map(Method::as_str)
        .collect();
    methods.sort_unstable();
    methods.dedup();
    Err(if methods.is_empty() { ApiError::NotFound } else { ApiError::MethodNotAllowed(methods.join(", ")) })
}
