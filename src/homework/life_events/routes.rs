//! Operations on life events, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct;
use super::create::{Written, create_event};
use super::dto::{
    CorrectLifeEventRequest, CreateLifeEventRequest, LifeEventResponse, LifeEventVersionResponse,
    ListLifeEventsQuery,
};
use super::model::{EventRow, Place};
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
use crate::platform::ids::kind::{ClientId, LifeEventId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_life_event)
        .service(list_life_events)
        .service(find_life_event)
        .service(correct_life_event)
        .service(delete_life_event)
        .service(list_life_event_versions);
}

/// Log a life event
///
/// Something that happened, by its day, on the client's own time line. The care team reads it unless it is private; no partner
/// ever does. The phone makes the id, so that sending the same again answers 200 with what is there; other content under the same
/// id is a conflict, and a deleted id stays deleted.
#[utoipa::path(
    operation_id = "create_life_event",
    tag = "Journals",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateLifeEventRequest,
    responses(
        (status = 201, description = "Written", body = LifeEventResponse),
        (status = 200, description = "Was written before", body = LifeEventResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/life-events")]
async fn create_life_event(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateLifeEventRequest>,
) -> ApiResult<Either<Created<LifeEventResponse>, Tagged<LifeEventResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create_event(&actor, conn, place, &request).await;
    let event = Event::new("create_life_event", "life_event").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => {
            Either::Left(Created { location: format!("/v1/clients/{client}/life-events/{}", body.id), body })
        }
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's life events
///
/// Newest day first: the own ones for their author; for the care team those that are not private.
#[utoipa::path(
    operation_id = "list_life_events",
    tag = "Journals",
    params(("client_id" = ClientId, Path, description = "The author"), ListLifeEventsQuery),
    responses((status = 200, description = "A page of events", body = Page<LifeEventResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/life-events")]
async fn list_life_events(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListLifeEventsQuery>,
) -> ApiResult<Page<LifeEventResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_life_events", &(client, filter.bound()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_events(conn, &reader, client, &filter, after),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_life_events", "life_event").of_client(client);
    let (found, key) = actor.read(event, list).await?;
    let order = |row: &EventRow| (row.happened_on, row.id);
    let audience = audience(&reader);
    let open = |row: EventRow| row.told(reader.practice, audience, &key).map(LifeEventResponse::from);
    Page::cut(found, filter.limit, &sealing, order, open)
}

/// Read a life event
///
/// For its author, and for the care team where it is not private.
#[utoipa::path(
    operation_id = "find_life_event",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("event_id" = LifeEventId, Path, description = "The event")
    ),
    responses((status = 200, description = "The event", body = LifeEventResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/life-events/{event_id}")]
async fn find_life_event(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, LifeEventId)>,
) -> ApiResult<Tagged<LifeEventResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_event(conn, &reader, client, id), actor.key(conn))?;
        found.ok_or(ApiError::NotFound)?.told(reader.practice, audience(&reader), &key)
    };
    let event = Event::new("find_life_event", "life_event").on(id).of_client(client);
    actor.read(event, find).await.map(|told| Tagged(told.into()))
}

/// Correct a life event
///
/// By its author: replaces day and title, and the visibility where one is given; the earlier state is kept as a version. Changing
/// nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_life_event",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("event_id" = LifeEventId, Path, description = "The event"), IfMatchHeader),
    request_body = CorrectLifeEventRequest,
    responses((status = 200, description = "The event as it is now", body = LifeEventResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/life-events/{event_id}")]
async fn correct_life_event(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, LifeEventId)>,
    change: Change<CorrectLifeEventRequest>,
) -> ApiResult<Tagged<LifeEventResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_event(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_life_event", "life_event").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a life event
///
/// By its author. Nobody reads it any more, and its id stays taken.
#[utoipa::path(
    operation_id = "delete_life_event",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("event_id" = LifeEventId, Path, description = "The event"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/life-events/{event_id}")]
async fn delete_life_event(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, LifeEventId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_event(&actor, conn, place, version.0).await;
    let event = Event::new("delete_life_event", "life_event").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a life event
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_life_event_versions",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("event_id" = LifeEventId, Path, description = "The event"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<LifeEventVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/life-events/{event_id}/versions")]
async fn list_life_event_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, LifeEventId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<LifeEventVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_life_event_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_event(conn, &reader, client, id),
            list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.ok_or(ApiError::NotFound)?;
        Ok((versions, key))
    };
    let event = Event::new("list_life_event_versions", "life_event").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let audience = audience(&reader);
    let open = |row: VersionRow| row.open(place, audience, &key);
    Page::cut(rows, limit, &sealing, |row| row.told(audience), open)
}
