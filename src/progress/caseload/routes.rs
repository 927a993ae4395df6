//! The operation on the caseload.

use actix_web::get;

use super::dto::{CaseloadResponse, ListCaseloadQuery};
use super::load::load;
use super::model::Place;
use crate::identity::actor::{Access, Actor, Clinician};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, Page, Routes, ValidQuery};

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_caseload);
}

/// List the caseload
///
/// One row for each client and each lasting couple in the caller's care, for a supervisor those of the supervised, with what
/// needs eyes. Check-ins, lapses and returns are those of the last 12 weeks; nothing private is counted, and of a couple's
/// homework only what belongs to the couple. A page follows an order whose numbers move: what changes meanwhile may come twice or not
/// at all.
#[utoipa::path(
    operation_id = "list_caseload",
    tag = "Reviewing",
    params(ListCaseloadQuery),
    responses((status = 200, description = "A page of the caseload", body = Page<CaseloadResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/caseload")]
async fn list_caseload(
    actor: Actor<Clinician>,
    query: ValidQuery<ListCaseloadQuery>,
) -> ApiResult<Page<CaseloadResponse>> {
    let (reader, now, asked) = (actor.reader(), actor.now(), query.0);
    let sealing = actor.cursor("list_caseload", &asked.order);
    let after: Option<Place> = sealing.open(asked.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| load(conn, &reader, &asked, after, now).await;
    let rows = actor.read(Event::new("list_caseload", "caseload"), list).await?;
    Page::cut(rows, asked.limit, &sealing, |(place, _)| place.clone(), |(_, row)| Ok(row))
}
