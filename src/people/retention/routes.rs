//! Operations on legal holds.

use actix_web::{delete, get, put, web};

use super::dto::{LegalHoldResponse, UpdateLegalHoldRequest};
use super::model::{REASON, look_again, place};
use super::queries;
use crate::identity::actor::{Access, Actor, Administrator, Proved};
use crate::identity::audit::Event;
use crate::people::clients::{find_client, keep_known};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, NoContent, Routes, Tagged, Valid};
use crate::platform::ids::kind::ClientId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_legal_hold).service(update_legal_hold).service(delete_legal_hold);
}

/// Read a client's legal hold
///
/// With its reason. Whether all of the practice's records are held is a setting of the practice.
#[utoipa::path(
    operation_id = "find_legal_hold",
    tag = "Erasure",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "The hold", body = LegalHoldResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/legal-hold")]
async fn find_legal_hold(
    actor: Actor<Administrator>,
    path: web::Path<ClientId>,
) -> ApiResult<Tagged<LegalHoldResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (row, key) = futures_util::try_join!(queries::find_hold(conn, &reader, client), actor.key(conn))?;
        LegalHoldResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    actor.read(Event::new("find_legal_hold", "legal_hold").of_client(client), find).await.map(Tagged)
}

/// Place a client's legal hold
///
/// While it stands the record is not erased, whoever asks and however old it is. Placing it again changes the reason. An
/// erasing that has begun is not held up any more. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "update_legal_hold",
    tag = "Erasure",
    params(("client_id" = ClientId, Path, description = "The client")),
    request_body = UpdateLegalHoldRequest,
    responses((status = 200, description = "The hold", body = LegalHoldResponse)),
    extensions(
        ("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/clients/{client_id}/legal-hold")]
async fn update_legal_hold(
    actor: Actor<Proved<Administrator>>,
    path: web::Path<ClientId>,
    body: Valid<UpdateLegalHoldRequest>,
) -> ApiResult<Tagged<LegalHoldResponse>> {
    let (client, reader, Valid(request)) = (path.into_inner(), actor.reader(), body);
    let write = async |conn: Conn<'_>| {
        find_client(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
        keep_known(conn, reader.practice, client).await?;
        let key = actor.key(conn).await?;
        let sealed = key.seal(REASON, &place(reader.practice, client), &request.reason)?;
        let row = queries::write_hold(conn, &reader, client, &sealed, actor.now()).await?;
        LegalHoldResponse::open(row, reader.practice, &key)
    };
    actor.write(Event::new("update_legal_hold", "legal_hold").of_client(client), write).await.map(Tagged)
}

/// Lift a client's legal hold
///
/// An erasure that was asked for is then carried out as soon as nothing else keeps the record. Needs a proof of the last ten
/// minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "delete_legal_hold",
    tag = "Erasure",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 204, description = "There is no hold any more")),
    extensions(
        ("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[delete("/clients/{client_id}/legal-hold")]
async fn delete_legal_hold(
    actor: Actor<Proved<Administrator>>,
    path: web::Path<ClientId>,
) -> ApiResult<NoContent> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let lift = async |conn: Conn<'_>| {
        find_client(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
        if !queries::delete_hold(conn, reader.practice, client).await? {
            return Err(ApiError::NotFound);
        }
        look_again(conn, reader.practice, Some(client), actor.now()).await
    };
    let event = Event::new("delete_legal_hold", "legal_hold").of_client(client);
    actor.write(event, lift).await.map(|()| NoContent)
}
