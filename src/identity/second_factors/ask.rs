//! Asking for the second factor where somebody proves who they are: at sign-in, at accepting an invitation, and in
//! between.

use super::change::tell_account;
use super::codes::{self, Typed};
use super::model::SecondFactorRow;
use super::{queries, totp};
use crate::identity::notices::NoticeKind;
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::AccountId;

/// How the question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The account has no second factor.
    NotAsked,
    /// It has one, and no code was given.
    Missing,
    /// The code is right.
    Right,
    /// The code is wrong, or was used before.
    Wrong,
}

/// What a right code is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// It is used up: it works once.
    Once,
    /// It is looked at, and comes again with the next request.
    Look,
}

/// Asks for the second factor of an account whose password was right. In a transaction of its own, committed whatever
/// comes of it: a wrong code is counted, a right one stays used.
pub async fn ask(
    services: &Services,
    account: AccountId,
    code: Option<&str>,
    taken: Use,
) -> ApiResult<Answer> {
    let Some(code) = code else {
        let find = async |conn: Conn<'_>| queries::is_confirmed(conn, account).await;
        let confirmed = services.database.without_practice(Mode::Read, find).await?;
        return Ok(if confirmed { Answer::Missing } else { Answer::NotAsked });
    };
    let check = async |conn: Conn<'_>| check(conn, services, account, code, taken).await;
    services.database.without_practice(Mode::Write, check).await
}

async fn check(
    conn: Conn<'_>,
    services: &Services,
    account: AccountId,
    code: &str,
    taken: Use,
) -> ApiResult<Answer> {
    let Some(factor) = queries::lock_confirmed(conn, account).await? else { return Ok(Answer::NotAsked) };
    let right = match codes::read(code) {
        Typed::Recovery(plain) => check_recovery(conn, services, &factor, &plain, taken).await?,
        Typed::Totp(digits) => check_totp(conn, services, &factor, &digits, taken).await?,
    };
    Ok(if right { Answer::Right } else { Answer::Wrong })
}

async fn check_recovery(
    conn: Conn<'_>,
    services: &Services,
    factor: &SecondFactorRow,
    plain: &str,
    taken: Use,
) -> ApiResult<bool> {
    let digest = codes::digest(&services.shared.keys, factor.account_id, plain);
    if taken == Use::Look {
        return queries::has_code(conn, factor.account_id, &digest).await;
    }
    let used = queries::use_code(conn, factor.account_id, &digest).await?;
    if used {
        // The owner is back: somebody else's wrong codes keep the app from being taken no longer.
        queries::forget_failures(conn, factor.id).await?;
        tell_account(conn, services, factor.account_id, NoticeKind::RecoveryCodeUsed).await?;
    }
    Ok(used)
}

async fn check_totp(
    conn: Conn<'_>,
    services: &Services,
    factor: &SecondFactorRow,
    digits: &str,
    taken: Use,
) -> ApiResult<bool> {
    let now = services.shared.clock.now();
    if factor.is_paused(now) {
        return Ok(false);
    }
    let secret = factor.secret(&services.shared.keys.wrapping)?;
    match (totp::right_step(&secret, digits, now, factor.last_step), taken) {
        (Some(step), Use::Once) => queries::use_step(conn, factor.id, step).await.map(|()| true),
        (Some(_), Use::Look) => Ok(true),
        (None, _) => queries::count_failure(conn, factor.id, now).await.map(|()| false),
    }
}
