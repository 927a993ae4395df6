//! Whether the service lives, is ready, and which keys it signs with.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::identity::services::Services;
use crate::identity::tokens::JsonWebKey;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiResult, Json, Routes};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(check_liveness).service(check_readiness).service(list_signing_keys);
}

/// The service is there.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"status": "ok"}))]
pub struct HealthResponse {
    /// Always `ok`.
    #[schema(max_length = 10)]
    status: &'static str,
}

/// The keys that access tokens are signed with.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"keys": [{
    "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c16",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
}]}))]
pub struct JsonWebKeySet {
    /// The keys.
    #[schema(max_items = 10)]
    keys: Vec<JsonWebKey>,
}

/// Tell whether the process lives
///
/// Answers as long as the process can. Asks nothing of the database.
#[utoipa::path(
    operation_id = "check_liveness",
    tag = "Operations",
    responses((status = 200, description = "It lives", body = HealthResponse)),
    security(()),
    extensions(("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("none")))
)]
#[get("/livez")]
async fn check_liveness() -> Json<HealthResponse> {
    Json(HealthResponse { status: "ok" })
}

/// Tell whether requests can be served
///
/// Asks the database; 503 while it does not answer.
#[utoipa::path(
    operation_id = "check_readiness",
    tag = "Operations",
    responses((status = 200, description = "It is ready", body = HealthResponse)),
    security(()),
    extensions(("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("none")))
)]
#[get("/readyz")]
async fn check_readiness(services: web::Data<Services>) -> ApiResult<Json<HealthResponse>> {
    let ask = async |mut conn: Conn<'_>| {
        let one = diesel::dsl::sql::<diesel::sql_types::Integer>("SELECT 1");
        Ok(diesel_async::RunQueryDsl::get_result::<i32>(one, &mut conn).await?)
    };
    services.database.without_practice(Mode::Read, ask).await?;
    Ok(Json(HealthResponse { status: "ok" }))
}

/// Publish the signing keys
///
/// The public keys of access tokens as a JSON Web Key Set (RFC 7517, RFC 8037).
#[utoipa::path(
    operation_id = "list_signing_keys",
    tag = "Operations",
    responses((status = 200, description = "The keys", body = JsonWebKeySet)),
    security(()),
    extensions(("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("none")))
)]
#[get("/.well-known/jwks.json")]
async fn list_signing_keys(services: web::Data<Services>) -> HttpResponse {
    let keys = services.shared.tokens.public_keys();
    let cache = (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    HttpResponse::Ok().insert_header(cache).json(JsonWebKeySet { keys })
}
