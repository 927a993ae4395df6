//! The command line: its commands and what each takes beside the settings.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use uuid::Uuid;

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
    /// Writes progress reports to files, as a therapist: reports that are there, or new drafts about a client, a couple or the
    /// whole caseload.
    Report(ReportOptions),
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

/// Which reports are written, and where.
#[derive(Debug, Clone, Args)]
#[command(group = ArgGroup::new("which").args(["reports", "client", "couple", "caseload"]).required(true))]
pub struct ReportOptions {
    /// Reports that are there, by id.
    #[arg(value_name = "REPORT")]
    pub reports: Vec<Uuid>,
    /// Makes a draft about this client.
    #[arg(long, value_name = "ID")]
    pub client: Option<Uuid>,
    /// Makes a draft about this couple.
    #[arg(long, value_name = "ID")]
    pub couple: Option<Uuid>,
    /// Makes a draft about each client and couple in the therapist's care.
    #[arg(long)]
    pub caseload: bool,
    /// Whom a draft is written for: clinician; client, couple or third_party; with --caseload clinician or subject.
    #[arg(long, default_value = "clinician", conflicts_with = "reports")]
    pub audience: String,
    /// So many weeks up to today: 4, 12 or 26. Without any days it is 12.
    #[arg(long, conflicts_with_all = ["reports", "since_last_session", "from"])]
    pub weeks: Option<u8>,
    /// From the last session that was held up to today.
    #[arg(long, conflicts_with_all = ["reports", "from"])]
    pub since_last_session: bool,
    /// First day, together with --to.
    #[arg(long, value_name = "DATE", requires = "to", conflicts_with = "reports")]
    pub from: Option<NaiveDate>,
    /// Last day, together with --from.
    #[arg(long, value_name = "DATE", requires = "from", conflicts_with = "reports")]
    pub to: Option<NaiveDate>,
    /// The form of the files.
    #[arg(long, value_enum, default_value_t = ReportForm::Pdf)]
    pub form: ReportForm,
    /// The paper of a PDF.
    #[arg(long, value_enum, default_value_t = ReportPaper::A4)]
    pub paper: ReportPaper,
    /// The folder of the files, each named by the id of its report.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub out: PathBuf,
    /// Where the service is reached.
    #[arg(long, value_name = "URL", env = "HOLDFAST_SERVER", default_value = "http://127.0.0.1:8080")]
    pub server: String,
    /// Access token of a therapist who signed in.
    #[arg(long, value_name = "TOKEN", env = "HOLDFAST_TOKEN", hide_env_values = true)]
    pub token: String,
}

/// The form of a report's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportForm {
    /// The whole answer of the service.
    Json,
    /// A page to read and to print.
    Html,
    /// The same on pages of paper.
    Pdf,
    /// The figures, one in each row.
    Csv,
}

/// The paper of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportPaper {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 inches.
    Letter,
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
