//! One-time tokens that reach an account by e-mail. The newest of each purpose works, once, for ten minutes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::platform::crypto::{random_bytes, sha256};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::AccountId;
use crate::schema::account_tokens;

const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Purpose {
    /// Choosing a new password without the old one.
    PasswordReset,
    /// Proving that a new e-mail address is one's own.
    EmailChange,
}

/// Makes a token, kept as a hash; an earlier one of the same purpose ends.
pub async fn replace_token(
    mut conn: Conn<'_>,
    account: AccountId,
    purpose: Purpose,
    new_email: Option<&str>,
    now: DateTime<Utc>,
) -> ApiResult<String> {
    let secret = random_bytes::<32>().map_err(|_| ApiError::Internal)?;
    diesel::insert_into(account_tokens::table)
        .values((
            account_tokens::account_id.eq(account),
            account_tokens::purpose.eq(AsText(purpose)),
            account_tokens::token_hash.eq(sha256(&secret).as_slice()),
            account_tokens::new_email.eq(new_email),
            account_tokens::expires_at.eq(now + LIFETIME),
            account_tokens::created_at.eq(now),
        ))
        .on_conflict((account_tokens::account_id, account_tokens::purpose))
        .do_update()
        .set((
            account_tokens::token_hash.eq(excluded(account_tokens::token_hash)),
            account_tokens::new_email.eq(excluded(account_tokens::new_email)),
            account_tokens::expires_at.eq(excluded(account_tokens::expires_at)),
            account_tokens::created_at.eq(excluded(account_tokens::created_at)),
        ))
        .execute(&mut conn)
        .await?;
    Ok(URL_SAFE_NO_PAD.encode(secret))
}

/// Whose a token is, if it would work now.
pub async fn find_holder(
    mut conn: Conn<'_>,
    purpose: Purpose,
    token: &str,
    now: DateTime<Utc>,
) -> ApiResult<Option<AccountId>> {
    let Some(hash) = hash_of(token) else { return Ok(None) };
    let holder = account_tokens::table
        .filter(account_tokens::token_hash.eq(hash.as_slice()))
        .filter(account_tokens::purpose.eq(AsText(purpose)))
        .filter(account_tokens::expires_at.gt(now))
        .select(account_tokens::account_id);
    Ok(holder.first(&mut conn).await.optional()?)
}

/// Uses a token up: the account, and the new address where it is about one. Of uses at once, one finds it.
pub async fn use_token(
    mut conn: Conn<'_>,
    purpose: Purpose,
    token: &str,
    now: DateTime<Utc>,
) -> ApiResult<Option<(AccountId, Option<String>)>> {
    let Some(hash) = hash_of(token) else { return Ok(None) };
    let open = account_tokens::table
        .filter(account_tokens::token_hash.eq(hash.as_slice()))
        .filter(account_tokens::purpose.eq(AsText(purpose)))
        .filter(account_tokens::expires_at.gt(now));
    let used = diesel::delete(open)
        .returning((account_tokens::account_id, account_tokens::new_email))
        .get_result(&mut conn)
        .await
        .optional()?;
    Ok(used)
}

/// Ends every token of an account.
pub async fn void_tokens(mut conn: Conn<'_>, account: AccountId) -> ApiResult<()> {
    let all = account_tokens::table.filter(account_tokens::account_id.eq(account));
    diesel::delete(all).execute(&mut conn).await?;
    Ok(())
}

/// Deletes the tokens of everybody that have expired.
pub async fn prune_tokens(mut conn: Conn<'_>, now: DateTime<Utc>) -> ApiResult<usize> {
    let expired = account_tokens::table.filter(account_tokens::expires_at.lt(now));
    Ok(diesel::delete(expired).execute(&mut conn).await?)
}

fn hash_of(token: &str) -> Option<[u8; 32]> {
    let secret: [u8; 32] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
    Some(sha256(&secret))
}
