//! `holdfast serve`: the service on a database that is there and migrated.

use tokio::task::JoinHandle;

use super::Outcome;
use super::preflight::{self, Refused};
use crate::app::Application;
use crate::config::Settings;
use crate::platform::clock::Clock;
use crate::platform::crypto::Key;
use crate::platform::db::migrations;
use crate::platform::keyring::Keyring;
use crate::platform::telemetry;

pub(super) async fn run(settings: Settings) -> Outcome {
    telemetry::start("info");
    let url = settings.database_url.clone().ok_or("set DATABASE_URL to the database to serve from")?;
    let master = master_keys(&settings)?;
    migrations::check_version(&url).await?;
    let refusals = preflight::refusals(&url, &master, &settings.data).await?;
    if !refusals.is_empty() {
        return Err(Refused(refusals).into());
    }
    if settings.smtp_url.is_none() {
        log::warn!("HOLDFAST_SMTP_URL is not set: notices are files in {}", settings.post().folder.display());
    }
    let application = Application::build(&settings, &url, &master, Clock::default()).await?;
    log::info!("serving on http://{}", application.address);
    start(application).await??;
    Ok(())
}

/// The master keys from the settings.
pub(super) fn master_keys(settings: &Settings) -> Result<Keyring, &'static str> {
    let key =
        settings.master_key.as_deref().ok_or("set HOLDFAST_MASTER_KEY to 32 random bytes as base64url")?;
    settings.keyring(Key::decode(key).ok_or("HOLDFAST_MASTER_KEY must be 32 bytes as base64url")?)
}

/// Serves until the process is told to stop; requests in flight are finished.
pub(super) fn start(application: Application) -> JoinHandle<std::io::Result<()>> {
    let handle = application.server.handle();
    tokio::spawn(async move {
        if stop_signal().await.is_ok() {
            log::info!("stopping: requests in flight are finished");
            handle.stop(true).await;
        }
    });
    tokio::spawn(application.run())
}

async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
