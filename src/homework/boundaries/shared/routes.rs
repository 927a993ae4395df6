//! Operations on what a couple shares.

use actix_web::{get, web};

use super::dto::SharedBoundaryResponse;
use super::model::SharedRow;
use super::queries;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageQuery, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::{CoupleId, SharedBoundaryId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_shared_boundaries).service(find_shared_boundary);
}

/// List boundaries that a couple shares
///
/// What either partner shares with the other, newest day first.
#[utoipa::path(
    operation_id = "list_shared_boundaries",
    tag = "Boundaries",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of shared boundaries", body = Page<SharedBoundaryResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/boundaries")]
async fn list_shared_boundaries(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SharedBoundaryResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_shared_boundaries", &couple);
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
    let event = Event::new("list_shared_boundaries", "boundary").of_couple(couple);
    let (found, key) = actor.read(event, list).await?;
    let order = |item: &SharedRow| (item.local_date, item.id);
    let open = |item| SharedBoundaryResponse::open(item, reader.practice, &key);
    Page::cut(found, limit, &sealing, order, open)
}

/// Read a shared boundary
///
/// By the id under which it is shared.
#[utoipa::path(
    operation_id = "find_shared_boundary",
    tag = "Boundaries",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_boundary_id" = SharedBoundaryId, Path, description = "The id under which it is shared")
    ),
    responses((status = 200, description = "The shared boundary", body = SharedBoundaryResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/boundaries/{shared_boundary_id}")]
async fn find_shared_boundary(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, SharedBoundaryId)>,
) -> ApiResult<Tagged<SharedBoundaryResponse>> {
    let ((couple, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_shared(conn, &reader, couple, id), actor.key(conn))?;
        SharedBoundaryResponse::open(found.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_shared_boundary", "boundary").on(id).of_couple(couple);
    actor.read(event, find).await.map(Tagged)
}
