//! Setting a second factor up, confirming it, and taking it off.

use super::codes::{self, Typed};
use super::dto::{ConfirmSecondFactorRequest, SecondFactorEnrolmentResponse};
use super::model::{SecondFactorRow, secret_place};
use super::queries;
use super::totp::{self, SECRET_BYTES, STEP_SECONDS};
use crate::identity::accounts;
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::identity::notices::{NewNotice, NoticeKind, create_notice};
use crate::identity::proof;
use crate::identity::services::Services;
use crate::identity::sessions::{Ending, end_sessions_elsewhere};
use crate::platform::crypto::{base32, percent_encode, random_bytes};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::platform::ids::kind::{AccountId, SecondFactorId};

const ISSUER: &str = "Holdfast";

/// The two that an account may have, once the session has proved enough to change them.
struct Factors {
    confirmed: bool,
    pending: Option<SecondFactorRow>,
}

/// Locks the account's second factors and refuses a session that has not proved itself of late. A session that is
/// limited until it has its first second factor need not: its bearer has just what it takes to sign in, and no more.
async fn open_for_change<A: Access>(actor: &Actor<A>, conn: Conn<'_>) -> ApiResult<Factors> {
    let rows = queries::lock_factors(conn, actor.account()).await?;
    let proved = proof::find_proof(conn, actor.practice(), actor.session()).await?;
    let confirmed = rows.iter().any(|row| row.confirmed_at.is_some());
    let since = actor.now() - actor.services().shared.session_rules.proof_age;
    let first = actor.is_limited() && !confirmed;
    if !first && !proved.counts(confirmed, since) {
        return Err(ApiError::StepUpNeeded);
    }
    Ok(Factors { confirmed, pending: rows.into_iter().find(|row| row.confirmed_at.is_none()) })
}

/// Sets up a second factor, which counts once it is confirmed; the one that counts stays until then.
pub(super) async fn enrol<A: Access>(
    actor: &Actor<A>,
    conn: Conn<'_>,
) -> ApiResult<SecondFactorEnrolmentResponse> {
    open_for_change(actor, conn).await?;
    let (id, account, keys) = (SecondFactorId::generate(), actor.account(), &actor.services().shared.keys);
    let secret = random_bytes::<SECRET_BYTES>().map_err(|_| ApiError::Internal)?;
    let sealed = keys.wrapping.seal(&secret_place(id, account), &secret).map_err(|_| ApiError::Internal)?;
    queries::replace_pending(conn, account, id, sealed, actor.now()).await?;
    let email = accounts::find_email(conn, account).await?;
    let (secret, label) = (base32(&secret), percent_encode(&email));
    let uri = format!(
        "otpauth://totp/{ISSUER}:{label}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits={}&period={STEP_SECONDS}",
        totp::DIGITS
    );
    Ok(SecondFactorEnrolmentResponse { secret, uri })
}

/// Lets the second factor count that was set up, in the place of an earlier one; its recovery codes.
pub(super) async fn confirm<A: Access>(
    actor: &Actor<A>,
    conn: Conn<'_>,
    request: &ConfirmSecondFactorRequest,
) -> ApiResult<Vec<String>> {
    let ConfirmSecondFactorRequest { code, end_other_sessions: ends } = request;
    let (account, now) = (actor.account(), actor.now());
    let Factors { confirmed, pending } = open_for_change(actor, conn).await?;
    let pending = pending.ok_or_else(|| {
        ApiError::wrong_state("No second factor waits for its confirmation: set one up first.")
    })?;
    let secret = pending.secret(&actor.services().shared.keys.wrapping)?;
    let step = match codes::read(code) {
        Typed::Totp(digits) => totp::right_step(&secret, &digits, now, pending.last_step),
        Typed::Recovery(_) => None,
    };
    let step = step.ok_or_else(wrong_code)?;
    if confirmed {
        queries::delete_confirmed(conn, account).await?;
    }
    if !queries::confirm(conn, pending.id, step, now).await? {
        return Err(ApiError::Conflict(Conflict::Race));
    }
    end_others(actor, conn, *ends).await?;
    proof::keep_proof(conn, actor.practice(), actor.session(), actor.now(), true).await?;
    let kind = if confirmed { NoticeKind::SecondFactorChanged } else { NoticeKind::SecondFactorSetUp };
    new_codes(actor, conn, kind).await
}

/// New recovery codes; the old ones end.
pub(super) async fn renew_codes<A: Access>(
    actor: &Actor<A>,
    conn: Conn<'_>,
    ends: bool,
) -> ApiResult<Vec<String>> {
    let factors = open_for_change(actor, conn).await?;
    if !factors.confirmed {
        return Err(ApiError::NotFound);
    }
    end_others(actor, conn, ends).await?;
    new_codes(actor, conn, NoticeKind::RecoveryCodesMade).await
}

/// Takes the second factor off, with its recovery codes and with one that waits for its first code; whether there was one
/// that counted.
pub(super) async fn take_off<A: Access>(actor: &Actor<A>, conn: Conn<'_>, ends: bool) -> ApiResult<bool> {
    let factors = open_for_change(actor, conn).await?;
    if !factors.confirmed && factors.pending.is_none() {
        return Err(ApiError::NotFound);
    }
    queries::delete_factors(conn, actor.account()).await?;
    if factors.confirmed {
        end_others(actor, conn, ends).await?;
        tell(actor, conn, NoticeKind::SecondFactorTakenOff).await?;
    }
    Ok(factors.confirmed)
}

/// Lets the account's other sessions get no new tokens, and this one live on.
async fn end_others<A: Access>(actor: &Actor<A>, conn: Conn<'_>, ends: bool) -> ApiResult<()> {
    if !ends {
        return Ok(());
    }
    accounts::end_sessions_before(conn, actor.account(), actor.now()).await?;
    proof::keep_proof(conn, actor.practice(), actor.session(), actor.now(), false).await
}

/// Ends the account's other sessions once the change is committed, each practice in its own transaction.
pub(super) async fn end_elsewhere<A: Access>(actor: &Actor<A>, event: Event, ends: bool) -> ApiResult<()> {
    let ending = Ending { ends, kept: Some(actor.session()) };
    end_sessions_elsewhere(actor.services(), actor.account(), event, ending).await
}

async fn new_codes<A: Access>(actor: &Actor<A>, conn: Conn<'_>, why: NoticeKind) -> ApiResult<Vec<String>> {
    let (account, now) = (actor.account(), actor.now());
    let made = codes::generate(&actor.services().shared.keys, account)?;
    let (shown, digests): (Vec<String>, Vec<Vec<u8>>) = made.into_iter().unzip();
    queries::replace_codes(conn, account, digests, now).await?;
    tell(actor, conn, why).await?;
    Ok(shown)
}

/// Tells the person that what they sign in with was changed.
async fn tell<A: Access>(actor: &Actor<A>, conn: Conn<'_>, kind: NoticeKind) -> ApiResult<()> {
    tell_account(conn, actor.services(), actor.account(), kind).await
}

/// Tells the person of an account.
pub(super) async fn tell_account(
    conn: Conn<'_>,
    services: &Services,
    account: AccountId,
    kind: NoticeKind,
) -> ApiResult<()> {
    let to = &accounts::find_email(conn, account).await?;
    let now = services.shared.clock.now();
    create_notice(conn, &services.shared.keys, NewNotice { kind, to, account: Some(account), now }).await
}

fn wrong_code() -> ApiError {
    ApiError::rule("/code", "wrong", "is not the code that the app shows now")
}
