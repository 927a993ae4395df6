//! Which databases the demo keeps away from: the password of its accounts is published, and they would stay.

use std::path::Path;

use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use crate::config::Settings;
use crate::demo;
use crate::platform::crypto::Key;
use crate::schema::{account_memberships, practices};

/// Why the demo is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeepsAway {
    /// Somebody works there.
    #[error(
        "refusing to load the demo: the database of DATABASE_URL holds other practices, and nothing was written to it. \
         Unset DATABASE_URL for a private database of the demo's own, or give it an empty one; `holdfast serve` serves \
         this one"
    )]
    OtherPractices,
    /// It was made ready for somebody, with a key that is no demo's.
    #[error(
        "refusing to load the demo: the database of DATABASE_URL is migrated, HOLDFAST_MASTER_KEY is no demo's key, and \
         nothing was written. Unset DATABASE_URL and HOLDFAST_MASTER_KEY to try the demo; `holdfast practice` makes the \
         first practice of this database, and `holdfast serve` serves it"
    )]
    ToBeServed,
}

const IS_MIGRATED: &str =
    "to_regclass('practices') IS NOT NULL AND to_regclass('account_memberships') IS NOT NULL";
/// The owner is held by the policies too, and sees no practice. Rolled back in any case.
const LOOK_AT_ALL: &str =
    "BEGIN; SET LOCAL lock_timeout = '5s'; ALTER TABLE practices NO FORCE ROW LEVEL SECURITY";

/// Fails where the demo must not be loaded, before anything is written. A private database is its own.
pub(super) async fn check(settings: &Settings) -> super::Outcome {
    let Some(url) = &settings.database_url else { return Ok(()) };
    let owner_url = settings.owner_url.as_ref().unwrap_or(url);
    let key = settings.master_key.as_deref().and_then(Key::decode);
    let own_key = key.is_none_or(|key| demo::made_key(&key));
    find(owner_url, &settings.data, own_key).await?.map_or(Ok(()), |why| Err(why.into()))
}

/// What speaks against loading the demo of this data directory there.
async fn find(
    owner_url: &str,
    data: &Path,
    own_key: bool,
) -> Result<Option<KeepsAway>, Box<dyn std::error::Error>> {
    let mut connection = AsyncPgConnection::establish(owner_url)
        .await
        .map_err(|error| format!("cannot connect to the database: {error}"))?;
    if !select(sql::<Bool>(IS_MIGRATED)).get_result(&mut connection).await? {
        return Ok(None);
    }
    let own = demo::practice_of(data).unwrap_or_default();
    // Tells of most practices without a lock: whoever works there has a membership.
    let others = account_memberships::table.filter(account_memberships::practice_id.ne(own));
    if select(exists(others)).get_result(&mut connection).await? {
        return Ok(Some(KeepsAway::OtherPractices));
    }
    connection.batch_execute(LOOK_AT_ALL).await.map_err(|error| {
        format!(
            "only the owner of the schema can tell whose the database is, set HOLDFAST_OWNER_URL ({error})"
        )
    })?;
    let others = practices::table.filter(practices::practice_id.ne(own));
    let others: bool = select(exists(others)).get_result(&mut connection).await?;
    let there: bool = select(exists(practices::table.find(own))).get_result(&mut connection).await?;
    connection.batch_execute("ROLLBACK").await?;
    Ok(match (others, there) {
        (true, _) => Some(KeepsAway::OtherPractices),
        (false, false) if !own_key => Some(KeepsAway::ToBeServed),
        (false, _) => None,
    })
}
