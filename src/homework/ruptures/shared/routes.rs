//! Operations on ruptures that a couple shares.

use actix_web::{get, web};

use super::dto::SharedRuptureResponse;
use super::model::SharedRow;
use super::queries;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageQuery, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::{CoupleId, SharedRuptureId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_shared_ruptures).service(find_shared_rupture);
}

/// List the ruptures that a couple shares
///
/// The ruptures that either partner shares with the other, newest day first.
#[utoipa::path(
    operation_id = "list_shared_ruptures",
    tag = "Repairs",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of shared ruptures", body = Page<SharedRuptureResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/ruptures")]
async fn list_shared_ruptures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SharedRuptureResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_shared_ruptures", &couple);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_shared(conn, &reader, couple, after, limit),
            actor.key(conn)
        )?;
        if found.is_empty() && !reaches_couple(conn, &reader, couple).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_shared_ruptures", "rupture").of_couple(couple);
    let (found, key) = actor.read(event, list).await?;
    let order = |item: &SharedRow| (item.local_date, item.id);
    let open = |item| SharedRuptureResponse::open(item, reader.practice, &key);
    Page::cut(found, limit, &sealing, order, open)
}

/// Read a rupture that a partner shared
///
/// One shared rupture. Its version tells only of changes in what is shared.
#[utoipa::path(
    operation_id = "find_shared_rupture",
    tag = "Repairs",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_rupture_id" = SharedRuptureId, Path, description = "The id under which it is shared")
    ),
    responses((status = 200, description = "The shared rupture", body = SharedRuptureResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/ruptures/{shared_rupture_id}")]
async fn find_shared_rupture(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, SharedRuptureId)>,
) -> ApiResult<Tagged<SharedRuptureResponse>> {
    let ((couple, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_shared(conn, &reader, couple, id), actor.key(conn))?;
        SharedRuptureResponse::open(found.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_shared_rupture", "rupture").on(id).of_couple(couple);
    actor.read(event, find).await.map(Tagged)
}
