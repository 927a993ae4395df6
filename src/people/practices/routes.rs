//! Operations on the practice of the session.

use actix_web::{get, patch};

use super::dto::{PracticeResponse, UpdatePracticeRequest};
use super::queries;
use crate::identity::actor::{Access, Actor, Administrator, AnyMember};
use crate::identity::audit::Event;
use crate::identity::memberships::Role;
use crate::identity::proof::require_proof;
use crate::people::retention;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, FieldError, IfMatchHeader, Routes, Tagged};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_practice).service(update_practice);
}

/// Read the practice
///
/// The practice of this session: its name and the settings that hold for everybody in it.
#[utoipa::path(
    operation_id = "find_practice",
    tag = "Practice",
    responses((status = 200, description = "The practice", body = PracticeResponse)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/practice")]
async fn find_practice(actor: Actor<AnyMember>) -> ApiResult<Tagged<PracticeResponse>> {
    let find = async |conn: Conn<'_>| queries::find_practice(conn, actor.practice()).await;
    let row = actor.read(Event::plain("find_practice", "practice").on(actor.practice()), find).await?;
    Ok(Tagged(row.into()))
}

/// Change the practice
///
/// A JSON merge patch: absent members stay. Changing nothing keeps the version. What was assigned before keeps
/// the settings it was made with, so that no change here re-dates the past. Only an owner changes
/// `second_factor_required` (403 that names it), with a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "update_practice",
    tag = "Practice",
    params(IfMatchHeader),
    request_body(content = UpdatePracticeRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The practice as it is now", body = PracticeResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[patch("/practice")]
async fn update_practice(
    actor: Actor<Administrator>,
    change: Change<UpdatePracticeRequest>,
) -> ApiResult<Tagged<PracticeResponse>> {
    let Change { version, body } = change;
    let update = async |conn: Conn<'_>| {
        let before = queries::find_practice(conn, actor.practice()).await?;
        if before.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        let mut row = before.clone();
        body.clone().apply(&mut row);
        if row.second_factor_required != before.second_factor_required {
            check_may_require(&actor, conn).await?;
        }
        if row == before {
            return Ok(before);
        }
        if (row.retention_months, row.legal_hold) != (before.retention_months, before.legal_hold) {
            retention::look_again(conn, actor.practice(), None, actor.now()).await?;
        }
        queries::update_practice(conn, &row, actor.now()).await
    };
    let row = actor.write(Event::new("update_practice", "practice").on(actor.practice()), update).await?;
    Ok(Tagged(row.into()))
}

/// What keeps strangers out of the accounts of staff is an owner's to change, who is there in person.
async fn check_may_require(actor: &Actor<Administrator>, conn: Conn<'_>) -> ApiResult<()> {
    if actor.has(Role::Owner) {
        return require_proof(actor, conn).await;
    }
    let why = "only an owner changes whether staff need a second factor";
    Err(ApiError::ForbiddenMember(FieldError::at("/second_factor_required", "owner_only", why)))
}
