//! Operations on boundaries, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct;
use super::create::{Written, make_boundary};
use super::dto::{
    BoundaryResponse, BoundaryVersionResponse, CorrectBoundaryRequest, CreateBoundaryRequest,
    ListBoundariesQuery,
};
use super::model::Place;
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
use crate::platform::ids::kind::{BoundaryId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_boundary)
        .service(list_boundaries)
        .service(find_boundary)
        .service(correct_boundary)
        .service(end_boundary)
        .service(delete_boundary)
        .service(list_boundary_versions);
}

/// Write a boundary
///
/// A limit that its author sets, made from a boundary script. One for connection needs a plan for closeness; a protective one
/// never asks for closeness, and is between its author and the care team. The phone makes the id, so that sending the same
/// again answers 200 with what is there; other content under the same id is a conflict, and a deleted id stays deleted.
#[utoipa::path(
    operation_id = "create_boundary",
    tag = "Boundaries",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateBoundaryRequest,
    responses(
        (status = 201, description = "Written", body = BoundaryResponse),
        (status = 200, description = "Was written before", body = BoundaryResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/boundaries")]
async fn create_boundary(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateBoundaryRequest>,
) -> ApiResult<Either<Created<BoundaryResponse>, Tagged<BoundaryResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| make_boundary(&actor, conn, place, &request).await;
    let event = Event::new("create_boundary", "boundary").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => {
            Either::Left(Created { location: format!("/v1/clients/{client}/boundaries/{}", body.id), body })
        }
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's boundaries
///
/// Newest day first: the own ones for their author; for the care team those that are not private. What a partner shares is
/// listed below the couple.
#[utoipa::path(
    operation_id = "list_boundaries",
    tag = "Boundaries",
    params(("client_id" = ClientId, Path, description = "The author"), ListBoundariesQuery),
    responses((status = 200, description = "A page of boundaries", body = Page<BoundaryResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundaries")]
async fn list_boundaries(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListBoundariesQuery>,
) -> ApiResult<Page<BoundaryResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_boundaries", &(client, filter.bound()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_boundary_rows(conn, &reader, client, &filter, after),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_boundaries", "boundary").of_client(client);
    let (found, key) = actor.read(event, list).await?;
    let order = |found: &queries::Read| (found.0.local_date, found.0.id);
    let audience = audience(&reader);
    let open = |(row, copied)| BoundaryResponse::open(row, copied, reader.practice, audience, &key);
    Page::cut(found, filter.limit, &sealing, order, open)
}

/// Read a boundary
///
/// With the script that it was made from.
#[utoipa::path(
    operation_id = "find_boundary",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("boundary_id" = BoundaryId, Path, description = "The boundary")
    ),
    responses((status = 200, description = "The boundary", body = BoundaryResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundaries/{boundary_id}")]
async fn find_boundary(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, BoundaryId)>,
) -> ApiResult<Tagged<BoundaryResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_boundary_row(conn, &reader, client, id), actor.key(conn))?;
        let (row, copied) = found.ok_or(ApiError::NotFound)?;
        BoundaryResponse::open(row, copied, reader.practice, audience(&reader), &key)
    };
    let event = Event::new("find_boundary", "boundary").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Correct a boundary
///
/// By its author: replaces what it says, and its visibility where one is given; the earlier state is kept as a version.
/// Sharing with the partner makes a new shared id. A narrower visibility takes back: it disappears from the partner's
/// device, which can be noticed, and `can_be_noticed` says so. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_boundary",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("boundary_id" = BoundaryId, Path, description = "The boundary"), IfMatchHeader),
    request_body = CorrectBoundaryRequest,
    responses((status = 200, description = "The boundary as it is now", body = BoundaryResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/boundaries/{boundary_id}")]
async fn correct_boundary(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, BoundaryId)>,
    change: Change<CorrectBoundaryRequest>,
) -> ApiResult<Tagged<BoundaryResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::change_boundary(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_boundary", "boundary").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// End a boundary
///
/// By its author: it stays readable as it was, and no use begins any more. One that has ended stays as it is.
#[utoipa::path(
    operation_id = "end_boundary",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("boundary_id" = BoundaryId, Path, description = "The boundary"), IfMatchHeader),
    responses((status = 200, description = "The boundary as it is now", body = BoundaryResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/boundaries/{boundary_id}/end")]
async fn end_boundary(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, BoundaryId)>,
    version: IfMatch,
) -> ApiResult<Tagged<BoundaryResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let end = async |conn: Conn<'_>| correct::end_boundary(&actor, conn, place, version.0).await;
    let event = Event::new("end_boundary", "boundary").on(id).of_client(client);
    actor.write(event, end).await.map(Tagged)
}

/// Delete a boundary
///
/// By its author. Nobody reads it any more, nor its uses, and its id stays taken. What was shared disappears from the partner's device,
/// which can be noticed.
#[utoipa::path(
    operation_id = "delete_boundary",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("boundary_id" = BoundaryId, Path, description = "The boundary"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/boundaries/{boundary_id}")]
async fn delete_boundary(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, BoundaryId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::remove_boundary(&actor, conn, place, version.0).await;
    let event = Event::new("delete_boundary", "boundary").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a boundary
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_boundary_versions",
    tag = "Boundaries",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("boundary_id" = BoundaryId, Path, description = "The boundary"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<BoundaryVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundaries/{boundary_id}/versions")]
async fn list_boundary_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, BoundaryId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<BoundaryVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_boundary_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_boundary_row(conn, &reader, client, id),
            list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.ok_or(ApiError::NotFound)?;
        Ok((versions, key))
    };
    let event = Event::new("list_boundary_versions", "boundary").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let audience = audience(&reader);
    let open = |row: VersionRow| row.open(place, audience, &key);
    Page::cut(rows, limit, &sealing, |row| row.told(audience), open)
}
