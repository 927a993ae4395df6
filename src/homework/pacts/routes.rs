//! Operations on pacts.

use actix_web::{get, post, put, web};

use super::dto::{CreatePactRequest, PactResponse};
use super::queries;
use super::view::{Homework, open_all, open_one};
use super::write::{accept_pact as accept, write_pact};
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader, Number, Page,
    PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::AssignmentId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_pact).service(list_pacts).service(find_pact).service(accept_pact);
}

/// Write a pact
///
/// A new version of what a couple agrees on, by either partner, as the document of a boundary script for connection that
/// the couple does together. It takes the place of the version that `replaces` names; where that is not the newest one any
/// more, the answer is 409. Nothing is in force until both have accepted the new version, its writer too.
#[utoipa::path(
    operation_id = "create_pact",
    tag = "Pacts",
    params(("assignment_id" = AssignmentId, Path, description = "The homework"), IdempotencyKeyHeader),
    request_body = CreatePactRequest,
    responses((status = 201, description = "Written", body = PactResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/assignments/{assignment_id}/pacts")]
async fn create_pact(
    actor: Actor<ClientOnly>,
    path: web::Path<AssignmentId>,
    key: IdempotencyKey,
    body: Valid<CreatePactRequest>,
) -> ApiResult<Created<PactResponse>> {
    let (assignment, Valid(request)) = (path.into_inner(), body);
    let write = async |conn: Conn<'_>| write_pact(&actor, conn, &key, assignment, &request).await;
    let event = Event::new("create_pact", "pact").on(assignment).of_client(actor.membership());
    let body = actor.write(event, write).await?;
    Ok(Created { location: format!("/v1/assignments/{assignment}/pacts/{}", body.number), body })
}

/// List pacts
///
/// All versions of what a couple agrees on for this homework, the newest first, as far as the caller may read them.
#[utoipa::path(
    operation_id = "list_pacts",
    tag = "Pacts",
    params(("assignment_id" = AssignmentId, Path, description = "The homework"), PageQuery),
    responses((status = 200, description = "A page of pacts", body = Page<PactResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}/pacts")]
async fn list_pacts(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<AssignmentId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<PactResponse>> {
    let (assignment, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_pacts", &assignment);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (homework, rows, key) = futures_util::try_join!(
            Homework::find(conn, &reader, assignment, actor.now()),
            queries::list_pacts(conn, &reader, assignment, before, limit),
            actor.key(conn)
        )?;
        open_all(conn, &reader, &homework.ok_or(ApiError::NotFound)?, rows, &key).await
    };
    let event = Event::new("list_pacts", "pact").on(assignment);
    let answers = actor.read(event, list).await?;
    Page::cut(answers, limit, &sealing, |one| one.number, Ok)
}

/// Read a pact
///
/// One version. A partner reads the own acceptance and whether the version is in force, not whether the other has accepted.
#[utoipa::path(
    operation_id = "find_pact",
    tag = "Pacts",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The homework"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000)
    ),
    responses((status = 200, description = "The pact", body = PactResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}/pacts/{number}")]
async fn find_pact(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(AssignmentId, Number)>,
) -> ApiResult<Tagged<PactResponse>> {
    let ((assignment, Number(number)), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (homework, row, key) = futures_util::try_join!(
            Homework::find(conn, &reader, assignment, actor.now()),
            queries::find_pact(conn, &reader, assignment, number),
            actor.key(conn)
        )?;
        let (Some(homework), Some(row)) = (homework, row) else { return Err(ApiError::NotFound) };
        open_one(conn, &reader, &homework, row, &key).await
    };
    let event = Event::new("find_pact", "pact").on(assignment);
    actor.read(event, find).await.map(Tagged)
}

/// Accept a pact
///
/// By one partner, of the newest version. The other is told only that it is in force, once both have accepted it. Who no longer
/// agrees writes a new version. Accepting again changes nothing that the caller is told.
#[utoipa::path(
    operation_id = "accept_pact",
    tag = "Pacts",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The homework"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000),
        IfMatchHeader),
    responses((status = 200, description = "The pact, accepted", body = PactResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/pacts/{number}/acceptance")]
async fn accept_pact(
    actor: Actor<ClientOnly>,
    path: web::Path<(AssignmentId, Number)>,
    version: IfMatch,
) -> ApiResult<Tagged<PactResponse>> {
    let (assignment, Number(number)) = path.into_inner();
    let give = async |conn: Conn<'_>| accept(&actor, conn, (assignment, number), version.0).await;
    let event = Event::new("accept_pact", "pact").on(assignment).of_client(actor.membership());
    actor.write(event, give).await.map(Tagged)
}
