//! The command line: its commands and what each takes beside the settings.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::Settings;
use crate::identity::audit::Head;

/// Homework and progress between therapy sessions: the REST API behind a couples practice.
///
/// Without a command it is `holdfast demo`.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    after_help = "HOLDFAST_LOG sets the level of the logs, such as info or warn,holdfast=debug."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The settings of every command.
    #[command(flatten)]
    pub settings: Settings,
}

/// The commands.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Private database, demo practice, and the service: everything to try it out.
    Demo,
    /// The service, on a database that is there and migrated.
    Serve,
    /// Brings the database schema up to date, as its owner.
    Migrate,
    /// Writes the OpenAPI document to standard output.
    Openapi,
    /// Makes a practice and the invitation of its first owner, whose token it prints.
    Practice(PracticeOptions),
    /// The audit trail.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// The ledger of erased clients.
    Erasures {
        /// What to do with it.
        #[command(subcommand)]
        command: ErasuresCommand,
    },
    /// Helps somebody who cannot get in any more.
    Account {
        /// How.
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Changes keys while the service runs, as the owner of the schema.
    Keys {
        /// Which.
        #[command(subcommand)]
        command: KeysCommand,
    },
}

/// A practice to be made.
#[derive(Debug, Clone, Args)]
pub struct PracticeOptions {
    /// What it is called.
    #[arg(long)]
    pub name: String,
    /// The zone in which it works, an IANA name.
    #[arg(long)]
    pub time_zone: String,
    /// The language of its people.
    #[arg(long, default_value = "en")]
    pub language: String,
    /// What its first owner is called.
    #[arg(long)]
    pub owner: String,
    /// Where the owner is reached.
    #[arg(long)]
    pub email: String,
}

/// What can be done with the audit trail.
#[derive(Debug, Clone, Subcommand)]
pub enum AuditCommand {
    /// Recomputes the chain of every practice, and names the first row of each that does not fit.
    Verify(VerifyOptions),
}

/// What is known of the chains from elsewhere.
#[derive(Debug, Clone, Args)]
pub struct VerifyOptions {
    /// The head of a chain as it was once logged: proves that the trail was not cut off before it. May be repeated.
    #[arg(long = "head", value_name = "PRACTICE:NUMBER:MAC")]
    pub heads: Vec<Head>,
    /// A file of log lines: every head that it tells of must be there.
    #[arg(long = "heads", value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// What `holdfast erasures` does.
#[derive(Debug, Clone, Subcommand)]
pub enum ErasuresCommand {
    /// Prints who was erased, as the database knows it, in the form of the ledger's file.
    List,
    /// Erases everybody whom these ledgers name and who is there, again: after a backup was restored. Can be repeated.
    Replay {
        /// Ledgers: the file of the service, or what `list` printed.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// What `holdfast account` does.
#[derive(Debug, Clone, Subcommand)]
pub enum AccountCommand {
    /// Takes off a second factor that was lost together with its recovery codes, and ends the account's sessions. Make sure
    /// first, by other means, who asks: from then on the password alone signs in.
    RemoveSecondFactor {
        /// The address that the account signs in with.
        #[arg(value_name = "EMAIL")]
        email: String,
    },
}

/// What `holdfast keys` does.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum KeysCommand {
    /// Makes a new key for access tokens. It signs from a few minutes later on; the earlier ones verify until their last
    /// token has ended.
    RotateSigning,
    /// Seals everything with HOLDFAST_MASTER_KEY that was sealed with HOLDFAST_OTHER_MASTER_KEY. Can be repeated.
    RotateMaster,
}
