//! Notices in the database. They belong to no practice, as accounts do.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{Locale, NoticeKind, NoticeRow, address_place};
use crate::identity::services::ServerKeys;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AccountId, NoticeId};
use crate::schema::notices;

/// A notice to be sent.
pub struct NewNotice<'n> {
    /// What it tells.
    pub kind: NoticeKind,
    /// Where it goes.
    pub to: &'n str,
    /// Whose it is, where that is known.
    pub account: Option<AccountId>,
    /// The current instant.
    pub now: DateTime<Utc>,
}

/// Writes a notice, to be sent once the transaction of its cause is committed.
pub async fn create_notice(mut conn: Conn<'_>, keys: &ServerKeys, new: NewNotice<'_>) -> ApiResult<()> {
    let NewNotice { kind, to, account, now } = new;
    let id = NoticeId::generate();
    let sealed = keys.wrapping.seal(&address_place(id), to.as_bytes()).map_err(|_| ApiError::Internal)?;
    diesel::insert_into(notices::table)
        .values((
            notices::id.eq(id),
            notices::kind.eq(AsText(kind)),
            notices::locale.eq(AsText(Locale::En)),
            notices::account_id.eq(account),
            notices::address_sealed.eq(sealed),
            notices::due_at.eq(now),
            notices::created_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Takes back what waits to be sent to an account with a token in it.
pub async fn void_notices(mut conn: Conn<'_>, account: AccountId) -> ApiResult<()> {
    let waiting = notices::table
        .filter(notices::account_id.eq(account))
        .filter(notices::kind.eq(AsText(NoticeKind::EmailChange)));
    diesel::delete(waiting).execute(&mut conn).await?;
    Ok(())
}

/// Takes what is due, so that no other sender does until the lease is over.
pub(super) async fn take_due(
    mut conn: Conn<'_>,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: i64,
) -> ApiResult<Vec<NoticeRow>> {
    let due: Vec<NoticeId> = notices::table
        .filter(notices::given_up_at.is_null())
        .filter(notices::due_at.le(now))
        .order(notices::due_at)
        .limit(limit)
        .select(notices::id)
        .for_update()
        .skip_locked()
        .load(&mut conn)
        .await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let taken = diesel::update(notices::table.filter(notices::id.eq_any(due)))
        .set((notices::due_at.eq(now + lease), notices::attempts.eq(notices::attempts + 1)))
        .returning(NoticeRow::as_returning())
        .get_results(&mut conn)
        .await?;
    Ok(taken)
}

/// The notice that this attempt holds; another sender may have taken it since.
#[diesel::dsl::auto_type(no_type_alias)]
fn held(id: NoticeId, attempt: i32) -> _ {
    notices::table.filter(notices::id.eq(id)).filter(notices::attempts.eq(attempt))
}

/// Forgets a notice that was sent.
pub(super) async fn delete_notice(mut conn: Conn<'_>, id: NoticeId, attempt: i32) -> ApiResult<()> {
    diesel::delete(held(id, attempt)).execute(&mut conn).await?;
    Ok(())
}

/// Puts a notice off that could not be sent.
pub(super) async fn put_off(
    mut conn: Conn<'_>,
    id: NoticeId,
    attempt: i32,
    until: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(held(id, attempt)).set(notices::due_at.eq(until)).execute(&mut conn).await?;
    Ok(())
}

/// Gives a notice up; where it should have gone is forgotten.
pub(super) async fn give_up(
    mut conn: Conn<'_>,
    id: NoticeId,
    attempt: i32,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(held(id, attempt))
        .set((notices::address_sealed.eq(None::<Vec<u8>>), notices::given_up_at.eq(now)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Deletes what was given up before an instant.
pub(super) async fn prune(mut conn: Conn<'_>, before: DateTime<Utc>) -> ApiResult<()> {
    diesel::delete(notices::table.filter(notices::given_up_at.lt(before))).execute(&mut conn).await?;
    Ok(())
}
