//! Closing a record, so that it is there for its client alone, and opening it again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::homework::assignments::stop_running;
use crate::identity::invitations::revoke_invitations;
use crate::identity::memberships::MembershipStatus;
use crate::people::couples::end_couple_of;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::progress::enrolments::end_enrolments_of;
use crate::schema::{clients, memberships};

/// Closes a record: the couple ends as any couple does, the own homework stops, and whoever has access keeps it to read and
/// to take the own data along. What was only an invitation is taken back.
pub async fn close(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    end_couple_of(conn, practice, client, now).await?;
    end_enrolments_of(conn, practice, client, now).await?;
    stop_running(conn, practice, client, now).await?;
    diesel::update(clients::table.find((practice, client)))
        .set((
            clients::restricted_at.eq(now),
            clients::version.eq(clients::version + 1),
            clients::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    revoke_invitations(conn, practice, client, now).await?;
    let steps = [
        (MembershipStatus::Active, MembershipStatus::Restricted),
        (MembershipStatus::Invited, MembershipStatus::NotInvited),
    ];
    for (from, to) in steps {
        change_access(conn, practice, client, (from, to), now).await?;
    }
    Ok(())
}

/// Opens a closed record again. What ended with its closing stays ended.
pub async fn reopen(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(clients::table.find((practice, client)))
        .set((
            clients::restricted_at.eq(None::<DateTime<Utc>>),
            clients::version.eq(clients::version + 1),
            clients::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    let step = (MembershipStatus::Restricted, MembershipStatus::Active);
    change_access(conn, practice, client, step, now).await
}

async fn change_access(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    (from, to): (MembershipStatus, MembershipStatus),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(memberships::table.find((practice, client)))
        .filter(memberships::status.eq(AsText(from)))
        .set((
            memberships::status.eq(AsText(to)),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
