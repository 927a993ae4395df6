//! Invitations in the database.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::InvitationResponse;
use crate::identity::accounts::Email;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::crypto::{practice_token, random_bytes, sha256};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};
use crate::platform::ids::kind::{AccountId, InvitationId, MembershipId, PracticeId};
use crate::schema::{invitations, memberships};

const LIFETIME: TimeDelta = TimeDelta::days(7);

/// An invitation to be made.
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// Where.
    pub practice: PracticeId,
    /// Who is invited.
    pub membership: MembershipId,
    /// Who invites.
    pub by: MembershipId,
    /// Where it goes.
    pub email: Email,
    /// The current instant.
    pub now: DateTime<Utc>,
}

/// Makes an invitation and takes back an earlier open one. The member must not have access yet.
pub async fn create_invitation(mut conn: Conn<'_>, new: NewInvitation) -> ApiResult<InvitationResponse> {
    let NewInvitation { id, practice, membership, by, email, now } = new;
    let waiting = [MembershipStatus::NotInvited, MembershipStatus::Invited].map(AsText);
    let invited = diesel::update(memberships::table.find((practice, membership)))
        .filter(memberships::status.eq_any(waiting))
        .set((
            memberships::status.eq(AsText(MembershipStatus::Invited)),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if invited == 0 {
        return Err(ApiError::Conflict(Conflict::AlreadyMember));
    }
    revoke_invitations(conn, practice, membership, now).await?;
    let secret = random_bytes::<32>().map_err(|_| ApiError::Internal)?;
    let expires_at = now + LIFETIME;
    diesel::insert_into(invitations::table)
        .values((
            invitations::practice_id.eq(practice),
            invitations::id.eq(id),
            invitations::membership_id.eq(membership),
            invitations::email.eq(email.as_str()),
            invitations::token_hash.eq(sha256(&secret).as_slice()),
            invitations::expires_at.eq(expires_at),
            invitations::created_by.eq(by),
            invitations::created_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    let token = practice_token(practice.uuid(), &secret);
    Ok(InvitationResponse {
        id,
        membership_id: membership,
        email: email.as_str().to_owned(),
        token,
        expires_at,
    })
}

/// Takes back what invitations of this member are open.
pub async fn revoke_invitations(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(invitations::table)
        .filter(invitations::practice_id.eq(practice))
        .filter(invitations::membership_id.eq(membership))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .set(invitations::revoked_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Whom an invitation makes a member, where it went and when it expires.
pub(super) async fn find_invitation(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: InvitationId,
) -> ApiResult<Option<(MembershipId, String, DateTime<Utc>)>> {
    let row = invitations::table
        .find((practice, id))
        .select((invitations::membership_id, invitations::email, invitations::expires_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// An invitation that can be accepted.
pub(super) struct OpenInvitation {
    pub id: InvitationId,
    pub membership: MembershipId,
    pub email: String,
}

/// The open invitation of this token, locked when it is about to be accepted.
pub(super) async fn find_open_invitation(
    mut conn: Conn<'_>,
    practice: PracticeId,
    secret: &[u8; 32],
    now: DateTime<Utc>,
) -> ApiResult<Option<OpenInvitation>> {
    let row = invitations::table
        .filter(invitations::practice_id.eq(practice))
        .filter(invitations::token_hash.eq(sha256(secret).as_slice()))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .select((invitations::id, invitations::membership_id, invitations::email))
        .first::<(InvitationId, MembershipId, String)>(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(id, membership, email)| OpenInvitation { id, membership, email }))
}

/// Marks it accepted; says whether it still was open.
pub(super) async fn accept_invitation(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: InvitationId,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let accepted = diesel::update(invitations::table.find((practice, id)))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .set(invitations::accepted_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(accepted > 0)
}

/// Gives the invited membership its account; the roles and access version it then has.
pub(super) async fn activate_membership(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
    account: AccountId,
    now: DateTime<Utc>,
) -> ApiResult<Option<(Vec<Role>, i32)>> {
    let row = diesel::update(memberships::table.find((practice, membership)))
        .filter(memberships::status.eq(AsText(MembershipStatus::Invited)))
        .set((
            memberships::status.eq(AsText(MembershipStatus::Active)),
            memberships::account_id.eq(account.uuid()),
            memberships::access_version.eq(memberships::access_version + 1),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(now),
        ))
        .returning((memberships::roles, memberships::access_version))
        .get_result::<(Vec<AsText<Role>>, i32)>(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(roles, access)| (roles.into_iter().map(|AsText(role)| role).collect(), access)))
}
