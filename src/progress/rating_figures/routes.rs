//! The operation.

use actix_web::{get, web};

use super::dto::RatingFiguresResponse;
use super::series;
use crate::homework::assignments::reaches_client;
use crate::homework::check_ins::ratings_between;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Routes, ValidQuery};
use crate::platform::ids::kind::ClientId;
use crate::progress::summaries::{AsSeenBy, Scope, WindowQuery, local_day, no_session, settle};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_rating_figures);
}

/// Read ratings over time
///
/// What a client rated in check-ins, such as growth markers and how well needs are met: a point for each local day, for each
/// thing that a question gives to be rated, over all assignments of the same homework. For the client from the own
/// check-ins, for the care team from the words that it may read; never for the partner. Without days: the 12 weeks up to
/// the client's own today. What is named afresh each time is not compared.
#[utoipa::path(
    operation_id = "find_rating_figures",
    tag = "Progress",
    params(("client_id" = ClientId, Path, description = "The client"), WindowQuery),
    responses((status = 200, description = "The figures", body = RatingFiguresResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/rating-figures")]
async fn find_rating_figures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<WindowQuery>,
) -> ApiResult<Json<RatingFiguresResponse>> {
    let (client_id, reader) = (path.into_inner(), actor.reader());
    let (wanted, now) = (query.0.wanted(), actor.now());
    let read = async |conn: Conn<'_>| {
        let (reached, key) =
            futures_util::try_join!(reaches_client(conn, &reader, client_id), actor.key(conn))?;
        if !reached {
            return Err(ApiError::NotFound);
        }
        let scope = Scope::Client(client_id);
        let (settled, today) = futures_util::try_join!(
            settle(conn, &reader, scope, wanted, now),
            local_day(conn, &reader, scope, now)
        )?;
        let window = settled.ok_or_else(no_session)?.window(today);
        let (versions, ratings) =
            ratings_between(conn, &reader, client_id, None, (window.from, window.to), &key).await?;
        Ok((versions, ratings, window))
    };
    let event = Event::new("find_rating_figures", "check_in").of_client(client_id);
    let (versions, ratings, window) = actor.read(event, read).await?;
    Ok(Json(RatingFiguresResponse {
        client_id,
        definition: series::DEFINITION,
        as_seen_by: if reader.client { AsSeenBy::Myself } else { AsSeenBy::CareTeam },
        window: window.into(),
        items: series::of_items(versions, &ratings),
    }))
}
