//! Pages of links and events.

use std::collections::HashMap;

use diesel::data_types::PgTimestamp;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::identity::audit::chain::StoredEvent;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::PracticeId;
use crate::schema::{account_memberships, audit_events, audit_links, audit_unsealed};

/// A link with the event it covers, if that is there.
pub(super) struct Link {
    pub number: i64,
    pub event_id: Uuid,
    pub sealed_at: PgTimestamp,
    pub mac: Vec<u8>,
    pub content: Option<StoredEvent>,
}

/// An event: whether it has a link, and if it waits for one, its content and the MAC that it was recorded with.
pub(super) struct Event {
    pub id: Uuid,
    pub is_linked: bool,
    pub waiting: Option<(StoredEvent, Vec<u8>)>,
}

/// Practices that somebody may sign in to.
pub(super) async fn directory(mut conn: Conn<'_>) -> ApiResult<Vec<PracticeId>> {
    let practices = account_memberships::table.select(account_memberships::practice_id).distinct();
    Ok(practices.load(&mut conn).await?)
}

/// Practices whose events wait.
pub(super) async fn waiting_practices(mut conn: Conn<'_>) -> ApiResult<Vec<PracticeId>> {
    Ok(audit_unsealed::table.select(audit_unsealed::practice_id).distinct().load(&mut conn).await?)
}

/// Links behind this number, in their order.
pub(super) async fn links(
    mut conn: Conn<'_>,
    practice: PracticeId,
    after: i64,
    limit: i64,
) -> ApiResult<Vec<Link>> {
    let rows: Vec<(i64, Uuid, PgTimestamp, Vec<u8>)> = audit_links::table
        .filter(audit_links::practice_id.eq(practice))
        .filter(audit_links::number.gt(after))
        .order(audit_links::number)
        .limit(limit)
        .select((audit_links::number, audit_links::event_id, audit_links::sealed_at, audit_links::mac))
        .load(&mut conn)
        .await?;
    let mut events = contents(conn, practice, rows.iter().map(|row| row.1).collect()).await?;
    let link = |(number, event_id, sealed_at, mac)| {
        let content = events.remove(&event_id);
        Link { number, event_id, sealed_at, mac, content }
    };
    Ok(rows.into_iter().map(link).collect())
}

/// The MACs of these links, as far as they are there.
pub(super) async fn macs(
    mut conn: Conn<'_>,
    practice: PracticeId,
    numbers: &[i64],
) -> ApiResult<HashMap<i64, Vec<u8>>> {
    let rows: Vec<(i64, Vec<u8>)> = audit_links::table
        .filter(audit_links::practice_id.eq(practice))
        .filter(audit_links::number.eq_any(numbers))
        .select((audit_links::number, audit_links::mac))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Events behind this id, in the order of their ids.
pub(super) async fn events(
    mut conn: Conn<'_>,
    practice: PracticeId,
    after: Option<Uuid>,
    limit: i64,
) -> ApiResult<Vec<Event>> {
    let link = audit_links::practice_id
        .eq(audit_events::practice_id)
        .and(audit_links::event_id.eq(audit_events::id));
    let waiting = audit_unsealed::practice_id
        .eq(audit_events::practice_id)
        .and(audit_unsealed::event_id.eq(audit_events::id));
    let mut query = audit_events::table
        .left_join(audit_links::table.on(link))
        .left_join(audit_unsealed::table.on(waiting))
        .filter(audit_events::practice_id.eq(practice))
        .order(audit_events::id)
        .limit(limit)
        .select((audit_events::id, audit_links::number.nullable(), audit_unsealed::mac.nullable()))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(audit_events::id.gt(after));
    }
    let rows: Vec<(Uuid, Option<i64>, Option<Vec<u8>>)> = query.load(&mut conn).await?;
    let waiting = rows.iter().filter(|row| row.1.is_none() && row.2.is_some()).map(|row| row.0);
    let mut contents = contents(conn, practice, waiting.collect()).await?;
    let event = |(id, link, mac): (Uuid, Option<i64>, Option<Vec<u8>>)| Event {
        id,
        is_linked: link.is_some(),
        waiting: contents.remove(&id).zip(mac),
    };
    Ok(rows.into_iter().map(event).collect())
}

/// These events whole, as far as they are there.
async fn contents(
    mut conn: Conn<'_>,
    practice: PracticeId,
    ids: Vec<Uuid>,
) -> ApiResult<HashMap<Uuid, StoredEvent>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let events: Vec<StoredEvent> = audit_events::table
        .filter(audit_events::practice_id.eq(practice))
        .filter(audit_events::id.eq_any(ids))
        .select(StoredEvent::as_select())
        .load(&mut conn)
        .await?;
    Ok(events.into_iter().map(|event| (event.id, event)).collect())
}

/// An event that stands in the queue and nowhere else.
pub(super) async fn waiting_without_event(
    mut conn: Conn<'_>,
    practice: PracticeId,
) -> ApiResult<Option<Uuid>> {
    let event = audit_events::practice_id
        .eq(audit_unsealed::practice_id)
        .and(audit_events::id.eq(audit_unsealed::event_id));
    let orphan = audit_unsealed::table
        .left_join(audit_events::table.on(event))
        .filter(audit_unsealed::practice_id.eq(practice))
        .filter(audit_events::id.nullable().is_null())
        .order(audit_unsealed::event_id)
        .select(audit_unsealed::event_id);
    Ok(orphan.first(&mut conn).await.optional()?)
}
