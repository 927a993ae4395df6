//! `holdfast erasures`: who was erased, and erasing them again in a backup that was restored.

use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;
use super::audit::database;
use super::commands::ErasuresCommand;
use crate::app::load_shared;
use crate::config::Settings;
use crate::exchange::erasure::{Replayed, list_lines, replay};
use crate::exchange::worker::Lane;
use crate::identity::services::{Rules, Services};
use crate::platform::clock::Clock;
use crate::platform::db::{Database, PoolSettings, migrations};
use crate::platform::keyring::Keyring;
use crate::platform::telemetry;

/// How many were erased, not there, and wrong.
#[derive(Default)]
struct Count {
    erased: usize,
    not_there: usize,
    wrong: usize,
}

pub(super) async fn run(settings: &Settings, command: ErasuresCommand) -> Outcome {
    telemetry::start("warn");
    let database = database::open(settings).await?;
    let done = run_on(settings, &database.url, &database.master, command).await;
    let stopped = database.stop().await;
    done.and(stopped)
}

async fn run_on(settings: &Settings, url: &str, master: &Keyring, command: ErasuresCommand) -> Outcome {
    migrations::check_version(url).await?;
    let (wait, work) = (settings.pool_wait(), Lane::Long.work());
    let database = Database::new(&PoolSettings { url: url.to_owned(), size: 1, wait, work })?;
    let shared = load_shared(&database, master, Clock::default(), 1, Rules::default()).await?;
    let services = Services { database, shared: shared.into() };
    match command {
        ErasuresCommand::List => {
            for line in list_lines(&services).await? {
                println!("{line}");
            }
            Ok(())
        }
        ErasuresCommand::Replay { files } => replay_files(settings, &services, &files).await,
    }
}

async fn replay_files(settings: &Settings, services: &Services, files: &[PathBuf]) -> Outcome {
    let mut count = Count::default();
    for file in files {
        replay_file(settings, services, file, &mut count).await?;
    }
    let Count { erased, not_there, wrong } = count;
    println!("{erased} erased again, {not_there} erased before or not known here, {wrong} lines are wrong.");
    if wrong > 0 { Err("not every line was written by this service".into()) } else { Ok(()) }
}

async fn replay_file(settings: &Settings, services: &Services, file: &Path, count: &mut Count) -> Outcome {
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    for (number, line) in lines {
        match replay(services, &settings.ledger(), line).await? {
            Replayed::Erased => count.erased += 1,
            Replayed::NotThere => count.not_there += 1,
            Replayed::Wrong => {
                count.wrong += 1;
                println!("{}:{}: no line of this ledger, or an altered one", file.display(), number + 1);
            }
        }
    }
    Ok(())
}
