//! Operations on retros.

use actix_web::{delete, get, post, put, web};

use super::agree::agree;
use super::apply::apply;
use super::dto::{CreateRetroRequest, RetroResponse};
use super::queries;
use super::view::{open_all, read};
use super::wins::take_back;
use super::write::write_retro;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{
    Access, Actor, ClientOnly, ClinicianOrClient, TherapistOnly, TherapistOrClient,
};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader, NoContent,
    Number, Page, PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{AssignmentId, CoupleId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_retro)
        .service(list_retros)
        .service(find_retro)
        .service(agree_retro)
        .service(apply_retro)
        .service(delete_retro_win)
        .configure(super::settings::configure);
}

/// Hold a retro
///
/// A couple's look back on the month, by either partner or by the therapist: what went well, a decision on each assignment of the
/// couple that runs or is paused, and what to add. It changes no homework. A later version takes the place of the one that
/// `replaces` names; where that is not the newest one any more, the answer is 409. Versions of one month are one holding: the first
/// one that a partner writes, or else agrees to, also fills the couple's habit of holding it, where that runs.
#[utoipa::path(
    operation_id = "create_retro",
    tag = "Retros",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = CreateRetroRequest,
    responses((status = 201, description = "Written", body = RetroResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/retros")]
async fn create_retro(
    actor: Actor<TherapistOrClient>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<CreateRetroRequest>,
) -> ApiResult<Created<RetroResponse>> {
    let (couple, Valid(request)) = (path.into_inner(), body);
    let write = async |conn: Conn<'_>| write_retro(&actor, conn, &key, couple, &request).await;
    let body = actor.write_each(Event::new("create_retro", "retro").of_couple(couple), write).await?;
    Ok(Created { location: format!("/v1/couples/{couple}/retros/{}", body.number), body })
}

/// List retros
///
/// All versions of a couple, the newest first, as far as the caller may read them.
#[utoipa::path(
    operation_id = "list_retros",
    tag = "Retros",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of retros", body = Page<RetroResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/retros")]
async fn list_retros(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<RetroResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_retros", &couple);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, reaches, key) = futures_util::try_join!(
            queries::list_retros(conn, &reader, couple, before, limit),
            reaches_couple(conn, &reader, couple),
            actor.key(conn)
        )?;
        if reaches { open_all(conn, &reader, couple, rows, &key).await } else { Err(ApiError::NotFound) }
    };
    let answers = actor.read(Event::new("list_retros", "retro").of_couple(couple), list).await?;
    Page::cut(answers, limit, &sealing, |one| one.number, Ok)
}

/// Read a retro
///
/// One version. A partner reads the own agreement and where the retro stands, not whether the other has agreed.
#[utoipa::path(
    operation_id = "find_retro",
    tag = "Retros",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000)
    ),
    responses((status = 200, description = "The retro", body = RetroResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/retros/{number}")]
async fn find_retro(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, Number)>,
) -> ApiResult<Tagged<RetroResponse>> {
    let ((couple, Number(number)), reader) = (path.into_inner(), actor.reader());
    let place = (couple, number);
    let find = async |conn: Conn<'_>| {
        let key = actor.key(conn).await?;
        read(conn, &reader, place, &key).await
    };
    actor.read(Event::new("find_retro", "retro").of_couple(couple), find).await.map(Tagged)
}

/// Agree to a retro
///
/// By one partner, to the newest version. Once both have agreed to it, it is `agreed`; before, the other is told nothing. Who no
/// longer agrees writes a new version. Agreeing again changes nothing that the caller is told.
///
/// Where the practice's `partners_apply_retros` is on, the second agreement carries it out in the same transaction and it is
/// `applied`, by the rules of applying. Where that is not possible, or the therapist carries out this couple's retros, the
/// agreement stands, nothing of the homework is changed, and it stays `agreed` until the therapist applies it; no reason is told.
#[utoipa::path(
    operation_id = "agree_retro",
    tag = "Retros",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000),
        IfMatchHeader),
    responses((status = 200, description = "The retro, agreed to", body = RetroResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/retros/{number}/agreement")]
async fn agree_retro(
    actor: Actor<ClientOnly>,
    path: web::Path<(CoupleId, Number)>,
    version: IfMatch,
) -> ApiResult<Tagged<RetroResponse>> {
    let (couple, Number(number)) = path.into_inner();
    let place = (couple, number);
    let give = async |conn: Conn<'_>| agree(&actor, conn, place, version.0).await;
    let refused = Event::new("agree_retro", "retro").of_couple(couple).of_client(actor.membership());
    actor.write_each(refused, give).await.map(Tagged)
}

/// Apply a retro
///
/// By the therapist, whether both have agreed or not and whatever the settings say: in one transaction revises what is adjusted, ends what is dropped and
/// gives what is added. Where an assignment that was decided on has changed or ended since, the answer is 409
/// `assignment_changed` and nothing is changed; pointers of a 422 are those of the retro. Applying again answers with what is
/// there.
#[utoipa::path(
    operation_id = "apply_retro",
    tag = "Retros",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000),
        IfMatchHeader),
    responses((status = 200, description = "The retro, applied", body = RetroResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/retros/{number}/application")]
async fn apply_retro(
    actor: Actor<TherapistOnly>,
    path: web::Path<(CoupleId, Number)>,
    version: IfMatch,
) -> ApiResult<Tagged<RetroResponse>> {
    let (couple, Number(number)) = path.into_inner();
    let place = (couple, number);
    let carry_out = async |conn: Conn<'_>| apply(&actor, conn, place, version.0).await;
    let refused = Event::new("apply_retro", "retro").of_couple(couple);
    actor.write_each(refused, carry_out).await.map(Tagged)
}

/// Take back a small win
///
/// By the partner who brought it in. It disappears from the other's device as well, which can be noticed.
#[utoipa::path(
    operation_id = "delete_retro_win",
    tag = "Retros",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000),
        ("assignment_id" = AssignmentId, Path, description = "The homework")),
    responses((status = 204, description = "Taken back")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/couples/{couple_id}/retros/{number}/wins/{assignment_id}")]
async fn delete_retro_win(
    actor: Actor<ClientOnly>,
    path: web::Path<(CoupleId, Number, AssignmentId)>,
) -> ApiResult<NoContent> {
    let (couple, Number(number), assignment) = path.into_inner();
    let delete = async |conn: Conn<'_>| take_back(&actor, conn, (couple, number), assignment).await;
    let event = Event::new("delete_retro_win", "retro").on(assignment).of_couple(couple);
    let event = event.of_client(actor.membership());
    actor.write(event, delete).await.map(|()| NoContent)
}
