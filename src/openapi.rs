//! The OpenAPI document: what the slices declare, and what holds for every operation alike.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, web};
use utoipa::openapi::{InfoBuilder, OpenApi};
use utoipa_swagger_ui::{Config, SwaggerUi};

/// Where the document is served.
pub const PATH: &str = "/openapi.json";

/// Completes what the slices declare.
pub fn finish(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new().title("Holdfast").version(env!("CARGO_PKG_VERSION")).build();
    document
}

/// Serves the document and its page.
pub fn serve(config: &mut web::ServiceConfig, document: OpenApi) {
    let text = document.to_json().unwrap_or_default();
    config
        .route(
            PATH,
            web::get().to(move || {
                let text = text.clone();
                async move { HttpResponse::Ok().content_type(ContentType::json()).body(text) }
            }),
        )
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from(PATH)));
}
