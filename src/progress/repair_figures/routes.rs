//! The operation on repair figures.

use actix_web::{get, web};

use super::dto::RepairFiguresResponse;
use super::figures::repair_figures;
use super::queries;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{Access, Actor, Clinician};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Routes, ValidQuery};
use crate::platform::ids::kind::CoupleId;
use crate::progress::summaries::{Asked, Scope, WEEKS, WindowQuery, local_day, no_session, settle};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_repair_figures);
}

/// Read the repair figures of a couple
///
/// For the care team: how many ruptures were repaired and how soon, which parts an attempt had and which promises were kept,
/// from what the care team may read. No figure says who was at fault, and none is a target. Partners see none of them.
#[utoipa::path(
    operation_id = "find_repair_figures",
    tag = "Repairs",
    params(("couple_id" = CoupleId, Path, description = "The couple"), WindowQuery),
    responses((status = 200, description = "The figures", body = RepairFiguresResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/repair-figures")]
async fn find_repair_figures(
    actor: Actor<Clinician>,
    path: web::Path<CoupleId>,
    query: ValidQuery<WindowQuery>,
) -> ApiResult<Json<RepairFiguresResponse>> {
    let (couple, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    // Staff alone come here, whatever else somebody may be in the practice.
    let reader = crate::identity::actor::Reader { client: false, ..reader };
    let wanted = query.0.wanted();
    let load = async |conn: Conn<'_>| {
        let scope = Scope::Couple(couple);
        let (settled, today) = futures_util::try_join!(
            settle(conn, &reader, scope, wanted, now),
            local_day(conn, &reader, scope, now)
        )?;
        let window = settled.unwrap_or(Asked::Weeks(WEEKS)).window(today);
        let (found, reached) = futures_util::try_join!(
            queries::load(conn, &reader, couple, window),
            reaches_couple(conn, &reader, couple)
        )?;
        if !reached {
            return Err(ApiError::NotFound);
        }
        settled.map(|_| (found, window)).ok_or_else(no_session)
    };
    let event = Event::new("find_repair_figures", "couple").on(couple).of_couple(couple);
    let ((hurts, attempts), window) = actor.read(event, load).await?;
    RepairFiguresResponse::of(repair_figures(&hurts, &attempts, now), window).map(Json)
}
