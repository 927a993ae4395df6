//! Commands as an operator runs them, rightly and wrongly.

mod demo;
mod first_day;
mod messages;
mod report;

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use crate::support::output_within;

/// Runs `holdfast` with this environment and no other setting, and gives it 30 seconds.
pub async fn holdfast(words: &[&str], data: &Path, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HOLDFAST_")) {
        command.env_remove(name);
    }
    command.env_remove("DATABASE_URL").env("HOLDFAST_DATA", data).env("HOLDFAST_LISTEN", "127.0.0.1:0");
    if let Some(bin) = std::env::var_os("HOLDFAST_PG_BIN") {
        command.env("HOLDFAST_PG_BIN", bin);
    }
    command.args(words).envs(environment.iter().copied());
    output_within(command, Duration::from_secs(30)).await
}
