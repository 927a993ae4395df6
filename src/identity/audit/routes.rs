//! Reading the trail.

use actix_web::get;

use super::dto::{AuditEventResponse, ListAuditEventsQuery};
use super::model::Event;
use super::queries;
use crate::identity::actor::{Access, Actor};
use crate::identity::memberships::Role;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, Page, Routes, ValidQuery};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_audit_events);
}

/// Who answers for the practice's records.
pub enum AuditReader {}

impl Access for AuditReader {
    const ROLES: &'static [Role] = &[Role::Owner, Role::Admin, Role::Auditor];
}

/// List audit events
///
/// Who did what in this practice, newest first: ids, names of actions and how they ended, never content. Reading the
/// trail is itself recorded, about the client or couple that is asked for. What concerns safety marks and planned ends is recorded and
/// chained like all else, but not shown here: it is the care team's alone.
#[utoipa::path(
    operation_id = "list_audit_events",
    tag = "Audit",
    params(ListAuditEventsQuery),
    responses((status = 200, description = "A page of events", body = Page<AuditEventResponse>)),
    extensions(("x-roles" = json!(AuditReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/audit-events")]
async fn list_audit_events(
    actor: Actor<AuditReader>,
    query: ValidQuery<ListAuditEventsQuery>,
) -> ApiResult<Page<AuditEventResponse>> {
    let filter = query.0;
    let key = actor.cursor("list_audit_events", &filter.bound());
    let after = key.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_events(conn, actor.practice(), &filter, after).await;
    let mut event = Event::new("list_audit_events", "audit_event");
    event = filter.client_id.map_or(event, |client| event.of_client(client));
    event = filter.couple_id.map_or(event, |couple| event.of_couple(couple));
    let rows = actor.read(event, list).await?;
    Page::cut(rows, filter.limit, &key, |row| (row.at, row.id), |row| Ok(row.into()))
}
