//! `holdfast keys`: changes keys while the service runs, as the owner of the schema.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use super::{Outcome, serve};
use crate::config::{KeysCommand, Settings};
use crate::identity::master_key::change_master_key;
use crate::identity::server_keys;
use crate::identity::signing_keys::rotate_signing_key;
use crate::platform::clock::Clock;
use crate::platform::db::migrations;
use crate::platform::telemetry;

pub(super) async fn run(settings: &Settings, command: KeysCommand) -> Outcome {
    telemetry::start("warn");
    let url = settings.owner_url.as_deref().or(settings.database_url.as_deref());
    let url = url.ok_or("set HOLDFAST_OWNER_URL to the database as the owner of its schema")?;
    let master = serve::master_keys(settings)?;
    migrations::check_version(url).await?;
    let mut connection = AsyncPgConnection::establish(url).await?;
    // Dropped without COMMIT, the connection takes everything back.
    connection.batch_execute("BEGIN").await?;
    let told = match command {
        KeysCommand::RotateSigning => {
            let (wrapping, now) = (server_keys::wrapping(&master), Clock::default().now());
            let made = rotate_signing_key(&connection, &wrapping, now).await.map_err(|error| {
                format!("no key was made ({error}): HOLDFAST_OWNER_URL must be the owner of the schema")
            })?;
            format!(
                "The signing key {} signs from {}; the earlier ones verify until {}.",
                made.id,
                made.signs_from.to_rfc3339(),
                made.verified_until.to_rfc3339()
            )
        }
        KeysCommand::RotateMaster => {
            let done = change_master_key(&connection, &master).await?;
            format!("Of {} sealed keys and secrets, {} were sealed anew.", done.all, done.anew)
        }
    };
    connection.batch_execute("COMMIT").await?;
    println!("{told}");
    Ok(())
}
