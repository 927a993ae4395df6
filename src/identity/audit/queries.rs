//! The trail in the database. Whoever may read it reads all of the practice's, but for what would tell of a safety mark or of
//! somebody's plan to end a couple.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::dto::ListAuditEventsQuery;
use super::model::Outcome;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AuditEventId, ClientId, CoupleId, MembershipId, PracticeId, SessionId};
use crate::schema::audit_events;

/// An event as it is shown.
#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub(super) struct EventRow {
    pub id: AuditEventId,
    pub at: DateTime<Utc>,
    pub account_id: Uuid,
    pub membership_id: MembershipId,
    pub session_id: Option<SessionId>,
    pub acting_as: Vec<String>,
    pub action: String,
    pub resource: String,
    pub resource_id: Option<Uuid>,
    pub client_id: Option<ClientId>,
    pub couple_id: Option<CoupleId>,
    pub outcome: AsText<Outcome>,
    pub request_id: Uuid,
}

/// Who reads the trail need not be of the care team, and must not learn that somebody has a safety mark, nor that one was
/// looked for, nor that somebody plans to end a couple. Said as a constant, as the indexes say it.
const SHOWN: &str = "audit_events.resource NOT IN ('safety_mark', 'planned_end')";

/// The key of the list's order.
pub(super) type After = (DateTime<Utc>, AuditEventId);

/// A page of the practice's events, newest first. Each filter has an index in this order.
pub(super) async fn list_events(
    mut conn: Conn<'_>,
    practice: PracticeId,
    filter: &ListAuditEventsQuery,
    after: Option<After>,
) -> ApiResult<Vec<EventRow>> {
    let mut query = audit_events::table
        .filter(audit_events::practice_id.eq(practice))
        .filter(sql::<Bool>(SHOWN))
        .order((audit_events::at.desc(), audit_events::id.desc()))
        .limit(filter.limit.rows())
        .select(EventRow::as_select())
        .into_boxed();
    if let Some(client) = filter.client_id {
        query = query.filter(audit_events::client_id.eq(client));
    }
    if let Some(couple) = filter.couple_id {
        query = query.filter(audit_events::couple_id.eq(couple));
    }
    if let Some(member) = filter.membership_id {
        query = query.filter(audit_events::membership_id.eq(member));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit_events::action.eq(action));
    }
    query = match filter.outcome {
        // Said as a constant, or the partial index of denials would not be known to fit.
        Some(Outcome::Denied) => query.filter(sql::<Bool>("audit_events.outcome = 'denied'")),
        Some(outcome) => query.filter(audit_events::outcome.eq(AsText(outcome))),
        None => query,
    };
    if let Some(from) = filter.at_from {
        query = query.filter(audit_events::at.ge(from));
    }
    if let Some(to) = filter.at_to {
        query = query.filter(audit_events::at.lt(to));
    }
    if let Some((at, id)) = after {
        let older = audit_events::at.lt(at);
        let same_instant = audit_events::at.eq(at).and(audit_events::id.lt(id));
        // The first bound is where the index starts; the second is exact.
        query = query.filter(audit_events::at.le(at)).filter(older.or(same_instant));
    }
    Ok(query.load(&mut conn).await?)
}
