//! Operations on check-ins, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct::{self, queries::list_versions};
use super::create::{Written, create_check_in as create};
use super::dto::{
    CheckInResponse, CheckInVersionResponse, CorrectCheckInRequest, CreateCheckInRequest, ListCheckInsQuery,
};
use super::queries;
use super::state::Place;
use super::views::{open_read, open_version};
use crate::homework::assignments::reaches_client;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Conflict, Created, IfMatch, IfMatchHeader, NoContent, Page, PageQuery,
    Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{CheckInId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_check_in)
        .service(list_check_ins)
        .service(find_check_in)
        .service(correct_check_in)
        .service(delete_check_in)
        .service(list_check_in_versions);
}

/// Check in
///
/// One act, written by the person who did it. The phone makes the id, so that sending the same again answers 200 with
/// what is there; other content under the same id is a conflict, and a deleted id stays deleted.
#[utoipa::path(
    operation_id = "create_check_in",
    tag = "Check-ins",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateCheckInRequest,
    responses(
        (status = 201, description = "Written", body = CheckInResponse),
        (status = 200, description = "Was written before", body = CheckInResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/check-ins")]
async fn create_check_in(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateCheckInRequest>,
) -> ApiResult<Either<Created<CheckInResponse>, Tagged<CheckInResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create(&actor, conn, place, &request).await;
    let event = Event::new("create_check_in", "check_in").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => {
            Either::Left(Created { location: format!("/v1/clients/{client}/check-ins/{}", body.id), body })
        }
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's check-ins
///
/// Newest day first: the own ones for their author; for the care team those that are not private. What a partner
/// shares is listed below the couple.
#[utoipa::path(
    operation_id = "list_check_ins",
    tag = "Check-ins",
    params(("client_id" = ClientId, Path, description = "The author"), ListCheckInsQuery),
    responses((status = 200, description = "A page of check-ins", body = Page<CheckInResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/check-ins")]
async fn list_check_ins(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListCheckInsQuery>,
) -> ApiResult<Page<CheckInResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_check_ins", &(client, filter.bound()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_check_ins(conn, &reader, client, &filter, after),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let (found, key) = actor.read(Event::new("list_check_ins", "check_in").of_client(client), list).await?;
    let order = |found: &queries::Read| (found.0.local_date, found.0.id);
    let audience = queries::audience(&reader);
    Page::cut(found, filter.limit, &sealing, order, |found| open_read(found, reader.practice, audience, &key))
}

/// Read a check-in
///
/// The act, and its personal part where that may be read.
#[utoipa::path(
    operation_id = "find_check_in",
    tag = "Check-ins",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("check_in_id" = CheckInId, Path, description = "The check-in")
    ),
    responses((status = 200, description = "The check-in", body = CheckInResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/check-ins/{check_in_id}")]
async fn find_check_in(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, CheckInId)>,
) -> ApiResult<Tagged<CheckInResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_check_in(conn, &reader, client, id), actor.key(conn))?;
        open_read(found.ok_or(ApiError::NotFound)?, reader.practice, queries::audience(&reader), &key)
    };
    let event = Event::new("find_check_in", "check_in").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Correct a check-in
///
/// By its author: replaces outcome, count, minutes, visibility and the personal part; the earlier state is kept as a
/// version. Sharing with the partner makes a new shared id. A narrower visibility takes back: it disappears from the
/// partner's device, which can be noticed, and `can_be_noticed` says so. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_check_in",
    tag = "Check-ins",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("check_in_id" = CheckInId, Path, description = "The check-in"), IfMatchHeader),
    request_body = CorrectCheckInRequest,
    responses((status = 200, description = "The check-in as it is now", body = CheckInResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/check-ins/{check_in_id}")]
async fn correct_check_in(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, CheckInId)>,
    change: Change<CorrectCheckInRequest>,
) -> ApiResult<Tagged<CheckInResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_check_in(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_check_in", "check_in").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a check-in
///
/// By its author. Nobody reads it any more, and its id stays taken. What was shared disappears from the partner's device,
/// which can be noticed.
#[utoipa::path(
    operation_id = "delete_check_in",
    tag = "Check-ins",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("check_in_id" = CheckInId, Path, description = "The check-in"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/check-ins/{check_in_id}")]
async fn delete_check_in(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, CheckInId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_check_in(&actor, conn, place, version.0).await;
    let event = Event::new("delete_check_in", "check_in").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a check-in
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_check_in_versions",
    tag = "Check-ins",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("check_in_id" = CheckInId, Path, description = "The check-in"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<CheckInVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/check-ins/{check_in_id}/versions")]
async fn list_check_in_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, CheckInId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<CheckInVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_check_in_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_check_in(conn, &reader, client, id),
            list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        let (current, ..) = current.ok_or(ApiError::NotFound)?;
        Ok((versions, current.couple_ended_at.is_some(), key))
    };
    let event = Event::new("list_check_in_versions", "check_in").on(id).of_client(client);
    let (rows, couple_ended, key) = actor.read(event, list).await?;
    let audience = queries::audience(&reader);
    let open = |row| open_version(row, place, audience, couple_ended, &key);
    Page::cut(rows, limit, &sealing, |row| row.told(audience), open)
}
