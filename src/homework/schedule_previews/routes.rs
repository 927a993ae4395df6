//! The operation.

use actix_web::post;

use super::dto::{CreateSchedulePreviewRequest, SchedulePreview};
use super::expand::{Clocks, expand};
use crate::homework::cadence::Cadence;
use crate::identity::actor::{Access, Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::practices::find_practice;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Routes, Valid};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_schedule_preview);
}

/// Preview a schedule
///
/// The first periods of a cadence in a zone, with the instants at which they begin, end and fall due, and what clock changes
/// do to them. Nothing is written, and nothing is asked about anybody.
#[utoipa::path(
    operation_id = "create_schedule_preview",
    tag = "Assignments",
    request_body = CreateSchedulePreviewRequest,
    responses((status = 200, description = "The schedule", body = SchedulePreview)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[post("/schedule-previews")]
async fn create_schedule_preview(
    actor: Actor<TherapistOnly>,
    body: Valid<CreateSchedulePreviewRequest>,
) -> ApiResult<Json<SchedulePreview>> {
    let Valid(request) = body;
    if matches!(&request.cadence, Cadence::Once(once) if once.due_on < request.starts_on) {
        let detail = "must not be before the schedule starts";
        return Err(ApiError::rule("/cadence/due_on", "out_of_range", detail));
    }
    let settings = async |conn: Conn<'_>| find_practice(conn, actor.practice()).await;
    let event = Event::plain("create_schedule_preview", "schedule_preview");
    let practice = actor.read(event, settings).await?;
    let clocks = Clocks {
        zone: request.time_zone,
        day_start: request.day_start.unwrap_or(practice.day_start.0),
        week_start: request.week_start.unwrap_or(practice.week_start.0),
    };
    Ok(Json(expand(&request, clocks)))
}
