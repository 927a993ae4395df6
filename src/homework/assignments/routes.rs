//! Operations on assignments.

use actix_web::{get, post, web};

use super::create::create_assignment;
use super::dto::{
    AssignedItemResponse, AssignmentResponse, CreateAssignmentRequest, ListAssignmentsQuery, RevisionResponse,
};
use super::queries::{self, Of};
use crate::identity::actor::{Access, Actor, ClinicianOrClient, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, Page, PageQuery, Routes, Tagged,
    Valid, ValidQuery,
};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(find_assignment)
        .service(list_client_assignments)
        .service(create_client_assignment)
        .service(create_couple_assignment)
        .service(list_couple_assignments)
        .service(find_assigned_item)
        .service(list_assignment_revisions);
}

/// Assign homework to a client
///
/// Pins the published version of a library item. What is left out comes from the item, the client and the practice.
#[utoipa::path(
    operation_id = "create_client_assignment",
    tag = "Assignments",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    request_body = CreateAssignmentRequest,
    responses((status = 201, description = "Assigned", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/assignments")]
async fn create_client_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateAssignmentRequest>,
) -> ApiResult<Created<AssignmentResponse>> {
    let (client, new) = (path.into_inner(), AssignmentId::generate());
    let context = Context::Client(client);
    let create = async |conn: Conn<'_>| create_assignment(&actor, conn, &key, new, context, &body.0).await;
    let event = Event::new("create_client_assignment", "assignment").on(new).of_client(client);
    actor.write(event, create).await.map(made)
}

/// Assign homework to a couple
///
/// Together, each or either; both partners get it at once. What is left out comes from the item and the practice. Where the
/// practice wants an agreement, homework of which one act counts for both is 409 `agreement_needed` until both have signed
/// the current one.
#[utoipa::path(
    operation_id = "create_couple_assignment",
    tag = "Assignments",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = CreateAssignmentRequest,
    responses((status = 201, description = "Assigned", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/assignments")]
async fn create_couple_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<CreateAssignmentRequest>,
) -> ApiResult<Created<AssignmentResponse>> {
    let (couple, new) = (path.into_inner(), AssignmentId::generate());
    let context = Context::Couple(couple);
    let create = async |conn: Conn<'_>| create_assignment(&actor, conn, &key, new, context, &body.0).await;
    let event = Event::new("create_couple_assignment", "assignment").on(new).of_couple(couple);
    actor.write(event, create).await.map(made)
}

fn made(body: AssignmentResponse) -> Created<AssignmentResponse> {
    Created { location: format!("/v1/assignments/{}", body.id), body }
}

/// Read an assignment
///
/// Under its newest terms. Both partners of a couple read the same.
#[utoipa::path(
    operation_id = "find_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment")),
    responses((status = 200, description = "The assignment", body = AssignmentResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}")]
async fn find_assignment(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<AssignmentId>,
) -> ApiResult<Tagged<AssignmentResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (row, key) =
            futures_util::try_join!(queries::find_assignment(conn, &reader, id), actor.key(conn))?;
        AssignmentResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    actor.read(Event::new("find_assignment", "assignment").on(id), find).await.map(Tagged)
}

/// List a client's assignments
///
/// The client's own, and those of its couples as far as the caller may see them, oldest first.
#[utoipa::path(
    operation_id = "list_client_assignments",
    tag = "Assignments",
    params(("client_id" = ClientId, Path, description = "The client"), ListAssignmentsQuery),
    responses((status = 200, description = "A page of assignments", body = Page<AssignmentResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/assignments")]
async fn list_client_assignments(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListAssignmentsQuery>,
) -> ApiResult<Page<AssignmentResponse>> {
    let client = path.into_inner();
    let event = Event::new("list_client_assignments", "assignment").of_client(client);
    list(&actor, event, Of::Client(client), query.0).await
}

/// List a couple's assignments
///
/// Oldest first; both partners read the same.
#[utoipa::path(
    operation_id = "list_couple_assignments",
    tag = "Assignments",
    params(("couple_id" = CoupleId, Path, description = "The couple"), ListAssignmentsQuery),
    responses((status = 200, description = "A page of assignments", body = Page<AssignmentResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/assignments")]
async fn list_couple_assignments(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<ListAssignmentsQuery>,
) -> ApiResult<Page<AssignmentResponse>> {
    let couple = path.into_inner();
    let event = Event::new("list_couple_assignments", "assignment").of_couple(couple);
    list(&actor, event, Of::Couple(couple), query.0).await
}

async fn list(
    actor: &Actor<ClinicianOrClient>,
    event: Event,
    of: Of,
    query: ListAssignmentsQuery,
) -> ApiResult<Page<AssignmentResponse>> {
    let ListAssignmentsQuery { status, limit, cursor } = query;
    let sealing = actor.cursor("list_assignments", &(of, &status));
    let after = sealing.open(cursor.as_ref())?;
    let reader = actor.reader();
    let load = async |conn: Conn<'_>| {
        // A partner's list is the partner's: what both share is below the couple.
        if matches!(of, Of::Client(client) if reader.client && client != reader.member) {
            return Err(ApiError::NotFound);
        }
        let (rows, key) = futures_util::try_join!(
            queries::list_assignments(conn, &reader, of, &status, after, limit),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if rows.is_empty() && !queries::reaches(conn, &reader, of).await? {
            return Err(ApiError::NotFound);
        }
        Ok((rows, key))
    };
    let (rows, key) = actor.read(event, load).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| AssignmentResponse::open(row, reader.practice, &key))
}

/// Read the item of an assignment
///
/// The content of the pinned library version, for those who get it and those who care for them.
#[utoipa::path(
    operation_id = "find_assigned_item",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment")),
    responses((status = 200, description = "The pinned item", body = AssignedItemResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}/item")]
async fn find_assigned_item(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<AssignmentId>,
) -> ApiResult<Tagged<AssignedItemResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find =
        async |conn: Conn<'_>| queries::find_pinned_item(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    actor.read(Event::new("find_assigned_item", "assignment").on(id), find).await.map(Tagged)
}

/// List the revisions of an assignment
///
/// What was asked from which day on, newest first.
#[utoipa::path(
    operation_id = "list_assignment_revisions",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), PageQuery),
    responses((status = 200, description = "A page of revisions", body = Page<RevisionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}/revisions")]
async fn list_assignment_revisions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<AssignmentId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<RevisionResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_assignment_revisions", &id);
    let before = sealing.open(cursor.as_ref())?;
    let load = async |conn: Conn<'_>| {
        let (rows, key) = futures_util::try_join!(
            queries::list_revisions(conn, &reader, id, before, limit),
            actor.key(conn)
        )?;
        // Every assignment has a revision: a first page without one is an assignment that is not there.
        if rows.is_empty() && before.is_none() { Err(ApiError::NotFound) } else { Ok((rows, key)) }
    };
    let (rows, key) = actor.read(Event::new("list_assignment_revisions", "assignment").on(id), load).await?;
    Page::cut(
        rows,
        limit,
        &sealing,
        |row| row.number,
        |row| RevisionResponse::open(row, reader.practice, &key),
    )
}
