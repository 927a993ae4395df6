//! Rotation of refresh tokens.
//!
//! The successor of a token is HMAC(server key, token), so that the server can give the same one again without
//! keeping it. Parallel refreshes get one successor; a replaced token is answered for 30 s while its successor is
//! unused; any other reuse ends the session, and with it its access tokens.

use chrono::{DateTime, Utc};

use super::dto::{SignedIn, SignedInStatus};
use super::model::{GRACE, RefreshTokenInsert, SessionRow};
use super::queries;
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
    match replaced.flatten() {
        None => {
            let token_hash = successor_hash.to_vec();
            let row =
                RefreshTokenInsert { practice_id: practice, token_hash, session_id: id, created_at: now };
            queries::replace_token(conn, practice, &hash, &row).await?;
        }
        Some(at) if now - at <= GRACE && after == Some(None) => {}
        Some(_) => {
            queries::end_session(conn, practice, session.membership_id, id, now).await?;
            log::warn!(session:% = id; "a replaced refresh token was used again: the session is ended");
            return Ok(None);
        }
    }
    signed_in(conn, services, practice, session, &successor, now).await
}

async fn signed_in(
    conn: Conn<'_>,
    services: &Services,
    practice: PracticeId,
    session: SessionRow,
    successor: &[u8; 32],
    now: DateTime<Utc>,
) -> ApiResult<Option<SignedIn>> {
    let (membership, account) = (session.membership_id, session.account_id);
    let Some((roles, access, _)) = queries::find_active_membership(conn, practice, membership).await? else {
        return Ok(None);
    };
    let bearer = Bearer { account, session: session.id, practice, membership, roles, access };
    let access_token = services.shared.tokens.issue(bearer, now)?;
    Ok(Some(SignedIn {
        status: SignedInStatus::SignedIn,
        access_token: access_token.token,
        token_type: "Bearer",
        expires_in: access_token.expires_in,
        refresh_token: practice_token(practice.uuid(), successor),
        session_id: session.id,
        practice_id: practice,
        membership_id: membership,
    }))
}
