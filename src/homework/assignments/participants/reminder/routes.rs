//! Operations on reminders, by the member or a therapist of the care team.

use actix_web::{delete, put, web};

use super::dto::UpdateReminderRequest;
use super::queries::write_reminder;
use crate::homework::assignments::AssignmentStatus;
use crate::homework::assignments::participants::dto::ParticipantResponse;
use crate::homework::assignments::participants::rests::Desk;
use crate::identity::actor::{Access, Actor, TherapistOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, IfMatch, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::{AssignmentId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(update_participant_reminder).service(delete_participant_reminder);
}

/// Remind one member
///
/// At these times of the member's day a notice is sent that says nothing of what it is about, if the homework is due that day and
/// not done yet, as far as the member may know. A time is passed over where the member's contact preferences
/// allow no e-mail or not then, where the member rests, and when it is more than half an hour gone. What is used as needed has
/// nothing due but its review. The partner sees nothing of it.
#[utoipa::path(
    operation_id = "update_participant_reminder",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"), IfMatchHeader),
    request_body = UpdateReminderRequest,
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/participants/{client_id}/reminder")]
async fn update_participant_reminder(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId)>,
    change: Change<UpdateReminderRequest>,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let ((assignment, client), Change { version, body }) = (path.into_inner(), change);
    let write = async |conn: Conn<'_>| {
        let desk = Desk::lay(&actor, conn, assignment, client, version).await?;
        if matches!(desk.row.status.0, AssignmentStatus::Completed | AssignmentStatus::Stopped) {
            let detail = format!("The homework is {}: nobody is reminded of it any more.", desk.row.status.0);
            return Err(ApiError::wrong_state(detail));
        }
        let place = (desk.writer.practice, assignment, client);
        write_reminder(conn, place, Some(&body), actor.now()).await?;
        desk.answer(conn).await
    };
    let event = Event::new("update_participant_reminder", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Remind no more
///
/// Without a reminder it is 404.
#[utoipa::path(
    operation_id = "delete_participant_reminder",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"), IfMatchHeader),
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/assignments/{assignment_id}/participants/{client_id}/reminder")]
async fn delete_participant_reminder(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId)>,
    version: IfMatch,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let (assignment, client) = path.into_inner();
    let write = async |conn: Conn<'_>| {
        let desk = Desk::lay(&actor, conn, assignment, client, version.0).await?;
        if !desk.has_reminder {
            return Err(ApiError::NotFound);
        }
        write_reminder(conn, (desk.writer.practice, assignment, client), None, actor.now()).await?;
        desk.answer(conn).await
    };
    let event = Event::new("delete_participant_reminder", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}
