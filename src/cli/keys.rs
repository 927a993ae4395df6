//! `holdfast keys`: changes keys while the service runs, as the owner of the schema.

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::dsl::sql;
use diesel::sql_types::Bool;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::commands::KeysCommand;
use super::{Outcome, serve};
use crate::config::Settings;
use crate::identity::master_key::change_master_key;
use crate::identity::server_keys;
use crate::identity::signing_keys::rotate_signing_key;
use crate::platform::clock::Clock;
use crate::platform::db::migrations;
use crate::platform::telemetry;

const OWNS_KEYS: &str = "SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class \
     WHERE oid = 'signing_keys'::regclass";
const NOT_ROTATED: &str = "nothing was rotated: everything is sealed with HOLDFAST_MASTER_KEY already, and \
     HOLDFAST_OTHER_MASTER_KEY is not set. To change the master key, set HOLDFAST_MASTER_KEY to the new one and \
     HOLDFAST_OTHER_MASTER_KEY to the one from before";

pub(super) async fn run(settings: &Settings, command: KeysCommand) -> Outcome {
    telemetry::start("warn");
    let url = settings.owner_url.as_deref().or(settings.database_url.as_deref());
    let url = url.ok_or("set HOLDFAST_OWNER_URL to the database as the owner of its schema")?;
    let master = serve::master_keys(settings)?;
    migrations::check_version(url).await?;
    let mut connection = AsyncPgConnection::establish(url).await?;
    if !sql::<Bool>(OWNS_KEYS).get_result(&mut connection).await? {
        return Err("nothing was changed: HOLDFAST_OWNER_URL must be the owner of the schema".into());
    }
    // Dropped without COMMIT, the connection takes everything back.
    connection.batch_execute("BEGIN").await?;
    let told = match command {
        KeysCommand::RotateSigning => {
            let (wrapping, now) = (server_keys::wrapping(&master), Clock::default().now());
            let made = rotate_signing_key(&connection, &wrapping, now)
                .await
                .map_err(|error| format!("no key was made: {error}"))?;
            let (from, until) = (written(made.signs_from), written(made.verified_until));
            format!("The signing key {} signs from {from}; the earlier ones verify until {until}.", made.id)
        }
        KeysCommand::RotateMaster => {
            let done = change_master_key(&connection, &master).await?;
            if done.anew == 0 && settings.other_master_key.is_none() {
                return Err(NOT_ROTATED.into());
            }
            let of_all = format!("Of {} sealed keys and secrets, {} were sealed anew", done.all, done.anew);
            let now =
                "all of them are sealed with HOLDFAST_MASTER_KEY, and none with HOLDFAST_OTHER_MASTER_KEY";
            format!("{of_all}: {now}.")
        }
    };
    connection.batch_execute("COMMIT").await?;
    println!("{told}");
    Ok(())
}

/// As the API writes it.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
