//! Erasing again, after a backup was restored, and what the database itself knows of erasures.

use super::carry_out::erase;
use super::ledger::{Ledger, Line};
use super::queries;
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;

/// What became of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// The client was there, and is erased.
    Erased,
    /// There was nobody to erase: erased already, or not known here.
    NotThere,
    /// No line of this ledger, or one that was altered.
    Wrong,
}

/// Erases whom a line names, if the client is there: regardless of retention, for it was decided.
pub async fn replay(services: &Services, ledger: &Ledger, text: &str) -> ApiResult<Replayed> {
    let Some(line) = Line::read(text, &services.shared.keys.erasures) else { return Ok(Replayed::Wrong) };
    let erased = erase(services, ledger, line).await?;
    Ok(if erased { Replayed::Erased } else { Replayed::NotThere })
}

/// Every erasure that the database knows, as lines of a ledger.
pub async fn list_lines(services: &Services) -> ApiResult<Vec<String>> {
    let (database, key) = (&services.database, &services.shared.keys.erasures);
    let practices = async |conn: Conn<'_>| queries::list_practices(conn).await;
    let mut lines = Vec::new();
    for practice in database.without_practice(Mode::Read, practices).await? {
        let list = async |conn: Conn<'_>| queries::list_erasures(conn, practice).await;
        let ((), rows) = database.in_practice(practice, Mode::Read, async |_| Ok(()), list).await?;
        for (client, erased_at) in rows {
            lines.push(Line { practice, client, erased_at }.write(key)?);
        }
    }
    Ok(lines)
}
