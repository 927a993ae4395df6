//! The operation.

use actix_web::{get, web};

use super::dto::BoundaryFiguresResponse;
use super::figures;
use crate::homework::assignments::reaches_client;
use crate::homework::boundaries::figures_between;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Routes, ValidQuery};
use crate::platform::ids::kind::ClientId;
use crate::progress::summaries::{AsSeenBy, Asked, Scope, WEEKS, WindowQuery, local_day, no_session, settle};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_boundary_figures);
}

/// Read figures about uses of boundaries
///
/// How often a client's boundaries were used, how many of the noted returns were on time, and after how many uses the
/// closeness happened: for the client from the own uses, for the care team from those that it may read. What was not said
/// counts for nothing. Without days: the 12 weeks up to the client's own today. Never part of a couple's figures.
#[utoipa::path(
    operation_id = "find_boundary_figures",
    tag = "Boundaries",
    params(("client_id" = ClientId, Path, description = "The client"), WindowQuery),
    responses((status = 200, description = "The figures", body = BoundaryFiguresResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/boundary-figures")]
async fn find_boundary_figures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<WindowQuery>,
) -> ApiResult<Json<BoundaryFiguresResponse>> {
    let (client_id, reader) = (path.into_inner(), actor.reader());
    let (wanted, now) = (query.0.wanted(), actor.now());
    let read = async |conn: Conn<'_>| {
        let scope = Scope::Client(client_id);
        let (settled, today) = futures_util::try_join!(
            settle(conn, &reader, scope, wanted, now),
            local_day(conn, &reader, scope, now)
        )?;
        let window = settled.unwrap_or(Asked::Weeks(WEEKS)).window(today);
        let (reached, uses) = futures_util::try_join!(
            reaches_client(conn, &reader, client_id),
            figures_between(conn, &reader, client_id, None, (window.from, window.to))
        )?;
        if !reached {
            return Err(ApiError::NotFound);
        }
        settled.map(|_| (uses, window)).ok_or_else(no_session)
    };
    let event = Event::new("find_boundary_figures", "boundary_use").of_client(client_id);
    let (uses, window) = actor.read(event, read).await?;
    Ok(Json(BoundaryFiguresResponse {
        client_id,
        definition: figures::DEFINITION,
        as_seen_by: if reader.client { AsSeenBy::Myself } else { AsSeenBy::CareTeam },
        window: window.into(),
        uses: uses.len(),
        for_connection: figures::for_connection(&uses),
        returned_on_time: figures::returned_on_time(&uses),
        reconnected: figures::reconnected(&uses),
        respected: figures::respected(&uses),
    }))
}
