//! The commands, one file each.

mod demo;
mod migrate;
mod openapi;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use crate::config::{Cli, Command};

/// Reads the command line and runs the command. Needs a multi-thread runtime.
pub async fn run() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let outcome = match command.unwrap_or(Command::Demo) {
        Command::Demo => demo::run(settings).await,
        Command::Serve => serve::run(settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Openapi => openapi::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("holdfast: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What a command ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;
