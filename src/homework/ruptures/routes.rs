//! Operations on ruptures, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct;
use super::create::{Written, create_rupture as create};
use super::dto::{CorrectRuptureRequest, CreateRuptureRequest, RuptureResponse, RuptureVersionResponse};
use super::model::Place;
use super::queries;
use super::views::{open, open_version};
use crate::homework::assignments::reaches_client;
use crate::homework::check_ins::audience;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Conflict, Created, IfMatch, IfMatchHeader, NoContent, Page, PageQuery,
    Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, RuptureId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_rupture)
        .service(list_ruptures)
        .service(find_rupture)
        .service(correct_rupture)
        .service(delete_rupture)
        .service(list_rupture_versions);
}

/// Write down a rupture
///
/// That something hurt, by the person who felt it: private, unless its author says otherwise. The phone makes the id, so that
/// sending the same again answers 200 with what is there; other content under the same id is a conflict, and a deleted id
/// stays deleted.
#[utoipa::path(
    operation_id = "create_rupture",
    tag = "Repairs",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateRuptureRequest,
    responses(
        (status = 201, description = "Written", body = RuptureResponse),
        (status = 200, description = "Was written before", body = RuptureResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/ruptures")]
async fn create_rupture(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateRuptureRequest>,
) -> ApiResult<Either<Created<RuptureResponse>, Tagged<RuptureResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create(&actor, conn, place, &request).await;
    let event = Event::new("create_rupture", "rupture").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => {
            Either::Left(Created { location: format!("/v1/clients/{client}/ruptures/{}", body.id), body })
        }
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's ruptures
///
/// Newest day first: the own ones for their author; for the care team those that are not private. What a partner shares is
/// listed below the couple.
#[utoipa::path(
    operation_id = "list_ruptures",
    tag = "Repairs",
    params(("client_id" = ClientId, Path, description = "The author"), PageQuery),
    responses((status = 200, description = "A page of ruptures", body = Page<RuptureResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/ruptures")]
async fn list_ruptures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<RuptureResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_ruptures", &client);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_ruptures(conn, &reader, client, after, limit),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let (found, key) = actor.read(Event::new("list_ruptures", "rupture").of_client(client), list).await?;
    let order = |(row, _): &queries::Read| (row.local_date, row.id);
    let by = audience(&reader);
    Page::cut(found, limit, &sealing, order, |found| open(found, reader.practice, by, &key))
}

/// Read a rupture
///
/// As its author wrote it.
#[utoipa::path(
    operation_id = "find_rupture",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("rupture_id" = RuptureId, Path, description = "The rupture")
    ),
    responses((status = 200, description = "The rupture", body = RuptureResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/ruptures/{rupture_id}")]
async fn find_rupture(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, RuptureId)>,
) -> ApiResult<Tagged<RuptureResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_rupture(conn, &reader, client, id), actor.key(conn))?;
        open(found.ok_or(ApiError::NotFound)?, reader.practice, audience(&reader), &key)
    };
    let event = Event::new("find_rupture", "rupture").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Correct a rupture
///
/// By its author: replaces intensity, topic and visibility; the earlier state is kept as a version. A narrower visibility takes
/// back: it disappears from the partner's device, which can be noticed, and `can_be_noticed` says so. Changing nothing keeps
/// the version.
#[utoipa::path(
    operation_id = "correct_rupture",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("rupture_id" = RuptureId, Path, description = "The rupture"), IfMatchHeader),
    request_body = CorrectRuptureRequest,
    responses((status = 200, description = "The rupture as it is now", body = RuptureResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/ruptures/{rupture_id}")]
async fn correct_rupture(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, RuptureId)>,
    change: Change<CorrectRuptureRequest>,
) -> ApiResult<Tagged<RuptureResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_rupture(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_rupture", "rupture").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a rupture
///
/// By its author. Nobody reads it any more, and its id stays taken. What was shared disappears from the partner's device, which
/// can be noticed. A repair that was linked to it stays.
#[utoipa::path(
    operation_id = "delete_rupture",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("rupture_id" = RuptureId, Path, description = "The rupture"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/ruptures/{rupture_id}")]
async fn delete_rupture(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, RuptureId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_rupture(&actor, conn, place, version.0).await;
    let event = Event::new("delete_rupture", "rupture").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a rupture
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_rupture_versions",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("rupture_id" = RuptureId, Path, description = "The rupture"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<RuptureVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/ruptures/{rupture_id}/versions")]
async fn list_rupture_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, RuptureId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<RuptureVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_rupture_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_rupture(conn, &reader, client, id),
            queries::list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.map(|_| (versions, key)).ok_or(ApiError::NotFound)
    };
    let event = Event::new("list_rupture_versions", "rupture").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let by = audience(&reader);
    Page::cut(rows, limit, &sealing, |row| row.told(by), |row| open_version(row, place, by, &key))
}
