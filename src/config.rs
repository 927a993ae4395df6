//! Every setting: its name, its default, its environment variable.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use clap::Args;

use crate::exchange::erasure::Ledger;
use crate::identity::notices::PostSettings;
use crate::identity::services::Rules;
use crate::identity::sessions::SessionRules;
use crate::identity::throttles::ThrottleRules;
use crate::platform::crypto::Key;
use crate::platform::http::{BodyDeadline, TrustedProxies};
use crate::platform::keyring::Keyring;

/// The settings, given as options or in the environment.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The database, as a URL or key=value pairs. Where it is not set, `demo` starts a private PostgreSQL, in which `audit` and
    /// `erasures` look too; every other command needs it, or HOLDFAST_OWNER_URL where it takes that.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// The database as the owner of its schema, for migrations. Not set: `DATABASE_URL`.
    #[arg(long, global = true, env = "HOLDFAST_OWNER_URL", hide_env_values = true)]
    pub owner_url: Option<String>,
    /// Where the private PostgreSQL, its key and demo.json are kept.
    #[arg(long, global = true, env = "HOLDFAST_DATA", default_value = ".holdfast")]
    pub data: PathBuf,
    /// Directory of the PostgreSQL programs, where it is not found by itself.
    #[arg(long, global = true, env = "HOLDFAST_PG_BIN")]
    pub pg_bin: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, global = true, env = "HOLDFAST_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The master key: 32 random bytes as base64url. `demo` makes one of its own in the data directory.
    #[arg(long, global = true, env = "HOLDFAST_MASTER_KEY", hide_env_values = true)]
    pub master_key: Option<String>,
    /// A second master key that opens what it sealed, while the master key is being changed.
    #[arg(long, global = true, env = "HOLDFAST_OTHER_MASTER_KEY", hide_env_values = true)]
    pub other_master_key: Option<String>,
    /// Worker threads; 0 is one for each core.
    #[arg(long, global = true, env = "HOLDFAST_WORKERS", default_value_t = 0)]
    pub workers: usize,
    /// Database connections of each worker.
    #[arg(long, global = true, env = "HOLDFAST_POOL_SIZE", default_value_t = 4)]
    pub pool_size: usize,
    /// How long a request waits for a database connection, in milliseconds, before it is answered 503.
    #[arg(long, global = true, env = "HOLDFAST_POOL_WAIT_MS", default_value_t = 2000)]
    pub pool_wait_ms: u64,
    /// How long the database work of a request may take, in milliseconds, before it is answered 503.
    #[arg(long, global = true, env = "HOLDFAST_WORK_MS", default_value_t = 10_000)]
    pub work_ms: u64,
    /// How long the body of a request may take to arrive, in milliseconds, before it is answered 408.
    #[arg(long, global = true, env = "HOLDFAST_BODY_MS", default_value_t = 10_000)]
    pub body_ms: u64,
    /// How often new audit events are chained, in milliseconds.
    #[arg(long, global = true, env = "HOLDFAST_SEAL_MS", default_value_t = 1000,
        value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pub seal_ms: u64,
    /// How many days a session of a client lasts at most.
    #[arg(long, global = true, env = "HOLDFAST_CLIENT_SESSION_DAYS", default_value_t = 30,
        value_parser = clap::value_parser!(u32).range(1..=365))]
    pub client_session_days: u32,
    /// How many hours a session of staff lasts at most.
    #[arg(long, global = true, env = "HOLDFAST_STAFF_SESSION_HOURS", default_value_t = 12,
        value_parser = clap::value_parser!(u32).range(1..=168))]
    pub staff_session_hours: u32,
    /// After how many minutes without a refresh a session of staff ends.
    #[arg(long, global = true, env = "HOLDFAST_STAFF_IDLE_MINUTES", default_value_t = 30,
        value_parser = clap::value_parser!(u32).range(11..=1440))]
    pub staff_idle_minutes: u32,
    /// How many minutes a proof of who one is counts for sensitive operations.
    #[arg(long, global = true, env = "HOLDFAST_PROOF_MINUTES", default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(1..=720))]
    pub proof_minutes: u32,
    /// How many wrong passwords or codes of one account are free before each further one has to wait longer.
    #[arg(long, global = true, env = "HOLDFAST_FREE_TRIES", default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub free_tries: u32,
    /// The same of all accounts from one network.
    #[arg(long, global = true, env = "HOLDFAST_NETWORK_FREE_TRIES", default_value_t = 100,
        value_parser = clap::value_parser!(u32).range(1..))]
    pub network_free_tries: u32,
    /// Addresses of the proxies whose X-Forwarded-For is believed, with commas between them.
    #[arg(long, global = true, env = "HOLDFAST_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,
    /// The SMTP server for notices, such as `smtps://user:password@mail.example.org`. Not set: notices are files in the
    /// folder `notices` of the data directory.
    #[arg(long, global = true, env = "HOLDFAST_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The address that notices come from. Choose one that does not say what the accounts are for.
    #[arg(long, global = true, env = "HOLDFAST_NOTICES_FROM", default_value = "no-reply@localhost")]
    pub notices_from: String,
    /// Where the portal is, for links in notices: `/password-reset#…` and `/email-change#…`. Not set: a notice has the
    /// bare token.
    #[arg(long, global = true, env = "HOLDFAST_PORTAL_URL")]
    pub portal_url: Option<String>,
    /// How long an export may be downloaded once it is prepared, in hours.
    #[arg(long, global = true, env = "HOLDFAST_EXPORT_HOURS", default_value_t = 24,
        value_parser = clap::value_parser!(u32).range(1..=720))]
    pub export_hours: u32,
    /// The ledger of erasures, a file outside the database: who was erased stays erased when a backup is restored. Not set:
    /// `erasures.jsonl` in the data directory.
    #[arg(long, global = true, env = "HOLDFAST_ERASURES")]
    pub erasures: Option<PathBuf>,
    /// How often jobs that have become due are looked for, in milliseconds.
    #[arg(long, global = true, env = "HOLDFAST_JOBS_MS", default_value_t = 1000,
        value_parser = clap::value_parser!(u64).range(10..))]
    pub jobs_ms: u64,
    /// How long a stop waits for requests in flight, in seconds.
    #[arg(long, global = true, env = "HOLDFAST_STOP_SECONDS", default_value_t = 20)]
    pub stop_seconds: u64,
}

