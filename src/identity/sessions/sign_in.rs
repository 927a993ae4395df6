//! From e-mail address and password to an open session.

use super::dto::{
    ChooseMembership, ChooseMembershipStatus, MembershipChoice, MembershipKind, SignInRequest,
    SignInResponse, SignedIn, SignedInStatus,
};
use super::model::{NewSession, RefreshTokenInsert, SessionInsert, lifetime};
use super::queries;
use crate::identity::accounts;
use crate::identity::audit::{Event, Outcome, insert_audit_row};
use crate::identity::memberships::Role;
use crate::identity::services::Services;
use crate::identity::tokens::Bearer;
use crate::platform::crypto::{practice_token, random_bytes, sha256};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId, SessionId};

/// Unknown address, wrong password and no active membership are one answer.
pub(super) async fn sign_in(services: &Services, request: SignInRequest) -> ApiResult<SignInResponse> {
    let SignInRequest { email, password, membership_id, device } = request;
    let find = async |conn: Conn<'_>| accounts::find_account(conn, &email).await;
    let account = services.database.without_practice(Mode::Read, find).await?;
    let (id, hash) = account.map(|row| (row.id, row.password_hash)).unzip();
    let right = services.shared.passwords.verify(password, hash).await?;
    let Some(account) = id.filter(|_| right) else { return Err(ApiError::SignInFailed) };
    let mut choices = active_memberships(services, account).await?;
    if let Some(wanted) = membership_id {
        choices.retain(|choice| choice.membership == wanted);
    }
    match (choices.pop(), choices.is_empty()) {
        (None, _) => Err(ApiError::SignInFailed),
        (Some(only), true) => {
            let (roles, access) = (only.roles, only.access);
            let (practice, membership) = (only.practice, only.membership);
            let session = NewSession { account, practice, membership, roles, access, device };
            open_in_own_transaction(services, session).await.map(SignInResponse::SignedIn)
        }
        (Some(last), false) => {
            choices.push(last);
            let memberships = choices.into_iter().map(Membership::into_choice).collect();
            let status = ChooseMembershipStatus::ChooseMembership;
            Ok(SignInResponse::ChooseMembership(ChooseMembership { status, memberships }))
        }
    }
}

struct Membership {
    practice: PracticeId,
    membership: MembershipId,
    roles: Vec<Role>,
    access: i32,
    practice_name: String,
}

impl Membership {
    fn into_choice(self) -> MembershipChoice {
        let Self { practice, membership, roles, access: _, practice_name } = self;
        let kind = if roles.contains(&Role::Client) { MembershipKind::Client } else { MembershipKind::Staff };
        MembershipChoice { membership_id: membership, practice_id: practice, practice_name, kind }
    }
}

/// Each practice is asked in its own transaction: nothing reads two practices at once.
async fn active_memberships(services: &Services, account: AccountId) -> ApiResult<Vec<Membership>> {
    let database = &services.database;
    let find = async |conn: Conn<'_>| accounts::directory(conn, account).await;
    let directory = database.without_practice(Mode::Read, find).await?;
    let mut active = Vec::new();
    for (practice, membership) in directory {
        let find = async |conn: Conn<'_>| queries::find_active_membership(conn, practice, membership).await;
        let ((), found) = database.in_practice(practice, Mode::Read, async |_| Ok(()), find).await?;
        if let Some((roles, access, practice_name)) = found {
            active.push(Membership { practice, membership, roles, access, practice_name });
        }
    }
    Ok(active)
}

async fn open_in_own_transaction(services: &Services, session: NewSession) -> ApiResult<SignedIn> {
    let practice = session.practice;
    let open = async |conn: Conn<'_>| open_session(conn, services, session.clone()).await;
    let ((), opened) = services.database.in_practice(practice, Mode::Write, async |_| Ok(()), open).await?;
    Ok(opened)
}

/// Opens a session inside a transaction of its practice, with its audit row.
pub async fn open_session(conn: Conn<'_>, services: &Services, session: NewSession) -> ApiResult<SignedIn> {
    let NewSession { account, practice, membership, roles, access, device } = session;
    let now = services.shared.clock.now();
    let id = SessionId::generate();
    let secret = random_bytes::<32>().map_err(|_| ApiError::Internal)?;
    let expires_at = now + lifetime(&roles);
    let insert = SessionInsert {
        practice_id: practice,
        id,
        membership_id: membership,
        account_id: account,
        device,
        refreshed_at: now,
        expires_at,
        created_at: now,
    };
    let token_hash = sha256(&secret).to_vec();
    let token = RefreshTokenInsert { practice_id: practice, token_hash, session_id: id, created_at: now };
    let bearer = Bearer { account, session: id, practice, membership, roles, access };
    let access_token = services.shared.tokens.issue(bearer, now)?;
    let row = Event::new("sign_in", "session").on(id).row(&access_token.claims, now, Outcome::Success);
    queries::insert_session(conn, &insert, &token).await?;
    insert_audit_row(conn, &row).await?;
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
