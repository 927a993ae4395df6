//! Operations on answers to a repair.

use actix_web::{delete, get, put, web};

use super::dto::{GivenRepairResponse, UpdateRepairResponseRequest};
use super::{give, queries};
use crate::homework::assignments::reaches_client;
use crate::homework::repairs::shared::SharedRepairResponse;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, IfMatch, IfMatchHeader, NoContent, Page, PageQuery, Routes, Tagged,
    ValidQuery,
};
use crate::platform::ids::kind::{ClientId, CoupleId, SharedRepairId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(update_repair_response).service(delete_repair_response).service(list_repair_responses);
}

/// Answer a repair
///
/// By the one who got it, over the version of the repair that its ETag tells; an answer that is there is replaced, and kept as
/// a version. With `visibility` `therapist` the one who sent the repair cannot tell it from silence. From `partner` to
/// `therapist` takes back, which can be noticed, and `can_be_noticed` says so.
#[utoipa::path(
    operation_id = "update_repair_response",
    tag = "Repairs",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_repair_id" = SharedRepairId, Path, description = "The id under which the repair is shared"),
        IfMatchHeader
    ),
    request_body = UpdateRepairResponseRequest,
    responses((status = 200, description = "The repair with the answer", body = SharedRepairResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/repairs/{shared_repair_id}/response")]
async fn update_repair_response(
    actor: Actor<ClientOnly>,
    path: web::Path<(CoupleId, SharedRepairId)>,
    change: Change<UpdateRepairResponseRequest>,
) -> ApiResult<Tagged<SharedRepairResponse>> {
    let (couple, id) = path.into_inner();
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| give::update_response(&actor, conn, couple, id, version, &body).await;
    let event = Event::new("update_repair_response", "repair_response").on(id).of_couple(couple);
    actor.write(event, write).await.map(Tagged)
}

/// Delete an answer to a repair
///
/// By the one who gave it. Where it was given to the sender, that it is gone can be noticed.
#[utoipa::path(
    operation_id = "delete_repair_response",
    tag = "Repairs",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("shared_repair_id" = SharedRepairId, Path, description = "The id under which the repair is shared"),
        IfMatchHeader
    ),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/couples/{couple_id}/repairs/{shared_repair_id}/response")]
async fn delete_repair_response(
    actor: Actor<ClientOnly>,
    path: web::Path<(CoupleId, SharedRepairId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (couple, id) = path.into_inner();
    let delete = async |conn: Conn<'_>| give::delete_response(&actor, conn, couple, id, version.0).await;
    let event = Event::new("delete_repair_response", "repair_response").on(id).of_couple(couple);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List a client's answers to repairs
///
/// The newest repair first, also to repairs that are not shared any more: the own ones for who gave them, all of them for the
/// care team.
#[utoipa::path(
    operation_id = "list_repair_responses",
    tag = "Repairs",
    params(("client_id" = ClientId, Path, description = "Who answered"), PageQuery),
    responses((status = 200, description = "A page of answers", body = Page<GivenRepairResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/repair-responses")]
async fn list_repair_responses(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<GivenRepairResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_repair_responses", &client);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_responses(conn, &reader, client, before, limit),
            actor.key(conn)
        )?;
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_repair_responses", "repair_response").of_client(client);
    let (found, key) = actor.read(event, list).await?;
    Page::cut(found, limit, &sealing, queries::key_of, |found| queries::open(found, &reader, &key))
}