impl Settings {
    /// How many workers to start.
    pub fn worker_count(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            set => set,
        }
    }

    /// How long to wait for a connection.
    pub fn pool_wait(&self) -> Duration {
        Duration::from_millis(self.pool_wait_ms)
    }

    /// How long database work may take.
    pub fn work(&self) -> Duration {
        Duration::from_millis(self.work_ms)
    }

    /// How often new audit events are chained; never with 0, which no option gives.
    pub fn seal_every(&self) -> Option<Duration> {
        (self.seal_ms > 0).then(|| Duration::from_millis(self.seal_ms))
    }

    /// How long an export may be downloaded.
    pub fn export_life(&self) -> TimeDelta {
        TimeDelta::hours(self.export_hours.into())
    }

    /// How often jobs are looked for; never with 0, which no option gives.
    pub fn jobs_every(&self) -> Option<Duration> {
        (self.jobs_ms > 0).then(|| Duration::from_millis(self.jobs_ms))
    }

    /// Where erasures are written down outside the database.
    pub fn ledger(&self) -> Ledger {
        Ledger::new(self.erasures.clone().unwrap_or_else(|| self.data.join("erasures.jsonl")))
    }

    /// How long sessions last, and how long a proof counts.
    pub fn session_rules(&self) -> SessionRules {
        SessionRules {
            client_age: TimeDelta::days(self.client_session_days.into()),
            staff_age: TimeDelta::hours(self.staff_session_hours.into()),
            staff_idle: TimeDelta::minutes(self.staff_idle_minutes.into()),
            proof_age: TimeDelta::minutes(self.proof_minutes.into()),
        }
    }

    /// This master key, with the other one where it is set.
    pub fn keyring(&self, current: Key) -> Result<Keyring, &'static str> {
        let other = self
            .other_master_key
            .as_deref()
            .map(|text| Key::decode(text).ok_or("HOLDFAST_OTHER_MASTER_KEY must be 32 bytes as base64url"));
        Ok(Keyring::new(current, other.transpose()?))
    }

    /// The rules that are settings.
    pub fn rules(&self) -> Rules {
        let throttles = ThrottleRules { account: self.free_tries, network: self.network_free_tries };
        Rules { sessions: self.session_rules(), throttles }
    }

    /// Whose word is taken for where a request comes from.
    pub fn trusted_proxies(&self) -> TrustedProxies {
        TrustedProxies(self.trusted_proxies.iter().map(IpAddr::to_canonical).collect())
    }

    /// How notices are sent.
    pub fn post(&self) -> PostSettings {
        PostSettings {
            smtp_url: self.smtp_url.clone(),
            folder: self.data.join("notices"),
            from: self.notices_from.clone(),
            portal: self.portal_url.clone(),
        }
    }

    /// How long a body may take to arrive.
    pub fn body_deadline(&self) -> BodyDeadline {
        BodyDeadline(Duration::from_millis(self.body_ms))
    }
}
