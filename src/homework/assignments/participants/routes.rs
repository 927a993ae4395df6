//! Operations on participants.

use actix_web::{get, patch, web};

use super::dto::{ParticipantResponse, UpdateParticipantRequest};
use super::queries::{ParticipantChange, find_participant as find, update_participant as update};
use crate::homework::assignments::queries::writer;
use crate::identity::actor::{Access, Actor, ClinicianOrClient, TherapistOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::{AssignmentId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_participant).service(update_participant);
}

/// Read a member's part of an assignment
///
/// Confidence, barrier plan, the answer to a proposal, own pauses and excused periods: for that member and the care team, never
/// for the partner.
#[utoipa::path(
    operation_id = "find_participant",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member")
    ),
    responses((status = 200, description = "The member's part", body = ParticipantResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}/participants/{client_id}")]
async fn find_participant(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(AssignmentId, ClientId)>,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let ((assignment, client), reader) = (path.into_inner(), actor.reader());
    let read = async |conn: Conn<'_>| {
        let (row, key) = futures_util::try_join!(find(conn, &reader, assignment, client), actor.key(conn))?;
        row.open(reader.practice, &key)
    };
    let event = Event::new("find_participant", "assignment").on(assignment).of_client(client);
    actor.read(event, read).await.map(Tagged)
}

/// Change a member's part of an assignment
///
/// A JSON merge patch by that member or a therapist of the care team. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_participant",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"), IfMatchHeader),
    request_body(content = UpdateParticipantRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/assignments/{assignment_id}/participants/{client_id}")]
async fn update_participant(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(AssignmentId, ClientId)>,
    change: Change<UpdateParticipantRequest>,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let ((assignment, client), writer) = (path.into_inner(), writer(actor.reader()));
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| {
        let (row, key) = futures_util::try_join!(find(conn, &writer, assignment, client), actor.key(conn))?;
        let before = row.open(writer.practice, &key)?;
        if before.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        let confidence = body.confidence.unwrap_or(before.confidence);
        let barrier_plan = body.barrier_plan.clone().unwrap_or_else(|| before.barrier_plan.clone());
        if (confidence, &barrier_plan) == (before.confidence, &before.barrier_plan) {
            return Ok(before);
        }
        let change = ParticipantChange { version, confidence, barrier_plan, now: actor.now() };
        update(conn, (writer.practice, assignment, client), &change, &key).await?;
        find(conn, &writer, assignment, client).await?.open(writer.practice, &key)
    };
    let event = Event::new("update_participant", "assignment").on(assignment).of_client(client);
    actor.write(event, write).await.map(Tagged)
}
