//! Second factors and recovery codes in the database. They belong to no practice, as accounts do.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::{SecondFactorResponse, SecondFactorState};
use super::model::SecondFactorRow;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, SecondFactorId};
use crate::schema::{accounts, recovery_codes, second_factors};

/// Whether an account has a second factor that counts.
pub async fn is_confirmed(mut conn: Conn<'_>, account: AccountId) -> ApiResult<bool> {
    let confirmed = second_factors::table
        .filter(second_factors::account_id.eq(account))
        .filter(second_factors::confirmed_at.is_not_null());
    Ok(diesel::select(exists(confirmed)).get_result(&mut conn).await?)
}

/// What an account has.
pub async fn find_state(mut conn: Conn<'_>, account: AccountId) -> ApiResult<SecondFactorResponse> {
    let mut also = conn;
    let rows = second_factors::table
        .filter(second_factors::account_id.eq(account))
        .select(second_factors::confirmed_at);
    let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(account)).count();
    let (rows, recovery_codes_left): (Vec<Option<DateTime<Utc>>>, i64) =
        futures_util::try_join!(rows.load(&mut conn), codes.get_result(&mut also))?;
    let confirmed_at = rows.iter().copied().flatten().next();
    let state = match (confirmed_at, rows.is_empty()) {
        (Some(_), _) => SecondFactorState::Confirmed,
        (None, false) => SecondFactorState::Unconfirmed,
        (None, true) => SecondFactorState::None,
    };
    Ok(SecondFactorResponse { state, confirmed_at, recovery_codes_left })
}

/// The account's second factors, with the account locked: changes of them happen one after the other.
pub(super) async fn lock_factors(mut conn: Conn<'_>, account: AccountId) -> ApiResult<Vec<SecondFactorRow>> {
    accounts::table
        .find(account)
        .select(accounts::id)
        .for_no_key_update()
        .first::<AccountId>(&mut conn)
        .await
        .optional()?;
    let rows = second_factors::table
        .filter(second_factors::account_id.eq(account))
        .select(SecondFactorRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// The second factor that counts, with the account locked: tries of its codes happen one after the other, so that each is
/// counted. Locking the row itself would not do: one that is replaced meanwhile is gone when its turn comes, and a try
/// would find no second factor at all.
pub(super) async fn lock_confirmed(conn: Conn<'_>, account: AccountId) -> ApiResult<Option<SecondFactorRow>> {
    let rows = lock_factors(conn, account).await?;
    Ok(rows.into_iter().find(|row| row.confirmed_at.is_some()))
}

/// Begins an enrolment in the place of one that was not confirmed.
pub(super) async fn replace_pending(
    mut conn: Conn<'_>,
    account: AccountId,
    id: SecondFactorId,
    secret_sealed: Vec<u8>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let pending = second_factors::table
        .filter(second_factors::account_id.eq(account))
        .filter(second_factors::confirmed_at.is_null());
    diesel::delete(pending).execute(&mut conn).await?;
    diesel::insert_into(second_factors::table)
        .values((
            second_factors::id.eq(id),
            second_factors::account_id.eq(account),
            second_factors::secret_sealed.eq(secret_sealed),
            second_factors::created_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Takes off the second factor that counts, where there is one.
pub(super) async fn delete_confirmed(mut conn: Conn<'_>, account: AccountId) -> ApiResult<()> {
    let confirmed = second_factors::table
        .filter(second_factors::account_id.eq(account))
        .filter(second_factors::confirmed_at.is_not_null());
    diesel::delete(confirmed).execute(&mut conn).await?;
    Ok(())
}

/// Takes off everything: what counts, what waits for its first code, and the recovery codes.
pub(super) async fn delete_factors(mut conn: Conn<'_>, account: AccountId) -> ApiResult<()> {
    let mut also = conn;
    let factors = second_factors::table.filter(second_factors::account_id.eq(account));
    let codes = recovery_codes::table.filter(recovery_codes::account_id.eq(account));
    futures_util::try_join!(
        diesel::delete(factors).execute(&mut conn),
        diesel::delete(codes).execute(&mut also)
    )?;
    Ok(())
}

/// Lets an enrolment count from now on; its first code is used.
pub(super) async fn confirm(
    mut conn: Conn<'_>,
    id: SecondFactorId,
    step: i64,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let pending = second_factors::table.find(id).filter(second_factors::confirmed_at.is_null());
    let confirmed = diesel::update(pending)
        .set((second_factors::confirmed_at.eq(now), second_factors::last_step.eq(step)))
        .execute(&mut conn)
        .await?;
    Ok(confirmed > 0)
}

/// Uses a step up, with the account locked: whether it was used before has been looked at behind that lock.
pub(super) async fn use_step(mut conn: Conn<'_>, id: SecondFactorId, step: i64) -> ApiResult<()> {
    diesel::update(second_factors::table.find(id))
        .set((second_factors::last_step.eq(step), second_factors::failures.eq(0)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Counts a wrong code.
pub(super) async fn count_failure(
    mut conn: Conn<'_>,
    id: SecondFactorId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(second_factors::table.find(id))
        .set((second_factors::failures.eq(second_factors::failures + 1), second_factors::failed_at.eq(now)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Forgets the wrong codes.
pub(super) async fn forget_failures(mut conn: Conn<'_>, id: SecondFactorId) -> ApiResult<()> {
    let factor = second_factors::table.find(id);
    diesel::update(factor).set(second_factors::failures.eq(0)).execute(&mut conn).await?;
    Ok(())
}

/// Puts new recovery codes in the place of the old ones.
pub(super) async fn replace_codes(
    mut conn: Conn<'_>,
    account: AccountId,
    digests: impl IntoIterator<Item = Vec<u8>>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let old = recovery_codes::table.filter(recovery_codes::account_id.eq(account));
    diesel::delete(old).execute(&mut conn).await?;
    let row = |digest: Vec<u8>| {
        (
            recovery_codes::account_id.eq(account),
            recovery_codes::code_digest.eq(digest),
            recovery_codes::created_at.eq(now),
        )
    };
    let rows: Vec<_> = digests.into_iter().map(row).collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(&mut conn).await?;
    Ok(())
}

/// Whether an account has this recovery code.
pub(super) async fn has_code(mut conn: Conn<'_>, account: AccountId, digest: &[u8]) -> ApiResult<bool> {
    let code = recovery_codes::table.find((account, digest));
    Ok(diesel::select(exists(code)).get_result(&mut conn).await?)
}

/// Uses a recovery code up; of uses at once, one finds it.
pub(super) async fn use_code(mut conn: Conn<'_>, account: AccountId, digest: &[u8]) -> ApiResult<bool> {
    let code = recovery_codes::table.find((account, digest));
    Ok(diesel::delete(code).execute(&mut conn).await? > 0)
}
