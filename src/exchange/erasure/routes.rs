//! Operations on erasures.

use actix_web::http::StatusCode;
use actix_web::{delete, get, post, web};
use chrono::{DateTime, Utc};

use super::close::{close, reopen};
use super::dto::ErasureResponse;
use super::model::ErasureAsker;
use super::queries;
use crate::identity::actor::{Access, Actor, Administrator, Proved, Reader};
use crate::identity::audit::Event;
use crate::people::clients::find_client;
use crate::people::retention::{ERASE, Keeping, find_keeping, find_last_act};
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, IdempotencyKey, IdempotencyKeyHeader, Json, NoContent, Routes,
};
use crate::platform::ids::kind::ClientId;
use crate::platform::jobs;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_erasure).service(find_erasure).service(delete_erasure);
}

/// Ask for the erasure of a client
///
/// By the client, or by owner or admin for the client. The couple ends as with any end, which is all that the partner can
/// tell; the client's own homework stops; and from now on the record is there for the client alone, to read and to take
/// along, and to owner and admin by name. Where nothing keeps it, it is erased in a moment (`queued`). Where retention or a
/// legal hold does, it is `restricted`, with the reasons, and erased by itself when they are over. Asking again changes
/// nothing. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "create_erasure",
    tag = "Erasure",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    responses((status = 202, description = "Asked for", body = ErasureResponse)),
    extensions(
        ("x-roles" = json!(ErasureAsker::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[post("/clients/{client_id}/erasure")]
async fn create_erasure(
    actor: Actor<Proved<ErasureAsker>>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
) -> ApiResult<(Json<ErasureResponse>, StatusCode)> {
    let (client, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_erasure", &client).await?;
        find_client(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
        if earlier.is_none() {
            ask(conn, &reader, client, now).await?;
            claim.remember(conn, client.uuid(), None).await?;
        }
        show(conn, &reader, client, now).await
    };
    let asked = actor.write(Event::new("create_erasure", "erasure").of_client(client), create).await?;
    Ok((Json(asked), StatusCode::ACCEPTED))
}

/// Read how an erasure stands
///
/// For the client as long as it is restricted; for owner and admin also once it is done.
#[utoipa::path(
    operation_id = "find_erasure",
    tag = "Erasure",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "How it stands", body = ErasureResponse)),
    extensions(("x-roles" = json!(ErasureAsker::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/erasure")]
async fn find_erasure(
    actor: Actor<ErasureAsker>,
    path: web::Path<ClientId>,
) -> ApiResult<Json<ErasureResponse>> {
    let (client, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let find = async |conn: Conn<'_>| show(conn, &reader, client, now).await;
    actor.read(Event::new("find_erasure", "erasure").of_client(client), find).await.map(Json)
}

/// Withdraw an erasure
///
/// As long as it is not being carried out; then this is 409. The record is open again to those who care for the client. What
/// ended when it was asked for, the couple and homework, stays ended. Needs a proof of the last ten minutes (403
/// `step_up_needed`).
#[utoipa::path(
    operation_id = "delete_erasure",
    tag = "Erasure",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 204, description = "Withdrawn")),
    extensions(
        ("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[delete("/clients/{client_id}/erasure")]
async fn delete_erasure(
    actor: Actor<Proved<Administrator>>,
    path: web::Path<ClientId>,
) -> ApiResult<NoContent> {
    let (client, practice, now) = (path.into_inner(), actor.practice(), actor.now());
    let withdraw = async |conn: Conn<'_>| {
        queries::lock_client(conn, practice, client).await?;
        let request = queries::find_request(conn, practice, client).await?.ok_or(ApiError::NotFound)?;
        if request.started_at.is_some() {
            return Err(ApiError::wrong_state(
                "The erasure is being carried out: it cannot be withdrawn any more.",
            ));
        }
        reopen(conn, practice, client, now).await?;
        queries::delete_request(conn, practice, client).await?;
        jobs::cancel(conn, practice, ERASE, client.uuid()).await
    };
    let event = Event::new("delete_erasure", "erasure").of_client(client);
    actor.write(event, withdraw).await.map(|()| NoContent)
}

/// Enters the request, once. When it is due is for the job to find out, which looks at what keeps the record.
async fn ask(conn: Conn<'_>, reader: &Reader, client: ClientId, now: DateTime<Utc>) -> ApiResult<()> {
    let practice = reader.practice;
    let state = queries::lock_client(conn, practice, client).await?.ok_or(ApiError::NotFound)?;
    if state.erased_at.is_some() {
        return Err(ApiError::NotFound);
    }
    if queries::find_request(conn, practice, client).await?.is_some() {
        return Ok(());
    }
    let last_act_at = find_last_act(conn, practice, client).await?;
    close(conn, practice, client, now).await?;
    queries::insert_request(conn, (practice, client), reader.member, last_act_at, now).await?;
    jobs::enqueue(conn, practice, ERASE, client.uuid(), now).await.map(|_| ())
}

/// How the erasure of a client stands, for a reader who may know: the client itself, owner and admin.
async fn show(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<ErasureResponse> {
    let practice = reader.practice;
    if reader.client && reader.member != client {
        return Err(ApiError::NotFound);
    }
    let (request, erased_at) = futures_util::try_join!(
        queries::find_request(conn, practice, client),
        queries::find_erasure(conn, practice, client)
    )?;
    if let Some(request) = request {
        let keeping = match request.started_at {
            // It is being carried out: nothing that came since holds it up.
            Some(_) => Keeping::default(),
            None => find_keeping(conn, practice, client, request.last_act_at, now).await?,
        };
        return Ok(ErasureResponse::waiting(client, request, keeping));
    }
    erased_at.map(|at| ErasureResponse::done(client, at)).ok_or(ApiError::NotFound)
}
