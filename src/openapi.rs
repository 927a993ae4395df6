//! The OpenAPI document: what the slices declare, completed by what holds for every operation alike.

mod common;

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::{HttpResponse, web};
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::{Config, SwaggerUi};

pub use common::finish;

/// Where the document is served.
pub const PATH: &str = "/openapi.json";

/// The whole document, as it is committed.
pub fn document_text() -> Result<String, serde_json::Error> {
    let (_, document) =
        actix_web::App::new().into_utoipa_app().configure(crate::app::slices).split_for_parts();
    text_of(&finish(document))
}

/// Always the same text: extensions stand in hash maps, and the members of a JSON value are put in order of name.
fn text_of(document: &OpenApi) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(document)?;
    value.sort_all_objects();
    serde_json::to_string_pretty(&value)
}

/// Serves the document and its page.
pub fn serve(config: &mut web::ServiceConfig, document: &OpenApi) {
    let text = web::Bytes::from(text_of(document).unwrap_or_default());
    let answer = move || {
        let cache = (CACHE_CONTROL, "public, max-age=300");
        let response =
            HttpResponse::Ok().content_type(ContentType::json()).insert_header(cache).body(text.clone());
        std::future::ready(response)
    };
    config
        .route(PATH, web::get().to(answer))
        .route("/docs", web::get().to(|| async { web::Redirect::to("/docs/").permanent() }))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from(PATH).validator_url("none")));
}
