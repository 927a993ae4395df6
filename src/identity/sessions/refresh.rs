//! Rotation of refresh tokens.
//!
//! The successor of a token is HMAC(server key, token), so that the server can give the same one again without
//! keeping it. Parallel refreshes get one successor; a replaced token is answered for 30 s while its successor is
//! unused; any other reuse ends the session, and with it its access tokens. A session of staff that was not refreshed
//! for a while was left idle, and ends.

use chrono::{DateTime, Utc};

use super::dto::{SignedIn, SignedInStatus};
use super::model::{GRACE, RefreshTokenInsert, SessionRow};
use super::places::Place;
use super::queries;
use crate::identity::accounts;
use crate::identity::audit::{Event, Member, Outcome, insert_audit_row};
use crate::identity::services::Services;
use crate::identity::tokens::Bearer;
use crate::platform::crypto::{practice_token, read_practice_token, sha256};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::PracticeId;

/// The next pair of tokens.
pub(super) async fn refresh(services: &Services, token: &str) -> ApiResult<SignedIn> {
    let (practice, secret) = read_practice_token(token).ok_or(ApiError::Unauthenticated)?;
    let practice = Id::from_uuid(practice);
    let rotate = async |conn: Conn<'_>| rotate(conn, services, practice, &secret).await;
    let ((), outcome) =
        services.database.in_practice(practice, Mode::Write, async |_| Ok(()), rotate).await?;
    // Committed either way: a reuse has ended the session.
    outcome.ok_or(ApiError::Unauthenticated)
}

async fn rotate(
    conn: Conn<'_>,
    services: &Services,
    practice: PracticeId,
    secret: &[u8; 32],
) -> ApiResult<Option<SignedIn>> {
    let now = services.shared.clock.now();
    let hash = sha256(secret);
    let successor = services.shared.keys.refresh.digest(&[secret]);
    let successor_hash = sha256(&successor);
    let Some(id) = queries::find_session_of_token(conn, practice, &hash).await? else { return Ok(None) };
    let (session, replaced, after) = futures_util::try_join!(
        queries::lock_session(conn, practice, id),
        queries::find_replacement(conn, practice, &hash),
        queries::find_replacement(conn, practice, &successor_hash),
    )?;
    if session.ended_at.is_some() || session.expires_at <= now {
        return Ok(None);
    }
    let since = accounts::sessions_end_before(conn, session.account_id).await?;
    if since.is_some_and(|since| session.proved_at < since) {
        return Ok(None);
    }
    let membership = session.membership_id;
    let Some(place) = queries::find_place(conn, practice, membership).await? else { return Ok(None) };
    if services.shared.session_rules.is_idle(&place.roles, session.refreshed_at, now) {
        queries::end_session(conn, practice, membership, id, now).await?;
        return Ok(None);
    }
    match replaced.flatten() {
        None => {
            let token_hash = successor_hash.to_vec();
            let row =
                RefreshTokenInsert { practice_id: practice, token_hash, session_id: id, created_at: now };
            queries::replace_token(conn, practice, &hash, &row).await?;
        }
        Some(at) if now - at <= GRACE && after == Some(None) => {}
        Some(_) => {
            queries::end_session(conn, practice, membership, id, now).await?;
            let of = Member { practice, membership, account: session.account_id };
            let row = Event::new("create_tokens", "session").on(id).row_of(of, now, Outcome::Denied);
            insert_audit_row(conn, &services.shared.keys.audit, &row).await?;
            log::warn!(session:% = id; "a replaced refresh token was used again: the session is ended");
            return Ok(None);
        }
    }
    signed_in(services, place, session, &successor, now).map(Some)
}

fn signed_in(
    services: &Services,
    place: Place,
    session: SessionRow,
    successor: &[u8; 32],
    now: DateTime<Utc>,
) -> ApiResult<SignedIn> {
    let Place { practice, membership, roles, access, practice_name: _, requires_second_factor } = place;
    // Proved in this session, not merely set up for the account: whoever knows the password alone stays limited.
    let limited = requires_second_factor && session.second_factor_at.is_none();
    let (account, id) = (session.account_id, session.id);
    let bearer = Bearer { account, session: id, practice, membership, roles, access, limited };
    let access_token = services.shared.tokens.issue(bearer, now)?;
    Ok(SignedIn {
        status: SignedInStatus::SignedIn,
        access_token: access_token.token,
        token_type: "Bearer",
        expires_in: access_token.expires_in,
        refresh_token: practice_token(practice.uuid(), successor),
        session_id: id,
        practice_id: practice,
        membership_id: membership,
    })
}
