//! Two clients of a practice are two people with two accounts, also where partners share a mailbox: whoever signs in for
//! both would read what each keeps from the other.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::identity::accounts::{self, Email};
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId};
use crate::schema::{invitations, memberships};

/// Whether another client of the practice has this address, as that of the account or of an open invitation.
pub(super) async fn has_address(
    mut conn: Conn<'_>,
    practice: PracticeId,
    except: MembershipId,
    email: &Email,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let account = accounts::find_account(conn, email).await?;
    if let Some(account) = account
        && has_account(conn, practice, except, account.id).await?
    {
        return Ok(true);
    }
    let invited = memberships::table
        .filter(memberships::practice_id.eq(practice))
        .filter(memberships::roles.eq(vec![AsText(Role::Client)]))
        .select(memberships::id);
    let open = invitations::table
        .filter(invitations::practice_id.eq(practice))
        .filter(invitations::email.eq(email.as_str()))
        .filter(invitations::membership_id.ne(except))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::membership_id.eq_any(invited));
    Ok(diesel::select(exists(open)).get_result(&mut conn).await?)
}

/// Whether the account is that of another client of the practice.
pub(super) async fn has_account(
    mut conn: Conn<'_>,
    practice: PracticeId,
    except: MembershipId,
    account: AccountId,
) -> ApiResult<bool> {
    let others = memberships::table
        .filter(memberships::practice_id.eq(practice))
        .filter(memberships::account_id.eq(account.uuid()))
        .filter(memberships::roles.eq(vec![AsText(Role::Client)]))
        .filter(memberships::status.ne(AsText(MembershipStatus::Ended)))
        .filter(memberships::id.ne(except));
    Ok(diesel::select(exists(others)).get_result(&mut conn).await?)
}
