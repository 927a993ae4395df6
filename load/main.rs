//! Measures Holdfast beside `pgbench` with the same statements, and looks for lost writes:
//! `cargo bench --bench load -- --help`.

#![allow(missing_docs, reason = "a program, not a library")]
#![allow(clippy::as_conversions, reason = "counts become figures")]

mod callers;
mod capture;
mod data;
mod faults;
mod fill;
mod http;
mod measure;
mod operations;
mod pgbench;
mod processes;
mod reports;
mod service;
mod table;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// What this program ends with.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Runs the service and its database on this machine and measures them.
#[derive(Debug, Parser)]
#[command(name = "load")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
    /// Given by `cargo bench`.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Command {
    /// Measures each operation beside pgbench. The default.
    Measure,
    /// Kills the service and PostgreSQL under writers and counts the acknowledged writes that are lost.
    Faults(faults::FaultOptions),
    /// Makes reports about the demo practice and reads them in every form.
    Reports(reports::ReportOptions),
    /// Fills the database, starts the service and waits, to look at it by hand.
    Hold,
}

/// What to run.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Check-ins to fill the database with.
    #[arg(long, global = true, default_value_t = 1_000_000)]
    pub check_ins: u32,
    /// Connections of the load client and of pgbench.
    #[arg(long, global = true, default_value_t = 8)]
    pub connections: u32,
    /// Workers of the service; its database connections are shared among them. 0 is one for each core.
    #[arg(long, global = true, default_value_t = 0)]
    pub workers: u32,
    /// Seconds of each run.
    #[arg(long, global = true, default_value_t = 4)]
    pub seconds: u32,
    /// Alternating pairs of runs: the service, then pgbench.
    #[arg(long, global = true, default_value_t = 5)]
    pub pairs: u32,
    /// Measure these operations only.
    #[arg(long, global = true, value_delimiter = ',')]
    pub only: Vec<String>,
    /// How much the service logs.
    #[arg(long, global = true, default_value = "info")]
    pub log: String,
    /// The service to measure.
    #[arg(long, global = true, default_value = env!("CARGO_BIN_EXE_holdfast"))]
    pub service: PathBuf,
    /// Print the table as Markdown.
    #[arg(long, global = true)]
    pub markdown: bool,
    /// Where the databases are kept, one for each size.
    #[arg(long, global = true, default_value = "target/load")]
    pub directory: PathBuf,
}

impl Options {
    /// Workers of the service.
    pub fn workers(&self) -> u32 {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, |cores| cores.get() as u32),
            set => set,
        }
    }
}

#[tokio::main]
async fn main() -> Outcome {
    let Cli { command, options, .. } = Cli::parse();
    let data = data::Data::open(&options);
    match command.unwrap_or(Command::Measure) {
        Command::Measure => measure::run(&options, &data.await?).await,
        Command::Faults(faults) => faults::run(&options, faults, data.await?).await,
        Command::Reports(asked) => reports::run(&options, asked).await,
        Command::Hold => service::hold(&options, &data.await?).await,
    }
}
