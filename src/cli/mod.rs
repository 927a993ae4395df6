//! The commands, one file each.

mod account;
mod audit;
mod demo;
mod erasures;
mod keys;
mod migrate;
mod openapi;
mod practice;
pub mod preflight;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use self::preflight::Refused;
use crate::config::{AuditCommand, Cli, Command};

/// How `serve` ends when it will not serve as it is set: what sysexits.h calls a configuration error.
const REFUSED: u8 = 78;

/// Reads the command line and runs the command. Needs a multi-thread runtime.
pub async fn run() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let outcome = match command.unwrap_or(Command::Demo) {
        Command::Demo => demo::run(settings).await,
        Command::Serve => serve::run(settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Openapi => openapi::run(),
        Command::Practice(options) => practice::run(&settings, options).await,
        Command::Audit(AuditCommand::Verify(options)) => audit::verify(&settings, options).await,
        Command::Erasures { command } => erasures::run(&settings, command).await,
        Command::Account { command } => account::run(&settings, command).await,
        Command::Keys { command } => keys::run(&settings, command).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("holdfast: {error}");
            if error.is::<Refused>() { ExitCode::from(REFUSED) } else { ExitCode::FAILURE }
        }
    }
}

/// What a command ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;
