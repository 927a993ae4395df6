//! The operations.

use actix_web::{get, web};

use super::dto::{ClientMeasureFigures, CoupleMeasureFigures, MeasureFiguresQuery};
use super::load;
use crate::homework::assignments::{reaches_client, reaches_couple};
use crate::identity::actor::{Access, Actor, Clinician};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Routes, ValidQuery};
use crate::platform::ids::kind::{ClientId, CoupleId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_client_measure_figures).service(find_couple_measure_figures);
}

/// Read how a client's scores changed
///
/// Over the episode of care that runs: baseline, previous and latest score, the reliable change with its class where it is
/// known how sure a score is, and the trend of more than two. Everything is made from the answers now. No safety screen is in it.
#[utoipa::path(
    operation_id = "find_client_measure_figures",
    tag = "Measures",
    params(("client_id" = ClientId, Path, description = "The client"), MeasureFiguresQuery),
    responses((status = 200, description = "The figures", body = ClientMeasureFigures)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measure-figures")]
async fn find_client_measure_figures(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
    query: ValidQuery<MeasureFiguresQuery>,
) -> ApiResult<Json<ClientMeasureFigures>> {
    let (client, reader, couple) = (path.into_inner(), actor.reader(), query.0.couple_id);
    let find = async |conn: Conn<'_>| {
        let (reached, key) = futures_util::try_join!(reaches_client(conn, &reader, client), actor.key(conn))?;
        let in_couple = match couple {
            Some(couple) => reaches_couple(conn, &reader, couple).await?,
            None => true,
        };
        if !reached || !in_couple {
            return Err(ApiError::NotFound);
        }
        load::of_client(conn, &reader, client, couple, &key).await
    };
    let event = Event::new("find_client_measure_figures", "measure").of_client(client);
    actor.read(event, find).await.map(Json)
}

/// Read the scores of both partners side by side
///
/// What both answered in the couple's care: each partner's own scores and change, and pairs of scores that are near in time.
/// Two partners are never put together to one number, and no client reads any of it.
#[utoipa::path(
    operation_id = "find_couple_measure_figures",
    tag = "Measures",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "The figures", body = CoupleMeasureFigures)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/measure-figures")]
async fn find_couple_measure_figures(
    actor: Actor<Clinician>,
    path: web::Path<CoupleId>,
) -> ApiResult<Json<CoupleMeasureFigures>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (reached, key) = futures_util::try_join!(reaches_couple(conn, &reader, couple), actor.key(conn))?;
        if !reached {
            return Err(ApiError::NotFound);
        }
        load::of_couple(conn, &reader, couple, &key).await
    };
    let event = Event::new("find_couple_measure_figures", "measure").of_couple(couple);
    actor.read(event, find).await.map(Json)
}
