//! `holdfast migrate`: brings the schema up to date as its owner.

use super::Outcome;
use crate::config::Settings;
use crate::platform::db::migrations;
use crate::platform::telemetry;

pub(super) async fn run(settings: &Settings) -> Outcome {
    telemetry::start("info");
    let url = settings.owner_url.as_deref().or(settings.database_url.as_deref());
    let url = url.ok_or("set HOLDFAST_OWNER_URL or DATABASE_URL to the database that is to be migrated")?;
    let run = migrations::migrate(url).await?;
    println!("{run} migrations were run; the schema is up to date.");
    Ok(())
}
