//! The sessions of an account in all its practices: each practice is asked in its own transaction.

use super::queries;
use crate::identity::accounts;
use crate::identity::audit::{Event, Member, Outcome, insert_audit_row};
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, SessionId};

/// Ends the sessions of an account but one, wherever they are, and records why in each of its practices but the one
/// that has its record already.
pub async fn end_sessions_elsewhere(
    services: &Services,
    account: AccountId,
    event: Event,
    ending: Ending,
) -> ApiResult<()> {
    if !ending.ends && ending.kept.is_some() {
        return Ok(());
    }
    let (database, now) = (&services.database, services.shared.clock.now());
    let find = async |conn: Conn<'_>| accounts::directory(conn, account).await;
    for (practice, membership) in database.without_practice(Mode::Read, find).await? {
        let member = Member { account, practice, membership };
        let row = event.row_of(member, now, Outcome::Success);
        let end = async |conn: Conn<'_>| {
            if ending.ends {
                queries::end_sessions_of(conn, practice, membership, ending.kept, now).await?;
            }
            match ending.kept {
                None => insert_audit_row(conn, &services.shared.keys.audit, &row).await,
                Some(_) => Ok(()),
            }
        };
        database.in_practice(practice, Mode::Write, async |_| Ok(()), end).await?;
    }
    Ok(())
}

/// Other sessions end unless a request says otherwise.
pub const fn yes() -> bool {
    true
}

/// What ends with a change of one's account.
#[derive(Debug, Clone, Copy)]
pub struct Ending {
    /// Whether other sessions end.
    pub ends: bool,
    /// The session that made the change, which stays; its practice has the record of it.
    pub kept: Option<SessionId>,
}
