//! The commands, one file each.

mod account;
mod audit;
mod commands;
mod demo;
mod erasures;
mod help;
mod keys;
mod migrate;
mod openapi;
mod practice;
pub mod preflight;
mod report;
mod serve;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use self::commands::Cli;
use self::commands::{AuditCommand, Command};
use self::demo::guard::KeepsAway;
use self::preflight::Refused;

/// How `serve` and `demo` end when they will not run as they are set: what sysexits.h calls a configuration error.
const REFUSED: u8 = 78;

/// Reads the command line and runs the command. Needs a multi-thread runtime.
pub async fn run() -> ExitCode {
    let matches = help::narrowed(Cli::command()).get_matches();
    let Cli { command, settings } = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let outcome = match command.unwrap_or(Command::Demo) {
        Command::Demo => demo::run(settings).await,
        Command::Serve => serve::run(settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Openapi => openapi::run(),
        Command::Practice(options) => practice::run(&settings, options).await,
        Command::Report(options) => report::run(options).await,
        Command::Audit(AuditCommand::Verify(options)) => audit::verify(&settings, options).await,
        Command::Erasures { command } => erasures::run(&settings, command).await,
        Command::Account { command } => account::run(&settings, command).await,
        Command::Keys { command } => keys::run(&settings, command).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("holdfast: {error}");
            let refused = error.is::<Refused>() || error.is::<KeepsAway>();
            if refused { ExitCode::from(REFUSED) } else { ExitCode::FAILURE }
        }
    }
}

/// What a command ends with.
type Outcome = Result<(), Box<dyn std::error::Error>>;
