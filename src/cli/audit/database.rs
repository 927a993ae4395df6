//! Where the trail is: the database that is configured, or the private one of the demo, running or not.

use std::fs;

use crate::config::Settings;
use crate::platform::crypto::Key;
use crate::platform::db::embedded::{EmbeddedError, EmbeddedServer, Options, running_url};
use crate::platform::keyring::Keyring;

const NAME: &str = "holdfast";
const USER: &str = "holdfast_app";

/// The database with the master key it is used with, and the server that was started for it.
pub(in crate::cli) struct TrailDatabase {
    pub url: String,
    pub master: Keyring,
    server: Option<EmbeddedServer>,
}

pub(in crate::cli) async fn open(settings: &Settings) -> Result<TrailDatabase, Box<dyn std::error::Error>> {
    let configured = settings.database_url.as_ref().or(settings.owner_url.as_ref());
    let key_file = settings.data.join("master.key");
    let key = match (&settings.master_key, configured) {
        (Some(key), _) => key.clone(),
        (None, None) if key_file.exists() => fs::read_to_string(key_file)?,
        (None, _) => return Err("set HOLDFAST_MASTER_KEY to the key that the service runs with".into()),
    };
    let master = Key::decode(&key).ok_or("HOLDFAST_MASTER_KEY must be 32 bytes as base64url")?;
    let master = settings.keyring(master)?;
    if let Some(url) = configured {
        return Ok(TrailDatabase { url: url.clone(), master, server: None });
    }
    let options = Options { bin: settings.pg_bin.clone(), ..Options::new(&settings.data) };
    match tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await? {
        Ok(server) => Ok(TrailDatabase { url: server.url(USER, NAME), master, server: Some(server) }),
        Err(in_use @ EmbeddedError::InUse(_)) => {
            let url = running_url(&settings.data, USER, NAME)?.ok_or(in_use)?;
            Ok(TrailDatabase { url, master, server: None })
        }
        Err(error) => Err(error.into()),
    }
}

impl TrailDatabase {
    /// Stops the server that was started for it.
    pub(in crate::cli) async fn stop(self) -> Result<(), Box<dyn std::error::Error>> {
        if let Some(server) = self.server {
            tokio::task::spawn_blocking(|| server.stop()).await??;
        }
        Ok(())
    }
}
