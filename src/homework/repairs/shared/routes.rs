//! Operations on repairs that a couple shares.

use actix_web::{get, web};

use super::dto::SharedRepairResponse;
use super::model::Item;
use super::queries;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageQuery, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::{CoupleId, SharedRepairId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_shared_repairs).service(find_shared_repair);
}

/// List the repairs that a couple shares
///
/// The repairs that either partner sent to the other, newest day first, each with the answer that the caller may know: the own
/// one to who got it, and to who sent it what was given to the sender. Silence and an answer to the therapist alone are the same
/// to the sender.
#[utoipa::path(
    operation_id = "list_shared_repairs",
    tag = "Repairs",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of shared repairs", body = Page<SharedRepairResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/repairs")]
async fn list_shared_repairs(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SharedRepairResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_shared_repairs", &couple);
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
    let event = Event::new("list_shared_repairs", "repair").of_couple(couple);
    let (found, key) = actor.read(event, list).await?;
    let order = |(item, _): &(Item, bool)| (item.row.local_date, item.row.id);
    let open = |(item, ended)| SharedRepairResponse::open(item, reader.practice, ended, &key);
    Page::cut(found, limit, &sealing, order, open)
}

/// Read a repair that was sent to the partner
///
/// One repair with the answer that the caller may know. Its version tells of changes in these two alone.
#[utoipa::path(
    operation_id = "find_shared_repair",
    tag = "Repairs",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_repair_id" = SharedRepairId, Path, description = "The id under which it is shared")
    ),
    responses((status = 200, description = "The shared repair", body = SharedRepairResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/repairs/{shared_repair_id}")]
async fn find_shared_repair(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, SharedRepairId)>,
) -> ApiResult<Tagged<SharedRepairResponse>> {
    let ((couple, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_shared(conn, &reader, couple, id), actor.key(conn))?;
        let (item, ended) = found.ok_or(ApiError::NotFound)?;
        SharedRepairResponse::open(item, reader.practice, ended, &key)
    };
    let event = Event::new("find_shared_repair", "repair").on(id).of_couple(couple);
    actor.read(event, find).await.map(Tagged)
}
