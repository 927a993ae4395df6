//! The database of a first run: the one that is configured, or a private one.

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};

use crate::config::Settings;
use crate::demo;
use crate::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};

const NAME: &str = "holdfast";

/// Where the database is, and the server that ends with it.
pub(super) struct DemoDatabase {
    pub owner_url: String,
    pub url: String,
    server: Option<EmbeddedServer>,
}

pub(super) async fn open(settings: &Settings) -> Result<DemoDatabase, Box<dyn std::error::Error>> {
    if let Some(url) = &settings.database_url {
        let owner_url = settings.owner_url.clone().unwrap_or_else(|| url.clone());
        return Ok(DemoDatabase { owner_url, url: url.clone(), server: None });
    }
    let options = Options { bin: settings.pg_bin.clone(), ..Options::new(&settings.data) };
    let server = tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await??;
    let half_made = demo::is_half_made(&settings.data);
    create(&server.url(SUPERUSER, "postgres"), half_made).await?;
    let (owner_url, url) = (server.url(SUPERUSER, NAME), server.url("holdfast_app", NAME));
    Ok(DemoDatabase { owner_url, url, server: Some(server) })
}

async fn create(url: &str, anew: bool) -> Result<(), Box<dyn std::error::Error>> {
    let mut connection = AsyncPgConnection::establish(url).await?;
    if anew {
        connection.batch_execute(&format!("DROP DATABASE IF EXISTS {NAME}")).await?;
    }
    match connection.batch_execute(&format!("CREATE DATABASE {NAME}")).await {
        Err(error) if !error.to_string().contains("already exists") => Err(error.into()),
        _ => Ok(()),
    }
}

impl DemoDatabase {
    /// Stops the private server.
    pub async fn stop(self) -> Result<(), Box<dyn std::error::Error>> {
        if let Some(server) = self.server {
            tokio::task::spawn_blocking(|| server.stop()).await??;
        }
        Ok(())
    }
}
