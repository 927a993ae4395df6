//! Two clients of a practice are two people with two accounts, also where partners share a mailbox: whoever signs in for
//! both would read what each keeps from the other.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::identity::accounts::{self, Email};
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{MembershipId, PracticeId};
use crate::schema::{invitations, memberships};

/// The other clients of the practice that have this address, as that of the account or of an open invitation.
pub async fn with_address(
    mut conn: Conn<'_>,
    practice: PracticeId,
    except: MembershipId,
    email: &Email,
    now: DateTime<Utc>,
) -> ApiResult<Vec<MembershipId>> {
    let account = accounts::find_account(conn, email).await?.map(|account| account.id.uuid());
    let invited = invitations::table
        .filter(invitations::practice_id.eq(practice))
        .filter(invitations::email.eq(email.as_str()))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .select(invitations::membership_id);
    let others = memberships::table
        .filter(memberships::practice_id.eq(practice))
        .filter(memberships::roles.eq(vec![AsText(Role::Client)]))
        .filter(memberships::status.ne(AsText(MembershipStatus::Ended)))
        .filter(memberships::id.ne(except))
        .filter(memberships::account_id.eq(account).or(memberships::id.eq_any(invited)))
        .select(memberships::id);
    Ok(others.load(&mut conn).await?)
}
