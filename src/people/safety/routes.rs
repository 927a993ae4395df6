//! Operations on safety marks.

use actix_web::{get, post, put, web};

use super::dto::{CreateSafetyMarkRequest, LiftSafetyMarkRequest, SafetyMarkResponse};
use super::model::{LIFT_REASON, Lifting, MarkInsert, REASON, place};
use super::queries;
use crate::identity::actor::{Access, Actor, Clinician, Proved};
use crate::identity::audit::Event;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatchHeader, Page,
    PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, SafetyMarkId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_safety_mark)
        .service(list_safety_marks)
        .service(find_safety_mark)
        .service(lift_safety_mark);
}

/// Place a safety flag or hold
///
/// On a client in the caller's care, alone or as part of a couple. Only the care team can tell that it is there. From
/// a hold on nothing new of the client reaches the partner: shared check-ins, corrections and deletions wait, homework
/// marked unsuitable is refused, and a report for the couple cannot be made final. The client's own answers stay the
/// same.
#[utoipa::path(
    operation_id = "create_safety_mark",
    tag = "Safety",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    request_body = CreateSafetyMarkRequest,
    responses((status = 201, description = "Placed", body = SafetyMarkResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/safety-marks")]
async fn create_safety_mark(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateSafetyMarkRequest>,
) -> ApiResult<Created<SafetyMarkResponse>> {
    let (client, Valid(request), new) = (path.into_inner(), body, SafetyMarkId::generate());
    let create = async |conn: Conn<'_>| create(&actor, conn, &key, client, new, &request).await;
    let event = Event::new("create_safety_mark", "safety_mark").on(new).of_client(client);
    let body = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/clients/{client}/safety-marks/{}", body.id), body })
}

async fn create(
    actor: &Actor<Clinician>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    client: ClientId,
    new: SafetyMarkId,
    request: &CreateSafetyMarkRequest,
) -> ApiResult<SafetyMarkResponse> {
    let (reader, now, payload) = (actor.reader(), actor.now(), (client, request));
    let ((claim, earlier), cares, words) = futures_util::try_join!(
        actor.claim(conn, key, "create_safety_mark", &payload),
        queries::cares_for(conn, &reader, client),
        actor.key(conn),
    )?;
    if !cares {
        return Err(ApiError::NotFound);
    }
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            let reason_sealed = words.seal(REASON, &place(reader.practice, new), &request.reason)?;
            let row = MarkInsert {
                practice_id: reader.practice,
                id: new,
                client_id: client,
                kind: AsText(request.kind),
                reason_sealed,
                placed_by: Some(reader.member),
                measure_id: None,
                placed_at: now,
                created_at: now,
                updated_at: now,
            };
            queries::insert_mark(conn, &row).await?;
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    let row = queries::find_mark(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)?;
    SafetyMarkResponse::open(row, reader.practice, &words)
}

/// List safety flags and holds
///
/// Of a client in the caller's care, lifted ones too, the newest first.
#[utoipa::path(
    operation_id = "list_safety_marks",
    tag = "Safety",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of flags and holds", body = Page<SafetyMarkResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/safety-marks")]
async fn list_safety_marks(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SafetyMarkResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_safety_marks", &client);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, cares, key) = futures_util::try_join!(
            queries::list_marks(conn, &reader, client, before, limit),
            queries::cares_for(conn, &reader, client),
            actor.key(conn)
        )?;
        if cares { Ok((rows, key)) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_safety_marks", "safety_mark").of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| SafetyMarkResponse::open(row, reader.practice, &key))
}

/// Read a safety flag or hold
///
/// Of a client in the caller's care.
#[utoipa::path(
    operation_id = "find_safety_mark",
    tag = "Safety",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("mark_id" = SafetyMarkId, Path, description = "The flag or hold")
    ),
    responses((status = 200, description = "The flag or hold", body = SafetyMarkResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/safety-marks/{mark_id}")]
async fn find_safety_mark(
    actor: Actor<Clinician>,
    path: web::Path<(ClientId, SafetyMarkId)>,
) -> ApiResult<Tagged<SafetyMarkResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (row, key) =
            futures_util::try_join!(queries::find_mark(conn, &reader, client, id), actor.key(conn))?;
        SafetyMarkResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_safety_mark", "safety_mark").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Lift a safety flag or hold
///
/// With a reason. With a hold goes also what its client took back or deleted while it stood; what the client shared or
/// corrected meanwhile does not come to the partner by itself, only with its author's next change of it. Needs a proof of
/// the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "lift_safety_mark",
    tag = "Safety",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("mark_id" = SafetyMarkId, Path, description = "The flag or hold"), IfMatchHeader),
    request_body = LiftSafetyMarkRequest,
    responses((status = 200, description = "Lifted", body = SafetyMarkResponse)),
    extensions(
        ("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/clients/{client_id}/safety-marks/{mark_id}/lifting")]
async fn lift_safety_mark(
    actor: Actor<Proved<Clinician>>,
    path: web::Path<(ClientId, SafetyMarkId)>,
    change: Change<LiftSafetyMarkRequest>,
) -> ApiResult<Tagged<SafetyMarkResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let lift = async |conn: Conn<'_>| {
        let (row, key) =
            futures_util::try_join!(queries::find_mark(conn, &reader, client, id), actor.key(conn))?;
        let row = row.ok_or(ApiError::NotFound)?;
        if row.version != change.version {
            return Err(ApiError::PreconditionFailed);
        }
        if row.lifted_at.is_some() {
            return Err(ApiError::wrong_state(
                "The mark was lifted already. Place a new one where one is needed.",
            ));
        }
        let reason = key.seal(LIFT_REASON, &place(reader.practice, id), &change.body.reason)?;
        let lifting = Lifting::over(row.version, reader.member, reason, actor.now());
        queries::lift_mark(conn, reader.practice, &row, &lifting).await?;
        let row = queries::find_mark(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)?;
        SafetyMarkResponse::open(row, reader.practice, &key)
    };
    let event = Event::new("lift_safety_mark", "safety_mark").on(id).of_client(client);
    actor.write(event, lift).await.map(Tagged)
}
