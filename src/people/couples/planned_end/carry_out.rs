//! Carrying out what was planned: before the service listens, and then every second.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::queries;
use crate::people::couples::queries::end_couple;
use crate::platform::clock::Clock;
use crate::platform::db::{Conn, Database, Mode};
use crate::platform::http::ApiResult;

const EVERY: Duration = Duration::from_secs(1);

/// Ends every couple whose planned time has come. One that cannot be ended now is tried again, and keeps no other waiting.
pub async fn end_due(database: &Database, now: DateTime<Utc>) -> ApiResult<()> {
    let list = async |conn: Conn<'_>| queries::list_due(conn, now).await;
    for (practice, couple) in database.without_practice(Mode::Read, list).await? {
        let end = async |conn: Conn<'_>| {
            if queries::is_due(conn, practice, couple, now).await? {
                end_couple(conn, practice, couple, now).await?;
            }
            Ok(())
        };
        let ended = database.in_practice(practice, Mode::Write, async |_| Ok(()), end).await;
        if let Err(error) = ended {
            log::error!("a planned end was not carried out: {error}");
        }
    }
    Ok(())
}

/// Does so for as long as the service runs.
pub async fn carry_out_plans(database: Database, clock: Clock) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = end_due(&database, clock.now()).await {
            log::warn!("planned ends were not looked through: {error}");
        }
    }
}
