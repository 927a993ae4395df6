//! The queue of events that wait, and the links.

use diesel::data_types::PgTimestamp;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::identity::audit::chain::{Head, Mac, StoredEvent};
use crate::platform::db::{Cached, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;
use crate::schema::{audit_events, audit_links, audit_unsealed};

/// Held until the transaction ends. Of a queue, which is empty most of the time, PostgreSQL knows no size: it would take each
/// statement below for one about a few rows, read the whole queue and sort it. So it is told to follow the keys.
const LOCK: &str = "SELECT pg_advisory_xact_lock($1), set_config('enable_sort', 'off', true), \
     set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), \
     set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)";
const INSERT_LINKS: &str = "INSERT INTO audit_links (practice_id, number, event_id, sealed_at, mac) \
     SELECT $1, number, event_id, sealed_at, mac FROM UNNEST($2, $3, $4, $5) AS batch (number, event_id, sealed_at, mac)";

const END_WAITING: &str = "DELETE FROM audit_unsealed USING UNNEST($2) AS sealed (event_id) \
     WHERE audit_unsealed.practice_id = $1 AND audit_unsealed.event_id = sealed.event_id";

/// The event's id and the MAC that it was recorded with.
pub(super) type Waiting = (Uuid, Vec<u8>);

/// A link to be written.
pub(super) struct LinkInsert {
    pub number: i64,
    pub event_id: Uuid,
    pub sealed_at: PgTimestamp,
    pub mac: Mac,
}

/// Whose events wait.
pub(super) async fn practices_with_waiting(mut conn: Conn<'_>) -> ApiResult<Vec<PracticeId>> {
    let practices = audit_unsealed::table.select(audit_unsealed::practice_id).distinct();
    Ok(practices.order(audit_unsealed::practice_id).load(&mut conn).await?)
}

/// Lets one transaction at a time extend a practice's chain.
pub(super) async fn lock_chain(mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<()> {
    // The random half of the id. Two practices that share it would only take turns.
    let number = practice.uuid().as_u64_pair().1.cast_signed();
    diesel::sql_query(LOCK).bind::<BigInt, _>(number).execute(&mut conn).await?;
    Ok(())
}

/// The last link.
pub(super) async fn head(mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<Option<Head>> {
    let row: Option<(i64, Vec<u8>)> = audit_links::table
        .filter(audit_links::practice_id.eq(practice))
        .order(audit_links::number.desc())
        .select((audit_links::number, audit_links::mac))
        .first(&mut conn)
        .await
        .optional()?;
    let head = |(number, mac): (i64, Vec<u8>)| {
        let mac = mac.try_into().map_err(|_| ApiError::Internal)?;
        Ok(Head { practice: practice.uuid(), number, mac })
    };
    row.map(head).transpose()
}

/// What waits behind this id, in the order of the ids. Of a long queue only the next batch's events are looked up.
pub(super) async fn waiting(
    mut conn: Conn<'_>,
    practice: PracticeId,
    after: Option<Uuid>,
    limit: i64,
) -> ApiResult<Vec<Waiting>> {
    let rows = audit_unsealed::table
        .filter(audit_unsealed::practice_id.eq(practice))
        .filter(audit_unsealed::event_id.gt(after.unwrap_or(Uuid::nil())))
        .order(audit_unsealed::event_id)
        .limit(limit)
        .select((audit_unsealed::event_id, audit_unsealed::mac))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Those of these events that are there, in the order of their ids.
pub(super) async fn events(
    mut conn: Conn<'_>,
    practice: PracticeId,
    ids: &[Uuid],
) -> ApiResult<Vec<StoredEvent>> {
    let rows = audit_events::table
        .filter(audit_events::practice_id.eq(practice))
        .filter(audit_events::id.eq_any(ids))
        .order(audit_events::id)
        .select(StoredEvent::as_select());
    Ok(rows.load(&mut conn).await?)
}

/// Those of these events that have a link.
pub(super) async fn linked(mut conn: Conn<'_>, practice: PracticeId, ids: &[Uuid]) -> ApiResult<Vec<Uuid>> {
    let rows = audit_links::table
        .filter(audit_links::practice_id.eq(practice))
        .filter(audit_links::event_id.eq_any(ids))
        .select(audit_links::event_id);
    Ok(rows.load(&mut conn).await?)
}

/// Writes links.
pub(super) async fn insert_links(
    mut conn: Conn<'_>,
    practice: PracticeId,
    links: &[LinkInsert],
) -> ApiResult<()> {
    fn column<T>(links: &[LinkInsert], value: impl Fn(&LinkInsert) -> T) -> Vec<T> {
        links.iter().map(value).collect()
    }
    let insert = diesel::sql_query(INSERT_LINKS)
        .bind::<SqlUuid, _>(practice)
        .bind::<Array<BigInt>, _>(column(links, |link| link.number))
        .bind::<Array<SqlUuid>, _>(column(links, |link| link.event_id))
        .bind::<Array<Timestamptz>, _>(column(links, |link| link.sealed_at))
        .bind::<Array<Bytea>, _>(column(links, |link| link.mac.to_vec()));
    Cached(insert).execute(&mut conn).await?;
    Ok(())
}

/// Takes events out of the queue.
pub(super) async fn end_waiting(mut conn: Conn<'_>, practice: PracticeId, events: &[Uuid]) -> ApiResult<()> {
    let ended = diesel::sql_query(END_WAITING).bind::<SqlUuid, _>(practice).bind::<Array<SqlUuid>, _>(events);
    Cached(ended).execute(&mut conn).await?;
    Ok(())
}
