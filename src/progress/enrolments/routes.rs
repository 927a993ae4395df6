//! Operations on enrolments, each of the care team.

use actix_web::{delete, get, post, put, web};

use super::dto::{CreateEnrolmentRequest, EnrolmentResponse};
use super::enrol::{self, Changed};
use super::queries;
use super::view;
use crate::homework::assignments::{reaches_client, reaches_couple};
use crate::identity::actor::{Access, Actor, Clinician, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader, Number, Page,
    PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, CoupleId, EnrolmentId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_client_enrolment)
        .service(create_couple_enrolment)
        .service(list_client_enrolments)
        .service(list_couple_enrolments)
        .service(find_enrolment)
        .service(pause_enrolment)
        .service(resume_enrolment)
        .service(release_enrolment_step)
        .service(end_enrolment);
}

/// Enrol a client
///
/// In the current version of a programme. What is due with its start is assigned at once, the rest when its time has come. A
/// step that offers several items needs a choice; one that is for couples can only be left out. Whoever is in the programme
/// already, and has not come to its end, is not enrolled in it again (409 `already_enrolled`).
#[utoipa::path(
    operation_id = "create_client_enrolment",
    tag = "Programmes",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    request_body = CreateEnrolmentRequest,
    responses((status = 201, description = "Enrolled", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/enrolments")]
async fn create_client_enrolment(
    actor: Actor<TherapistOnly>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateEnrolmentRequest>,
) -> ApiResult<Created<EnrolmentResponse>> {
    create(&actor, "create_client_enrolment", Context::Client(path.into_inner()), &key, &body.0).await
}

/// Enrol a couple
///
/// As a client is enrolled. What is for couples is assigned to the couple, what is for one person to each partner by itself;
/// where such a step offers several items, each partner can have another one, and neither sees the other's. A step for each alone
/// takes a therapist who cares for each alone; for anybody else it can only be left out.
#[utoipa::path(
    operation_id = "create_couple_enrolment",
    tag = "Programmes",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = CreateEnrolmentRequest,
    responses((status = 201, description = "Enrolled", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/enrolments")]
async fn create_couple_enrolment(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<CreateEnrolmentRequest>,
) -> ApiResult<Created<EnrolmentResponse>> {
    create(&actor, "create_couple_enrolment", Context::Couple(path.into_inner()), &key, &body.0).await
}

async fn create(
    actor: &Actor<TherapistOnly>,
    operation: &'static str,
    of: Context,
    key: &IdempotencyKey,
    request: &CreateEnrolmentRequest,
) -> ApiResult<Created<EnrolmentResponse>> {
    let new = EnrolmentId::generate();
    let event = about(Event::new(operation, "enrolment").on(new), of);
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) =
            actor.claim(conn, key, operation, &(of.client(), of.couple(), request)).await?;
        let id = match earlier {
            Some(earlier) => EnrolmentId::from_uuid(earlier.resource),
            None => {
                enrol::enrol(actor, conn, new, of, request).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        view::find(conn, &actor.reader(), id).await?.ok_or(ApiError::NotFound)
    };
    let body = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/enrolments/{}", body.id), body })
}

fn about(event: Event, of: Context) -> Event {
    match of {
        Context::Client(client) => event.of_client(client),
        Context::Couple(couple) => event.of_couple(couple),
    }
}

/// List a client's enrolments
///
/// What the client alone is enrolled in, newest first.
#[utoipa::path(
    operation_id = "list_client_enrolments",
    tag = "Programmes",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of enrolments", body = Page<EnrolmentResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/enrolments")]
async fn list_client_enrolments(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<EnrolmentResponse>> {
    list(&actor, "list_client_enrolments", Context::Client(path.into_inner()), query.0).await
}

/// List a couple's enrolments
///
/// Newest first.
#[utoipa::path(
    operation_id = "list_couple_enrolments",
    tag = "Programmes",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of enrolments", body = Page<EnrolmentResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/enrolments")]
async fn list_couple_enrolments(
    actor: Actor<Clinician>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<EnrolmentResponse>> {
    list(&actor, "list_couple_enrolments", Context::Couple(path.into_inner()), query.0).await
}

async fn list(
    actor: &Actor<Clinician>,
    operation: &'static str,
    of: Context,
    query: PageQuery,
) -> ApiResult<Page<EnrolmentResponse>> {
    let PageQuery { limit, cursor } = query;
    let (sealing, reader) = (actor.cursor(operation, &of), actor.reader());
    let before = sealing.open(cursor.as_ref())?;
    let load = async |conn: Conn<'_>| {
        let rows = queries::list_enrolments(conn, &reader, of, before, limit).await?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        let reached = match of {
            _ if !rows.is_empty() => true,
            Context::Client(client) => reaches_client(conn, &reader, client).await?,
            Context::Couple(couple) => reaches_couple(conn, &reader, couple).await?,
        };
        if reached { view::tell(conn, &reader, rows).await } else { Err(ApiError::NotFound) }
    };
    let rows = actor.read(about(Event::new(operation, "enrolment"), of), load).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, Ok)
}

