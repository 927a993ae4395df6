//! `holdfast migrate`: brings the schema up to date as its owner.

use super::Outcome;
use crate::config::Settings;
use crate::platform::db::migrations::{self, MigrationError};
use crate::platform::telemetry;

pub(super) async fn run(settings: &Settings) -> Outcome {
    telemetry::start("info");
    let url = settings.owner_url.as_deref().or(settings.database_url.as_deref());
    let url = url.ok_or("set HOLDFAST_OWNER_URL or DATABASE_URL to the database that is to be migrated")?;
    let run = migrations::migrate(url).await.map_err(|error| explain(settings, &error))?;
    println!("{run} migrations were run; the schema is up to date.");
    Ok(())
}

/// The error, and what the login was to be where it lacks a right.
fn explain(settings: &Settings, error: &MigrationError) -> String {
    let told = error.to_string();
    if !told.contains("permission denied") && !told.contains("must be owner") {
        return told;
    }
    let login = match settings.owner_url {
        Some(_) => "HOLDFAST_OWNER_URL",
        None => "HOLDFAST_OWNER_URL, which is not set (this was DATABASE_URL),",
    };
    format!(
        "{told}\n{login} must be the owner of the database and may create roles: docs/operations.md, Database, has the SQL"
    )
}
