//! Opening a session inside a transaction of its practice.

use super::dto::{SignedIn, SignedInStatus};
use super::model::{NewSession, RefreshTokenInsert, SessionInsert};
use super::queries;
use crate::identity::audit::{Event, Outcome, insert_audit_row};
use crate::identity::services::Services;
use crate::identity::tokens::Bearer;
use crate::platform::crypto::{practice_token, random_bytes, sha256};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::SessionId;

/// Opens a session, with its audit row. Without a second factor that its practice requires it is limited.
pub async fn open_session(conn: Conn<'_>, services: &Services, session: NewSession) -> ApiResult<SignedIn> {
    let NewSession { account, practice, membership, roles, access, device, second_factor } = session;
    let now = services.shared.clock.now();
    let id = SessionId::generate();
    let secret = random_bytes::<32>().map_err(|_| ApiError::Internal)?;
    let limited = !second_factor && queries::is_second_factor_required(conn, practice, &roles).await?;
    let insert = SessionInsert {
        practice_id: practice,
        id,
        membership_id: membership,
        account_id: account,
        device,
        refreshed_at: now,
        expires_at: now + services.shared.session_rules.age(&roles),
        created_at: now,
        proved_at: now,
        second_factor_at: second_factor.then_some(now),
    };
    let token_hash = sha256(&secret).to_vec();
    let token = RefreshTokenInsert { practice_id: practice, token_hash, session_id: id, created_at: now };
    let bearer = Bearer { account, session: id, practice, membership, roles, access, limited };
    let access_token = services.shared.tokens.issue(bearer, now)?;
    let row = Event::new("sign_in", "session").on(id).row(&access_token.claims, now, Outcome::Success);
    queries::insert_session(conn, &insert, &token).await?;
    insert_audit_row(conn, &services.shared.keys.audit, &row).await?;
    Ok(SignedIn {
        status: SignedInStatus::SignedIn,
        access_token: access_token.token,
        token_type: "Bearer",
        expires_in: access_token.expires_in,
        refresh_token: practice_token(practice.uuid(), &secret),
        session_id: id,
        practice_id: practice,
        membership_id: membership,
    })
}
