//! Operations on planned ends.

use actix_web::{delete, get, put, web};
use chrono::TimeDelta;

use super::dto::{PlannedEndResponse, UpdatePlannedEndRequest};
use super::queries;
use crate::identity::actor::{Access, Actor, Proved};
use crate::identity::audit::Event;
use crate::people::couples::model::CoupleEnder;
use crate::people::couples::queries::{find_couple, keep_lasting, may_end};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, NoContent, Routes, Tagged, Valid};
use crate::platform::ids::kind::CoupleId;

/// How far away an end may be planned.
const WITHIN: TimeDelta = TimeDelta::days(366);

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_planned_end).service(update_planned_end).service(delete_planned_end);
}

/// Read the own plan to end a couple
///
/// The caller's own; whether another has one is not told.
#[utoipa::path(
    operation_id = "find_planned_end",
    tag = "Couples",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "The plan", body = PlannedEndResponse)),
    extensions(("x-roles" = json!(CoupleEnder::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/planned-end")]
async fn find_planned_end(
    actor: Actor<CoupleEnder>,
    path: web::Path<CoupleId>,
) -> ApiResult<Tagged<PlannedEndResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let find =
        async |conn: Conn<'_>| queries::find_plan(conn, &reader, couple).await?.ok_or(ApiError::NotFound);
    let event = Event::new("find_planned_end", "planned_end").of_couple(couple);
    Ok(Tagged(actor.read(event, find).await?.into()))
}

/// Plan to end a couple
///
/// At a safe time of the caller's choice, by either partner or a therapist on its care team. Nobody else is told of the
/// plan; when the time comes the couple ends like any other, with no actor or cause shown. Planning anew changes the time.
/// Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "update_planned_end",
    tag = "Couples",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    request_body = UpdatePlannedEndRequest,
    responses((status = 200, description = "The plan", body = PlannedEndResponse)),
    extensions(
        ("x-roles" = json!(CoupleEnder::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/couples/{couple_id}/planned-end")]
async fn update_planned_end(
    actor: Actor<Proved<CoupleEnder>>,
    path: web::Path<CoupleId>,
    body: Valid<UpdatePlannedEndRequest>,
) -> ApiResult<Tagged<PlannedEndResponse>> {
    let (couple, Valid(request), now) = (path.into_inner(), body, actor.now());
    let plan = async |conn: Conn<'_>| {
        check_may_end(&actor, conn, couple).await?;
        if request.at <= now || request.at > now + WITHIN {
            let detail = "must be still to come, and at most a year away";
            return Err(ApiError::rule("/at", "out_of_range", detail));
        }
        keep_lasting(conn, actor.practice(), couple).await?;
        queries::write_plan(conn, &actor.reader(), couple, request.at, now).await
    };
    let event = Event::new("update_planned_end", "planned_end").of_couple(couple);
    Ok(Tagged(actor.write(event, plan).await?.into()))
}

/// Give up the own plan to end a couple
///
/// As long as it was not carried out; then the couple has ended, and this is 409. Without a plan it changes nothing.
#[utoipa::path(
    operation_id = "delete_planned_end",
    tag = "Couples",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 204, description = "There is no plan of the caller's any more")),
    extensions(("x-roles" = json!(CoupleEnder::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/couples/{couple_id}/planned-end")]
async fn delete_planned_end(actor: Actor<CoupleEnder>, path: web::Path<CoupleId>) -> ApiResult<NoContent> {
    let couple = path.into_inner();
    let delete = async |conn: Conn<'_>| {
        check_may_end(&actor, conn, couple).await?;
        // The couple's row first, as everywhere: if the end is being carried out just now, that is waited for.
        keep_lasting(conn, actor.practice(), couple).await?;
        queries::delete_plan(conn, &actor.reader(), couple).await
    };
    let event = Event::new("delete_planned_end", "planned_end").of_couple(couple);
    actor.write(event, delete).await.map(|()| NoContent)
}

async fn check_may_end(actor: &Actor<impl Access>, conn: Conn<'_>, couple: CoupleId) -> ApiResult<()> {
    let reader = actor.reader();
    let (found, may_end) =
        futures_util::try_join!(find_couple(conn, &reader, couple), may_end(conn, &reader, couple))?;
    match (found, may_end) {
        (None, _) => Err(ApiError::NotFound),
        (Some(_), false) => Err(ApiError::Forbidden),
        (Some(_), true) => Ok(()),
    }
}
