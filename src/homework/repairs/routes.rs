//! Operations on repairs, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct;
use super::create::{Written, create_repair as create};
use super::dto::{
    CorrectRepairRequest, CreateRepairRequest, RepairResponse, RepairVersionResponse,
    UpdateFollowThroughRequest,
};
use super::queries;
use super::state::Place;
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
use crate::platform::ids::kind::{ClientId, RepairId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_repair)
        .service(list_repairs)
        .service(find_repair)
        .service(correct_repair)
        .service(delete_repair)
        .service(update_follow_through)
        .service(list_repair_versions);
}

/// Write down a repair
///
/// An attempt to repair, with or without a recorded rupture, also one that happened face to face. With `visibility` `partner`
/// it is sent to the partner, who never learns which rupture it is linked to. The phone makes the id, so that sending the same
/// again answers 200 with what is there; other content under the same id is a conflict, and a deleted id stays deleted.
#[utoipa::path(
    operation_id = "create_repair",
    tag = "Repairs",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateRepairRequest,
    responses(
        (status = 201, description = "Written", body = RepairResponse),
        (status = 200, description = "Was written before", body = RepairResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/repairs")]
async fn create_repair(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateRepairRequest>,
) -> ApiResult<Either<Created<RepairResponse>, Tagged<RepairResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create(&actor, conn, place, &request).await;
    let event = Event::new("create_repair", "repair").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => {
            Either::Left(Created { location: format!("/v1/clients/{client}/repairs/{}", body.id), body })
        }
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's repairs
///
/// Newest day first: the own ones for their author; for the care team those that are not private. What a partner shares is
/// listed below the couple.
#[utoipa::path(
    operation_id = "list_repairs",
    tag = "Repairs",
    params(("client_id" = ClientId, Path, description = "The author"), PageQuery),
    responses((status = 200, description = "A page of repairs", body = Page<RepairResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/repairs")]
async fn list_repairs(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<RepairResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_repairs", &client);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_repairs(conn, &reader, client, after, limit),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let (found, key) = actor.read(Event::new("list_repairs", "repair").of_client(client), list).await?;
    let order = |(row, ..): &queries::Read| (row.local_date, row.id);
    let by = audience(&reader);
    Page::cut(found, limit, &sealing, order, |found| open(found, reader.practice, by, &key))
}

/// Read a repair
///
/// As its author wrote it.
#[utoipa::path(
    operation_id = "find_repair",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("repair_id" = RepairId, Path, description = "The repair")
    ),
    responses((status = 200, description = "The repair", body = RepairResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/repairs/{repair_id}")]
async fn find_repair(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, RepairId)>,
) -> ApiResult<Tagged<RepairResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_repair(conn, &reader, client, id), actor.key(conn))?;
        open(found.ok_or(ApiError::NotFound)?, reader.practice, audience(&reader), &key)
    };
    let event = Event::new("find_repair", "repair").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Correct a repair
///
/// By its author: replaces the link, the four parts, what is promised and the visibility; the earlier state is kept as a version.
/// A wider visibility sends it to the partner. A narrower one takes back: it disappears from the partner's device, which can be
/// noticed, and `can_be_noticed` says so. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_repair",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("repair_id" = RepairId, Path, description = "The repair"), IfMatchHeader),
    request_body = CorrectRepairRequest,
    responses((status = 200, description = "The repair as it is now", body = RepairResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/repairs/{repair_id}")]
async fn correct_repair(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, RepairId)>,
    change: Change<CorrectRepairRequest>,
) -> ApiResult<Tagged<RepairResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_repair(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_repair", "repair").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a repair
///
/// By its author. Nobody reads it any more, and its id stays taken. What was shared disappears from the partner's device, which
/// can be noticed.
#[utoipa::path(
    operation_id = "delete_repair",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("repair_id" = RepairId, Path, description = "The repair"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/repairs/{repair_id}")]
async fn delete_repair(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, RepairId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_repair(&actor, conn, place, version.0).await;
    let event = Event::new("delete_repair", "repair").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// Say whether a promise was kept
///
/// By its author: what became of what the repair promised, as part of it. Saying it again replaces it; the earlier state is kept
/// as a version.
#[utoipa::path(
    operation_id = "update_follow_through",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("repair_id" = RepairId, Path, description = "The repair"), IfMatchHeader),
    request_body = UpdateFollowThroughRequest,
    responses((status = 200, description = "The repair as it is now", body = RepairResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/repairs/{repair_id}/follow-through")]
async fn update_follow_through(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, RepairId)>,
    change: Change<UpdateFollowThroughRequest>,
) -> ApiResult<Tagged<RepairResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write =
        async |conn: Conn<'_>| correct::update_follow_through(&actor, conn, place, version, &body).await;
    let event = Event::new("update_follow_through", "repair").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// List earlier versions of a repair
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_repair_versions",
    tag = "Repairs",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("repair_id" = RepairId, Path, description = "The repair"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<RepairVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/repairs/{repair_id}/versions")]
async fn list_repair_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, RepairId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<RepairVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_repair_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_repair(conn, &reader, client, id),
            queries::list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.map(|_| (versions, key)).ok_or(ApiError::NotFound)
    };
    let event = Event::new("list_repair_versions", "repair").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let by = audience(&reader);
    Page::cut(rows, limit, &sealing, |row| row.told(by), |row| open_version(row, place, by, &key))
}
