//! Operations on uses of boundaries, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct;
use super::create::{Written, create_use};
use super::dto::{
    BoundaryUseResponse, BoundaryUseVersionResponse, CorrectBoundaryUseRequest, CreateBoundaryUseRequest,
    ListBoundaryUsesQuery,
};
use super::model::{Place, UseRow};
use super::queries;
use super::versions::{VersionRow, list_versions};
use crate::homework::assignments::reaches_client;
use crate::homework::check_ins::audience;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Conflict, Created, IfMatch, IfMatchHeader, NoContent, Page, PageQuery,
    Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{BoundaryUseId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_boundary_use)
        .service(list_boundary_uses)
        .service(find_boundary_use)
        .service(correct_boundary_use)
        .service(delete_boundary_use)
        .service(list_boundary_use_versions);
}

/// Write a use of a boundary
///
/// When the limit began; the return is due by the boundary's plan. Private where it says nothing else, never shared with the
/// partner, and never part of a couple's figures. The phone makes the id, so that sending the same again answers 200 with what
/// is there; other content under the same id is a conflict, and a deleted id stays deleted.
#[utoipa::path(
    operation_id = "create_boundary_use",
    tag = "Boundaries",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateBoundaryUseRequest,
    responses(
        (status = 201, description = "Written", body = BoundaryUseResponse),
        (status = 200, description = "Was written before", body = BoundaryUseResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/boundary-uses")]
async fn create_boundary_use(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateBoundaryUseRequest>,
) -> ApiResult<Either<Created<BoundaryUseResponse>, Tagged<BoundaryUseResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create_use(&actor, conn, place, &request).await;
    let event = Event::new("create_boundary_use", "boundary_use").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => Either::Left(Created {
            location: format!("/v1/clients/{client}/boundary-uses/{}", body.id),
            body,
        }),
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List uses of a client's boundaries
///
/// Newest day first: the own ones for their author; for the care team those where neither the use nor the boundary is private.
#[utoipa::path(
    operation_id = "list_boundary_uses",
    tag = "Boundaries",
    params(("client_id" = ClientId, Path, description = "The author"), ListBoundaryUsesQuery),
    responses((status = 200, description = "A page of uses", body = Page<BoundaryUseResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundary-uses")]
async fn list_boundary_uses(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListBoundaryUsesQuery>,
) -> ApiResult<Page<BoundaryUseResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_boundary_uses", &(client, filter.bound()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_uses(conn, &reader, client, &filter, after),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_boundary_uses", "boundary_use").of_client(client);
    let (found, key) = actor.read(event, list).await?;
    let order = |row: &UseRow| (row.local_date, row.id);
    let audience = audience(&reader);
    let open = |row| BoundaryUseResponse::open(row, reader.practice, audience, &key);
    Page::cut(found, filter.limit, &sealing, order, open)
}

/// Read a use of a boundary
///
/// With when the return is due, and what came of it.
#[utoipa::path(
    operation_id = "find_boundary_use",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("use_id" = BoundaryUseId, Path, description = "The use")
    ),
    responses((status = 200, description = "The use", body = BoundaryUseResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundary-uses/{use_id}")]
async fn find_boundary_use(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, BoundaryUseId)>,
) -> ApiResult<Tagged<BoundaryUseResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_use(conn, &reader, client, id), actor.key(conn))?;
        let row = found.ok_or(ApiError::NotFound)?;
        BoundaryUseResponse::open(row, reader.practice, audience(&reader), &key)
    };
    let event = Event::new("find_boundary_use", "boundary_use").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Say what came of a use
///
/// By its author: replaces when the author came back, whether the closeness happened, whether the limit was respected and the
/// note, and the visibility where one is given; the earlier state is kept as a version. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_boundary_use",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("use_id" = BoundaryUseId, Path, description = "The use"), IfMatchHeader),
    request_body = CorrectBoundaryUseRequest,
    responses((status = 200, description = "The use as it is now", body = BoundaryUseResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/boundary-uses/{use_id}")]
async fn correct_boundary_use(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, BoundaryUseId)>,
    change: Change<CorrectBoundaryUseRequest>,
) -> ApiResult<Tagged<BoundaryUseResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_use(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_boundary_use", "boundary_use").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a use of a boundary
///
/// By its author. Nobody reads it any more, and its id stays taken.
#[utoipa::path(
    operation_id = "delete_boundary_use",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("use_id" = BoundaryUseId, Path, description = "The use"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/boundary-uses/{use_id}")]
async fn delete_boundary_use(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, BoundaryUseId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_use(&actor, conn, place, version.0).await;
    let event = Event::new("delete_boundary_use", "boundary_use").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a use
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_boundary_use_versions",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("use_id" = BoundaryUseId, Path, description = "The use"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<BoundaryUseVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundary-uses/{use_id}/versions")]
async fn list_boundary_use_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, BoundaryUseId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<BoundaryUseVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_boundary_use_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_use(conn, &reader, client, id),
            list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.ok_or(ApiError::NotFound)?;
        Ok((versions, key))
    };
    let event = Event::new("list_boundary_use_versions", "boundary_use").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let audience = audience(&reader);
    let open = |row: VersionRow| row.open(place, audience, &key);
    Page::cut(rows, limit, &sealing, |row| row.told(audience), open)
}
