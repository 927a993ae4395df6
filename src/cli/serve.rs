//! `holdfast serve`: the service on a database that is there and migrated.

use tokio::task::JoinHandle;

use super::Outcome;
use crate::app::Application;
use crate::config::Settings;
use crate::platform::clock::Clock;
use crate::platform::crypto::Key;
use crate::platform::db::migrations;
use crate::platform::telemetry;

pub(super) async fn run(settings: Settings) -> Outcome {
    telemetry::start("info");
    let url = settings.database_url.clone().ok_or("set DATABASE_URL to the database to serve from")?;
    let key =
        settings.master_key.as_deref().ok_or("set HOLDFAST_MASTER_KEY to 32 random bytes as base64url")?;
    let key = Key::decode(key).ok_or("HOLDFAST_MASTER_KEY must be 32 bytes as base64url")?;
    migrations::check_version(&url).await?;
    let application = Application::build(&settings, &url, &key, Clock::default()).await?;
    log::info!("serving on http://{}", application.address);
    start(application).await??;
    Ok(())
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
