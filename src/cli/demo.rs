//! `holdfast demo`: a private database, a demo practice, and the service.

mod banner;
mod database;
pub(super) mod guard;

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use self::database::DemoDatabase;
use super::{Outcome, serve};
use crate::app::Application;
use crate::config::Settings;
use crate::demo;
use crate::platform::clock::Clock;
use crate::platform::crypto::Key;
use crate::platform::db::migrations;
use crate::platform::telemetry;

pub(super) async fn run(settings: Settings) -> Outcome {
    telemetry::start("warn");
    fs::create_dir_all(&settings.data)?;
    let key = master_key(&settings)?;
    guard::check(&settings).await?;
    let database = database::open(&settings).await?;
    let served = with_database(&settings, &key, &database).await;
    let stopped = database.stop().await;
    served.and(stopped)
}

async fn with_database(settings: &Settings, key: &Key, database: &DemoDatabase) -> Outcome {
    migrations::migrate(&database.owner_url).await?;
    let master = settings.keyring(key.clone())?;
    let application = Application::build(settings, &database.url, &master, Clock::default()).await?;
    let base_url = format!("http://{}", application.address);
    let services = application.services(settings, &database.url)?;
    let handle = application.server.handle();
    let serving = serve::start(application);
    let made = demo::ensure(&services, &settings.data, &base_url).await;
    match &made {
        Ok(practice) => banner::print(&base_url, practice),
        Err(_) => handle.stop(true).await,
    }
    serving.await??;
    made.map(drop)
}

/// The key from the settings, or one of the demo's own, made on the first start.
fn master_key(settings: &Settings) -> Result<Key, Box<dyn std::error::Error>> {
    if let Some(text) = &settings.master_key {
        return Key::decode(text).ok_or_else(|| "HOLDFAST_MASTER_KEY must be 32 bytes as base64url".into());
    }
    let path = settings.data.join(demo::KEY_FILE);
    if !path.exists() {
        write_private(&path, &demo::make_key()?.encode())?;
    }
    let text = fs::read_to_string(&path)?;
    Key::decode(&text).ok_or_else(|| format!("{} does not hold a key", path.display()).into())
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let _none_there = fs::remove_file(&unfinished);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}
