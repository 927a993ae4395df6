//! Operations on small wins.

use actix_web::{get, put, web};

use super::dto::{CreateRetroWinRequest, SmallWinsResponse};
use super::suggest::{find_win, suggest};
use crate::homework::retros::{RetroResponse, WinsDefinition, bring_in};
use crate::identity::actor::{Access, Actor, ClientOnly};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, Json, Number, Routes, Tagged, Valid};
use crate::platform::ids::kind::{AssignmentId, CoupleId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_small_wins).service(create_retro_win);
}

/// Ask for small wins
///
/// What went well with the couple's running homework: the longest streak that lasts, a return after a lapse, four weeks that
/// were met. Of joint homework it is made from what both may read and shows to both; of what each does alone it is made from
/// the own check-ins and shows to that partner alone. Nobody else is suggested anything, the care team neither.
#[utoipa::path(
    operation_id = "list_small_wins",
    tag = "Retros",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "The suggestions", body = SmallWinsResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/small-wins")]
async fn list_small_wins(
    actor: Actor<ClientOnly>,
    path: web::Path<CoupleId>,
) -> ApiResult<Json<SmallWinsResponse>> {
    let (couple, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let list = async |conn: Conn<'_>| suggest(conn, &reader, couple, now).await;
    let event = Event::new("list_small_wins", "retro").of_couple(couple).of_client(reader.member);
    let suggestions = actor.read(event, list).await?;
    Ok(Json(SmallWinsResponse { definition: WinsDefinition::default(), suggestions }))
}

/// Bring in a small win
///
/// Into the newest retro that the caller knows, as long as it was not applied. From then on both partners and the care team
/// read it as it is now, in every version of that month. The same again changes nothing; another win of the same assignment
/// takes its place. What is not suggested any more is 409 `wrong_state`.
#[utoipa::path(
    operation_id = "create_retro_win",
    tag = "Retros",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version, as the caller counts them", minimum = 1, maximum = 10000),
        ("assignment_id" = AssignmentId, Path, description = "The homework")),
    request_body = CreateRetroWinRequest,
    responses((status = 200, description = "The retro with the win", body = RetroResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/retros/{number}/wins/{assignment_id}")]
async fn create_retro_win(
    actor: Actor<ClientOnly>,
    path: web::Path<(CoupleId, Number, AssignmentId)>,
    body: Valid<CreateRetroWinRequest>,
) -> ApiResult<Tagged<RetroResponse>> {
    let ((couple, Number(number), assignment), Valid(request)) = (path.into_inner(), body);
    let (reader, now) = (actor.reader(), actor.now());
    let which = (assignment, request.kind);
    let bring = async |conn: Conn<'_>| {
        let find = async |conn: Conn<'_>, partner| find_win(conn, &reader, couple, which, partner, now).await;
        bring_in(&actor, conn, (couple, number), which, find).await
    };
    let event = Event::new("create_retro_win", "retro").on(assignment).of_couple(couple);
    actor.write(event.of_client(reader.member), bring).await.map(Tagged)
}
