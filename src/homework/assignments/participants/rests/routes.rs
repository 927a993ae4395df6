//! Operations on rests, by the member or a therapist of the care team.

use actix_web::{delete, put, web};
use chrono::NaiveDate;

use super::desk::Desk;
use super::queries::Rest;
use super::rules::{
    CLIENTS_PAUSE_DAYS, THERAPISTS_PAUSE_DAYS, check_count, current_pause, excusable, pause_days,
};
use crate::homework::assignments::participants::dto::{
    ParticipantResponse, UpdateExcuseRequest, UpdateMemberPauseRequest,
};
use crate::homework::assignments::participants::model::RestKind;
use crate::homework::assignments::queries::find_plan;
use crate::identity::actor::{Access, Actor, TherapistOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, IfMatch, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::{AssignmentId, ClientId, PauseId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(update_participant_pause)
        .service(delete_participant_pause)
        .service(update_participant_excuse)
        .service(delete_participant_excuse);
}

/// Pause for one member
///
/// Nothing is asked of the member on these days: up to 14 taken by the client, up to 366 given by a therapist. There is
/// one pause at a time: while one runs or is to come, this changes it. The partner's homework and everything that the partner
/// reads stay as they are.
#[utoipa::path(
    operation_id = "update_participant_pause",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"), IfMatchHeader),
    request_body = UpdateMemberPauseRequest,
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/participants/{client_id}/pause")]
async fn update_participant_pause(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId)>,
    change: Change<UpdateMemberPauseRequest>,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let ((assignment, client), Change { version, body }) = (path.into_inner(), change);
    let most_days = if actor.client().is_some() { CLIENTS_PAUSE_DAYS } else { THERAPISTS_PAUSE_DAYS };
    let write = async |conn: Conn<'_>| {
        let desk = Desk::lay(&actor, conn, assignment, client, version).await?;
        let current = current_pause(&desk.rests, desk.today);
        let (from, until) = pause_days(&body, current, &desk.row, desk.today, most_days)?;
        check_count(&desk.rests, RestKind::Pause, current, (until, desk.today))?;
        let id = current.map_or_else(PauseId::generate, |pause| pause.id);
        let rest = Rest { id, kind: RestKind::Pause, from, until, reason: body.reason.as_ref() };
        desk.put(&actor, conn, &rest, current).await?;
        desk.answer(conn).await
    };
    let event = Event::new("update_participant_pause", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// End one member's pause
///
/// With yesterday, so that today is asked for again; a pause that has not begun is taken away. Without one it is 404.
#[utoipa::path(
    operation_id = "delete_participant_pause",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"), IfMatchHeader),
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/assignments/{assignment_id}/participants/{client_id}/pause")]
async fn delete_participant_pause(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId)>,
    version: IfMatch,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let (assignment, client) = path.into_inner();
    let write = async |conn: Conn<'_>| {
        let desk = Desk::lay(&actor, conn, assignment, client, version.0).await?;
        let current = current_pause(&desk.rests, desk.today).ok_or(ApiError::NotFound)?;
        desk.end(conn, current, desk.today).await?;
        desk.answer(conn).await
    };
    let event = Event::new("delete_participant_pause", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Excuse one period for one member
///
/// The one that begins on this local date, from 60 days before its start to 92 days after its end. It then counts for nothing, unless
/// it is met all the same. A day on which no period begins is 422 `no_period`. At most ten that have not ended are excused at a time (409 `too_many`). The partner sees nothing of it.
#[utoipa::path(
    operation_id = "update_participant_excuse",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"),
        ("period_start" = NaiveDate, Path, description = "First local date of the period"), IfMatchHeader),
    request_body = UpdateExcuseRequest,
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/participants/{client_id}/excuses/{period_start}")]
async fn update_participant_excuse(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId, NaiveDate)>,
    change: Change<UpdateExcuseRequest>,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let ((assignment, client, start), Change { version, body }) = (path.into_inner(), change);
    let write = async |conn: Conn<'_>| {
        let desk = Desk::lay(&actor, conn, assignment, client, version).await?;
        let plan = find_plan(conn, &desk.writer, &desk.row).await?;
        let period = excusable(&plan, &desk.row, start, desk.today)?;
        let there = desk.excuse(start);
        check_count(&desk.rests, RestKind::Excuse, there, (period.end, desk.today))?;
        let id = there.map_or_else(PauseId::generate, |excuse| excuse.id);
        let (from, until, reason) = (period.start, period.end, Some(&body.reason));
        let rest = Rest { id, kind: RestKind::Excuse, from, until, reason };
        desk.put(&actor, conn, &rest, there).await?;
        desk.answer(conn).await
    };
    let event = Event::new("update_participant_excuse", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Let an excused period count again
///
/// Without an excuse of this period it is 404.
#[utoipa::path(
    operation_id = "delete_participant_excuse",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"),
        ("period_start" = NaiveDate, Path, description = "First local date of the period"), IfMatchHeader),
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/assignments/{assignment_id}/participants/{client_id}/excuses/{period_start}")]
async fn delete_participant_excuse(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId, NaiveDate)>,
    version: IfMatch,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let (assignment, client, start) = path.into_inner();
    let write = async |conn: Conn<'_>| {
        let desk = Desk::lay(&actor, conn, assignment, client, version.0).await?;
        let there = desk.excuse(start).ok_or(ApiError::NotFound)?;
        desk.end(conn, there, there.starts_on).await?;
        desk.answer(conn).await
    };
    let event = Event::new("delete_participant_excuse", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}
