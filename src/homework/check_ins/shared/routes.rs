//! Operations on what a couple shares.

use actix_web::{get, web};

use super::dto::SharedCheckInResponse;
use super::model::SharedRow;
use super::queries;
use crate::homework::assignments::reaches_couple;
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageQuery, Routes, Tagged, ValidQuery};
use crate::platform::ids::kind::{CoupleId, SharedCheckInId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_shared_check_ins).service(find_shared_check_in);
}

/// List what a couple shares
///
/// The check-ins that either partner shares with the other, newest day first.
#[utoipa::path(
    operation_id = "list_shared_check_ins",
    tag = "Check-ins",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of shared check-ins", body = Page<SharedCheckInResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/check-ins")]
async fn list_shared_check_ins(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SharedCheckInResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_shared_check_ins", &couple);
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
    let event = Event::new("list_shared_check_ins", "check_in").of_couple(couple);
    let (found, key) = actor.read(event, list).await?;
    let order = |item: &SharedRow| (item.local_date, item.id);
    let open = |item| SharedCheckInResponse::open(item, reader.practice, &key);
    Page::cut(found, limit, &sealing, order, open)
}

/// Read what a partner shared
///
/// One shared check-in. Its version tells only of changes in what is shared.
#[utoipa::path(
    operation_id = "find_shared_check_in",
    tag = "Check-ins",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_id" = SharedCheckInId, Path, description = "The id under which it is shared")
    ),
    responses((status = 200, description = "The shared check-in", body = SharedCheckInResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/check-ins/{shared_id}")]
async fn find_shared_check_in(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, SharedCheckInId)>,
) -> ApiResult<Tagged<SharedCheckInResponse>> {
    let ((couple, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_shared(conn, &reader, couple, id), actor.key(conn))?;
        SharedCheckInResponse::open(found.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_shared_check_in", "check_in").on(id).of_couple(couple);
    actor.read(event, find).await.map(Tagged)
}