/// Read an enrolment
///
/// With what each step gives to whom, what was released, and what holds a step up; of what a partner gets alone only to those who
/// care for that one.
#[utoipa::path(
    operation_id = "find_enrolment",
    tag = "Programmes",
    params(("enrolment_id" = EnrolmentId, Path, description = "The enrolment")),
    responses((status = 200, description = "The enrolment", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/enrolments/{enrolment_id}")]
async fn find_enrolment(
    actor: Actor<Clinician>,
    path: web::Path<EnrolmentId>,
) -> ApiResult<Tagged<EnrolmentResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| view::find(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    actor.read(Event::new("find_enrolment", "enrolment").on(id), find).await.map(Tagged)
}

/// Pause an enrolment
///
/// Nothing is released until it is resumed; what was released goes on.
#[utoipa::path(
    operation_id = "pause_enrolment",
    tag = "Programmes",
    params(("enrolment_id" = EnrolmentId, Path, description = "The enrolment"), IfMatchHeader),
    responses((status = 200, description = "The enrolment as it is now", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/enrolments/{enrolment_id}/pause")]
async fn pause_enrolment(
    actor: Actor<TherapistOnly>,
    path: web::Path<EnrolmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<EnrolmentResponse>> {
    change(&actor, "pause_enrolment", path.into_inner(), version.0, Changed::Pause).await
}

/// Resume an enrolment
///
/// What is counted from the start moves on by the days of the pause; a fixed date stays. What is due is released at once.
#[utoipa::path(
    operation_id = "resume_enrolment",
    tag = "Programmes",
    params(("enrolment_id" = EnrolmentId, Path, description = "The enrolment"), IfMatchHeader),
    responses((status = 200, description = "The enrolment as it is now", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/enrolments/{enrolment_id}/pause")]
async fn resume_enrolment(
    actor: Actor<TherapistOnly>,
    path: web::Path<EnrolmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<EnrolmentResponse>> {
    change(&actor, "resume_enrolment", path.into_inner(), version.0, Changed::Resume).await
}

/// Release a step ahead
///
/// Now, whatever its rule waits for; to everybody who gets it. What is not for somebody under a safety hold still waits. A
/// step that was released before stays as it is.
#[utoipa::path(
    operation_id = "release_enrolment_step",
    tag = "Programmes",
    params(
        ("enrolment_id" = EnrolmentId, Path, description = "The enrolment"),
        ("step" = i32, Path, description = "The step, by its place from 1", minimum = 1, maximum = 2147483647),
        IfMatchHeader
    ),
    responses((status = 200, description = "The enrolment as it is now", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/enrolments/{enrolment_id}/steps/{step}/release")]
async fn release_enrolment_step(
    actor: Actor<TherapistOnly>,
    path: web::Path<(EnrolmentId, Number)>,
    version: IfMatch,
) -> ApiResult<Tagged<EnrolmentResponse>> {
    let (id, Number(step)) = path.into_inner();
    change(&actor, "release_enrolment_step", id, version.0, Changed::Ahead(step)).await
}

/// End an enrolment
///
/// Nothing more is released. What was released stays as it is: each assignment goes on until it is ended by itself.
#[utoipa::path(
    operation_id = "end_enrolment",
    tag = "Programmes",
    params(("enrolment_id" = EnrolmentId, Path, description = "The enrolment"), IfMatchHeader),
    responses((status = 200, description = "The enrolment as it is now", body = EnrolmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/enrolments/{enrolment_id}/end")]
async fn end_enrolment(
    actor: Actor<TherapistOnly>,
    path: web::Path<EnrolmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<EnrolmentResponse>> {
    change(&actor, "end_enrolment", path.into_inner(), version.0, Changed::End).await
}

async fn change(
    actor: &Actor<TherapistOnly>,
    operation: &'static str,
    id: EnrolmentId,
    version: i32,
    changed: Changed,
) -> ApiResult<Tagged<EnrolmentResponse>> {
    let change = async |conn: Conn<'_>| {
        enrol::change(actor, conn, id, version, changed).await?;
        view::find(conn, &actor.reader(), id).await?.ok_or(ApiError::NotFound)
    };
    actor.write(Event::new(operation, "enrolment").on(id), change).await.map(Tagged)
}
