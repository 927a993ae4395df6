//! A second factor that its owner has lost together with the recovery codes: an operator takes it off, who has made sure
//! by other means who asks.

use super::change::tell_account;
use super::queries;
use crate::identity::accounts::{self, Email};
use crate::identity::audit::Event;
use crate::identity::notices::NoticeKind;
use crate::identity::services::Services;
use crate::identity::sessions::{Ending, end_sessions_elsewhere};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;

/// What an operator finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// No account has this address.
    NoAccount,
    /// The account has no second factor that counts.
    NothingThere,
    /// It is taken off.
    Done,
}

/// Takes it off with its recovery codes, ends every session of the account, and tells the person. Each practice of the
/// account gets a record that names nobody as its bearer: no session did it.
pub async fn remove_lost(services: &Services, email: &Email) -> ApiResult<Removal> {
    let (database, now) = (&services.database, services.shared.clock.now());
    let remove = async |conn: Conn<'_>| {
        let Some(account) = accounts::find_account(conn, email).await? else {
            return Ok((Removal::NoAccount, None));
        };
        if queries::lock_confirmed(conn, account.id).await?.is_none() {
            return Ok((Removal::NothingThere, None));
        }
        queries::delete_factors(conn, account.id).await?;
        accounts::end_sessions_before(conn, account.id, now).await?;
        tell_account(conn, services, account.id, NoticeKind::SecondFactorTakenOff).await?;
        Ok((Removal::Done, Some(account.id)))
    };
    let (removal, account) = database.without_practice(Mode::Write, remove).await?;
    if let Some(account) = account {
        let event = Event::new("remove_lost_second_factor", "account").on(account);
        end_sessions_elsewhere(services, account, event, Ending { ends: true, kept: None }).await?;
    }
    Ok(removal)
}
