//! The steps as operations, each the therapist's.

use actix_web::{delete, put, web};

use super::dto::{PauseAssignmentRequest, StopAssignmentRequest};
use super::model::Step;
use super::queries::{By, write_step};
use crate::homework::assignments::AssignmentResponse;
use crate::homework::assignments::queries::{find_assignment, writer};
use crate::identity::actor::{Access, Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::couples::keep_lasting;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Change, IfMatch, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::AssignmentId;
use crate::platform::local_day::local_date;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(activate_assignment)
        .service(pause_assignment)
        .service(resume_assignment)
        .service(complete_assignment)
        .service(stop_assignment);
}

/// Activate an assignment
///
/// A proposal begins to run: today where its first day has passed, for nothing was asked while it was only proposed; `starts_on`
/// and the revisions move to today by the assignment's zone. One that starts later keeps its day. One whose last day or due
/// date has passed is 409 `wrong_state`.
#[utoipa::path(
    operation_id = "activate_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/activation")]
async fn activate_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<AssignmentResponse>> {
    take(&actor, "activate_assignment", path.into_inner(), version.0, Step::Activate).await
}

/// Pause an assignment
///
/// Nothing is asked from a day on, today when it is left out, until the pause is taken away.
#[utoipa::path(
    operation_id = "pause_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    request_body = PauseAssignmentRequest,
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/pause")]
async fn pause_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    change: Change<PauseAssignmentRequest>,
) -> ApiResult<Tagged<AssignmentResponse>> {
    let step = Step::Pause(change.body.starts_on);
    take(&actor, "pause_assignment", path.into_inner(), change.version, step).await
}

/// Resume an assignment
///
/// Ends the pause with yesterday: today is asked for again.
#[utoipa::path(
    operation_id = "resume_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/assignments/{assignment_id}/pause")]
async fn resume_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<AssignmentResponse>> {
    take(&actor, "resume_assignment", path.into_inner(), version.0, Step::Resume).await
}

/// Complete an assignment
///
/// It came to its good end, with today as its last day at the latest.
#[utoipa::path(
    operation_id = "complete_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/completion")]
async fn complete_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<AssignmentResponse>> {
    take(&actor, "complete_assignment", path.into_inner(), version.0, Step::Complete).await
}

/// Stop an assignment
///
/// Ends it with a day, today when it is left out. What never ran has no last day: `ends_on` of a stopped proposal, and of what
/// was stopped before its first day, is null.
#[utoipa::path(
    operation_id = "stop_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    request_body = StopAssignmentRequest,
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/stop")]
async fn stop_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    change: Change<StopAssignmentRequest>,
) -> ApiResult<Tagged<AssignmentResponse>> {
    let step = Step::Stop(change.body.ends_on);
    take(&actor, "stop_assignment", path.into_inner(), change.version, step).await
}

/// Takes a step from the version that the caller knows.
async fn take(
    actor: &Actor<TherapistOnly>,
    operation: &'static str,
    id: AssignmentId,
    version: i32,
    step: Step,
) -> ApiResult<Tagged<AssignmentResponse>> {
    let by = By { practice: actor.practice(), member: actor.membership(), now: actor.now() };
    let writer = writer(actor.reader());
    let take = async |conn: Conn<'_>| {
        let (row, key) = futures_util::try_join!(find_assignment(conn, &writer, id), actor.key(conn))?;
        let row = row.ok_or(ApiError::NotFound)?;
        if row.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        // What a couple did together stands still once it has ended.
        if let Some(couple) = row.couple_id {
            keep_lasting(conn, by.practice, couple).await?;
        }
        let (AsText(zone), AsText(day_start)) = (row.time_zone, row.day_start);
        let effect = step.apply(&row, local_date(by.now, zone, day_start))?;
        write_step(conn, &by, &row, effect).await?;
        let row = find_assignment(conn, &writer, id).await?.ok_or(ApiError::NotFound)?;
        AssignmentResponse::open(row, by.practice, &key)
    };
    actor.write(Event::new(operation, "assignment").on(id), take).await.map(Tagged)
}
