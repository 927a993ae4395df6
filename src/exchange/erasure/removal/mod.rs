//! Everything that is removed with a client, in one place, so that it can be read as one list. A test walks the catalogue and
//! fails when a table that names clients is not treated here.

mod access;
mod care;
mod homework;
mod measures;
mod repairs;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::identity::memberships::MembershipStatus;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, ClientId, PracticeId};
use crate::schema::{clients, memberships};

/// What stands where a name was: a name is never empty.
const BLANK: &str = "-";
/// A language that nobody has said.
const UNKNOWN_LANGUAGE: &str = "und";

/// Removes every row of and about a client. Done again it removes what came since.
///
/// Of a couple stays what is the partner's as well: the couple, who its members were, homework that was given to both and who
/// took which step in it, the agreement, and that it was signed, and what both had accepted of their pacts or the partner had agreed
/// to of their retros. Reports about the couple go: the figures of two cannot be taken apart.
pub async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    repairs::remove(conn, practice, client).await?;
    homework::remove(conn, practice, client).await?;
    care::remove(conn, practice, client).await?;
    measures::remove(conn, practice, client).await?;
    access::remove(conn, practice, client).await
}

/// Leaves blank what other rows name: the client and the membership. The zone and the start of day stay, by which the last day
/// of the couple's homework is counted for the partner.
pub async fn blank(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    at: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(clients::table.find((practice, client)))
        .set((
            clients::given_name.eq(BLANK),
            clients::family_name.eq(BLANK),
            clients::preferred_name.eq(None::<String>),
            clients::pronouns.eq(None::<String>),
            clients::email.eq(None::<String>),
            clients::phone.eq(None::<String>),
            clients::address.eq(None::<String>),
            clients::language.eq(UNKNOWN_LANGUAGE),
            clients::status.eq("archived"),
            clients::erased_at.eq(at),
            clients::version.eq(clients::version + 1),
            clients::updated_at.eq(at),
        ))
        .execute(&mut conn)
        .await?;
    diesel::update(memberships::table.find((practice, client)))
        .set((
            memberships::account_id.eq(None::<AccountId>),
            memberships::status.eq(AsText(MembershipStatus::Ended)),
            memberships::access_version.eq(memberships::access_version + 1),
            memberships::version.eq(memberships::version + 1),
            memberships::updated_at.eq(at),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
