//! Requests for erasure and the ledger of erasures in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{ClientState, RequestRow};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, MembershipId, PracticeId};
use crate::schema::{account_memberships, clients, erasure_requests, erasures};

/// The row of a client, locked until the transaction ends: whoever writes of the client waits, or was waited for.
pub async fn lock_client(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<Option<ClientState>> {
    let row = clients::table.find((practice, client)).select((clients::restricted_at, clients::erased_at));
    Ok(row.for_update().first(&mut conn).await.optional()?)
}

/// The open request about a client.
pub async fn find_request(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<Option<RequestRow>> {
    let row = erasure_requests::table.find((practice, client)).select(RequestRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// Enters a request.
pub async fn insert_request(
    mut conn: Conn<'_>,
    (practice, client): (PracticeId, ClientId),
    requested_by: MembershipId,
    last_act_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::insert_into(erasure_requests::table)
        .values((
            erasure_requests::practice_id.eq(practice),
            erasure_requests::client_id.eq(client),
            erasure_requests::requested_by.eq(requested_by),
            erasure_requests::last_act_at.eq(last_act_at),
            erasure_requests::created_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Notes that a request is being carried out.
pub async fn start_request(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let request = erasure_requests::table.find((practice, client));
    diesel::update(request).set(erasure_requests::started_at.eq(now)).execute(&mut conn).await?;
    Ok(())
}

/// Takes a request away.
pub async fn delete_request(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    diesel::delete(erasure_requests::table.find((practice, client))).execute(&mut conn).await?;
    Ok(())
}

/// Writes an erasure into the database's ledger.
pub async fn insert_erasure(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    at: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::insert_into(erasures::table)
        .values((
            erasures::practice_id.eq(practice),
            erasures::client_id.eq(client),
            erasures::erased_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// When a client was erased.
pub async fn find_erasure(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<Option<DateTime<Utc>>> {
    let at = erasures::table.find((practice, client)).select(erasures::erased_at);
    Ok(at.first(&mut conn).await.optional()?)
}

/// Whom a practice has erased, in the order of time.
pub async fn list_erasures(
    mut conn: Conn<'_>,
    practice: PracticeId,
) -> ApiResult<Vec<(ClientId, DateTime<Utc>)>> {
    let rows = erasures::table
        .filter(erasures::practice_id.eq(practice))
        .order((erasures::erased_at, erasures::client_id))
        .select((erasures::client_id, erasures::erased_at));
    Ok(rows.load(&mut conn).await?)
}

/// Practices that somebody may sign in to: all, for each has an owner.
pub async fn list_practices(mut conn: Conn<'_>) -> ApiResult<Vec<PracticeId>> {
    let practices = account_memberships::table.select(account_memberships::practice_id).distinct();
    Ok(practices.order(account_memberships::practice_id).load(&mut conn).await?)
}
