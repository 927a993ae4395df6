//! The OpenAPI document: what the slices declare, completed by what holds for every operation alike.

mod common;
mod tags;
mod words;

use std::sync::LazyLock;

use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::{HttpResponse, web};
use utoipa::openapi::{OpenApi, OpenApiBuilder, PathItem};
use utoipa_swagger_ui::{Config, SwaggerUi};

use self::common::finish;
use crate::platform::http::Routes;

/// Where the document is served.
pub const PATH: &str = "/openapi.json";

/// The document of this binary.
pub static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let mut content = OpenApiBuilder::new().build();
    crate::app::slices(&mut Routes::of_document(&mut content));
    let content = finish(content);
    let operations = content.paths.paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect();
    Document { text: web::Bytes::from(text_of(&content).unwrap_or_default()), operations }
});

/// The whole document.
pub struct Document {
    /// As it is served and committed.
    pub text: web::Bytes,
    /// The methods of each path.
    pub operations: Vec<(String, Vec<Method>)>,
}

fn methods(item: &PathItem) -> Vec<Method> {
    let all = [
        (Method::GET, item.get.is_some()),
        (Method::POST, item.post.is_some()),
        (Method::PUT, item.put.is_some()),
        (Method::PATCH, item.patch.is_some()),
        (Method::DELETE, item.delete.is_some()),
    ];
    all.into_iter().filter(|(_, there)| *there).map(|(method, _)| method).collect()
}

/// Always the same text: extensions stand in hash maps, and the members of a JSON value are put in order of name.
fn text_of(document: &OpenApi) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(document)?;
    value.sort_all_objects();
    serde_json::to_string_pretty(&value)
}

/// Serves the document and its page.
pub fn serve(config: &mut web::ServiceConfig, document: &'static Document) {
    let answer = move || {
        let cache = (CACHE_CONTROL, "public, max-age=300");
        let response = HttpResponse::Ok()
            .content_type(ContentType::json())
            .insert_header(cache)
            .body(document.text.clone());
        std::future::ready(response)
    };
    config
        .route(PATH, web::get().to(answer))
        .route("/docs", web::get().to(|| async { web::Redirect::to("/docs/").permanent() }))
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::from(PATH).validator_url("none")));
}
