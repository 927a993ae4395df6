//! From a link token and a password to an account with its membership and first session.

use super::dto::AcceptInvitationRequest;
use super::queries;
use crate::identity::accounts::{self, Email};
use crate::identity::services::Services;
use crate::identity::sessions::{NewSession, SignedIn, open_session};
use crate::platform::crypto::read_practice_token;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::AccountId;

/// Two steps, because hashing a password takes long and a transaction should not wait for it.
pub(super) async fn accept(services: &Services, request: AcceptInvitationRequest) -> ApiResult<SignedIn> {
    let AcceptInvitationRequest { token, password, device } = request;
    let (practice, secret) = read_practice_token(&token).ok_or(ApiError::NotFound)?;
    let practice = Id::from_uuid(practice);
    let now = services.shared.clock.now();
    let find = async |conn: Conn<'_>| {
        let invitation = queries::find_open_invitation(conn, practice, &secret, now).await?;
        let invitation = invitation.ok_or(ApiError::NotFound)?;
        let email = Email::parse(&invitation.email).ok_or(ApiError::Internal)?;
        let account = accounts::find_account(conn, &email).await?;
        Ok((email, account))
    };
    let database = &services.database;
    let ((), (email, account)) = database.in_practice(practice, Mode::Read, async |_| Ok(()), find).await?;
    let (known, hash) = match account {
        Some(row)
            if services
                .shared
                .passwords
                .verify(password.clone(), Some(row.password_hash.clone()))
                .await? =>
        {
            (Some(row.id), row.password_hash)
        }
        Some(_) => return Err(ApiError::SignInFailed),
        None => (None, services.shared.passwords.hash(password).await?),
    };
    let enter = async |conn: Conn<'_>| {
        let invitation = queries::find_open_invitation(conn, practice, &secret, now).await?;
        let invitation = invitation.ok_or(ApiError::NotFound)?;
        if !queries::accept_invitation(conn, practice, invitation.id, now).await? {
            return Err(ApiError::NotFound);
        }
        let membership = invitation.membership;
        let account = match known {
            Some(account) => account,
            None => {
                let account = AccountId::generate();
                accounts::create_account(conn, account, &email, &hash).await?;
                account
            }
        };
        let activated = queries::activate_membership(conn, practice, membership, account, now).await?;
        let (roles, access) = activated.ok_or(ApiError::NotFound)?;
        accounts::link_membership(conn, account, practice, membership).await?;
        let device = device.clone();
        open_session(conn, services, NewSession { account, practice, membership, roles, access, device })
            .await
    };
    let ((), signed_in) = database.in_practice(practice, Mode::Write, async |_| Ok(()), enter).await?;
    Ok(signed_in)
}
