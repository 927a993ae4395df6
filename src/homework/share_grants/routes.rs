//! Operations on share grants.

use actix_web::{get, post, put, web};

use super::dto::{CreateShareGrantRequest, ShareGrantResponse};
use super::give::give;
use super::model::GrantRow;
use super::queries;
use crate::homework::assignments::reaches_client;
use crate::homework::check_ins;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::people::safety;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, Page, PageQuery, Routes, Tagged,
    Valid, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, ShareGrantId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_share_grant)
        .service(list_share_grants)
        .service(find_share_grant)
        .service(end_share_grant)
        .service(take_back_share_grant);
}

/// Give a share grant
///
/// By an author, alone: from now on new check-ins of this assignment, or of every homework of this kind, go to the
/// partner where they name no visibility; one that they name always wins. Words are not shared by it. It is for homework
/// of the couple in which each counts alone (what is done together is shared anyway), never for a protective limit. The
/// partner is not told, and it ends with the couple.
#[utoipa::path(
    operation_id = "create_share_grant",
    tag = "Sharing",
    params(("client_id" = ClientId, Path, description = "The author"), IdempotencyKeyHeader),
    request_body = CreateShareGrantRequest,
    responses((status = 201, description = "Given", body = ShareGrantResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/share-grants")]
async fn create_share_grant(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateShareGrantRequest>,
) -> ApiResult<Created<ShareGrantResponse>> {
    let (client, Valid(request), new) = (path.into_inner(), body, ShareGrantId::generate());
    let create = async |conn: Conn<'_>| give(&actor, conn, &key, client, new, &request).await;
    let event = Event::new("create_share_grant", "share_grant").on(new).of_client(client);
    let row = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/clients/{client}/share-grants/{}", row.id), body: row.into() })
}

/// List share grants
///
/// Of one author, ended ones too, the newest first: for the author, and for the care team of the couple. A partner's are
/// not told.
#[utoipa::path(
    operation_id = "list_share_grants",
    tag = "Sharing",
    params(("client_id" = ClientId, Path, description = "The author"), PageQuery),
    responses((status = 200, description = "A page of share grants", body = Page<ShareGrantResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/share-grants")]
async fn list_share_grants(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ShareGrantResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_share_grants", &client);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, reaches) = futures_util::try_join!(
            queries::list_grants(conn, &reader, client, before, limit),
            reaches_client(conn, &reader, client)
        )?;
        if reaches { Ok(rows) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_share_grants", "share_grant").of_client(client);
    let rows = actor.read(event, list).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| Ok(row.into()))
}

/// Read a share grant
///
/// For its author, and for the care team of the couple.
#[utoipa::path(
    operation_id = "find_share_grant",
    tag = "Sharing",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("grant_id" = ShareGrantId, Path, description = "The share grant")
    ),
    responses((status = 200, description = "The share grant", body = ShareGrantResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/share-grants/{grant_id}")]
async fn find_share_grant(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, ShareGrantId)>,
) -> ApiResult<Tagged<ShareGrantResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        queries::find_grant(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)
    };
    let event = Event::new("find_share_grant", "share_grant").on(id).of_client(client);
    Ok(Tagged(actor.read(event, find).await?.into()))
}

/// Stop sharing from now on
///
/// Ends the grant at once and in silence: nothing new goes to the partner by it, and what the partner has stays. Ending
/// it twice changes nothing more.
#[utoipa::path(
    operation_id = "end_share_grant",
    tag = "Sharing",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("grant_id" = ShareGrantId, Path, description = "The share grant")
    ),
    responses((status = 200, description = "The share grant, ended", body = ShareGrantResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/share-grants/{grant_id}/end")]
async fn end_share_grant(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, ShareGrantId)>,
) -> ApiResult<Tagged<ShareGrantResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let end = async |conn: Conn<'_>| {
        own_grant(&actor, conn, client, id).await?;
        // What is being written is there before the end is, or does not go by this grant.
        safety::shut_and_ask(conn, reader.practice, client).await?;
        queries::end_grant(conn, reader.practice, id, actor.now()).await?;
        own_grant(&actor, conn, client, id).await
    };
    let event = Event::new("end_share_grant", "share_grant").on(id).of_client(client);
    Ok(Tagged(actor.write(event, end).await?.into()))
}

/// Take back what a grant shared
///
/// Ends the grant, and everything that was shared through it and still is disappears from the partner's device; its author and
/// the care team keep it. That can be noticed, and the answer says so. It can be done after the grant has ended, too.
#[utoipa::path(
    operation_id = "take_back_share_grant",
    tag = "Sharing",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("grant_id" = ShareGrantId, Path, description = "The share grant")
    ),
    responses((status = 200, description = "The share grant, with what was taken back", body = ShareGrantResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/share-grants/{grant_id}/taking-back")]
async fn take_back_share_grant(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, ShareGrantId)>,
) -> ApiResult<Tagged<ShareGrantResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let take_back = async |conn: Conn<'_>| {
        let before = own_grant(&actor, conn, client, id).await?;
        let count = check_ins::take_back(&actor, conn, client, id).await?;
        if before.taken_back_at.is_none() || count > 0 {
            queries::note_taken_back(conn, reader.practice, id, count, actor.now()).await?;
        }
        own_grant(&actor, conn, client, id).await
    };
    let event = Event::new("take_back_share_grant", "share_grant").on(id).of_client(client);
    Ok(Tagged(actor.write(event, take_back).await?.into()))
}

async fn own_grant(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    client: ClientId,
    id: ShareGrantId,
) -> ApiResult<GrantRow> {
    queries::find_grant(conn, &actor.reader(), client, id).await?.ok_or(ApiError::NotFound)
}
