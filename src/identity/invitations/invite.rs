//! Inviting a member, once for each idempotency key: a repeated request is told the same token again.

use super::queries::{self, NewInvitation};
use super::{CreateInvitationRequest, InvitationResponse};
use crate::identity::accounts::Email;
use crate::identity::actor::{Access, Actor};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, IdempotencyKey};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{InvitationId, MembershipId};

const SECRET: &str = "idempotency_keys.secret_sealed";

/// Who is invited, and where the invitation goes.
pub struct Invitee<'r> {
    /// The membership that waits for its account.
    pub membership: MembershipId,
    /// The e-mail address on record.
    pub on_record: Option<&'r str>,
    /// What was asked for.
    pub request: &'r CreateInvitationRequest,
}

/// Makes an invitation inside a transaction that has made sure that the actor may invite this member. `check` refuses an
/// address to which this member is not invited.
///
/// The token is kept only where the request has a key, sealed under the practice's key.
pub async fn invite<A: Access>(
    actor: &Actor<A>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    operation: &'static str,
    invitee: &Invitee<'_>,
    check: impl AsyncFnOnce(&Email) -> ApiResult<()>,
) -> ApiResult<InvitationResponse> {
    let Invitee { membership, on_record, request } = invitee;
    let (claim, earlier) = actor.claim(conn, key, operation, &(membership, request)).await?;
    let practice_key = actor.key(conn).await?;
    if let Some(earlier) = earlier {
        let id: InvitationId = Id::from_uuid(earlier.resource);
        let sealed = earlier.secret_sealed.ok_or(ApiError::Internal)?;
        let token = practice_key.open(SECRET, &[id.uuid()], &sealed)?;
        let found = queries::find_invitation(conn, actor.practice(), id).await?;
        let (membership_id, email, expires_at) = found.ok_or(ApiError::NotFound)?;
        return Ok(InvitationResponse { id, membership_id, email, token, expires_at });
    }
    let email = request.email.clone().or_else(|| on_record.and_then(Email::parse)).ok_or_else(no_address)?;
    let id = InvitationId::generate();
    check(&email).await?;
    let (practice, by, now) = (actor.practice(), actor.membership(), actor.now());
    let new = NewInvitation { id, practice, membership: *membership, by, email, now };
    let made = queries::create_invitation(conn, new).await?;
    let sealed = practice_key.seal(SECRET, &[id.uuid()], &made.token)?;
    claim.remember(conn, id.uuid(), Some(sealed)).await?;
    Ok(made)
}

fn no_address() -> ApiError {
    ApiError::rule("/email", "required", "is required, because there is no e-mail address on record")
}
