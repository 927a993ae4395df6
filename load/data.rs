//! The database under load: a private server of its own, filled once for each size and then kept.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use holdfast::app::load_shared;
use holdfast::identity::services::{Rules, Services, Shared};
use holdfast::platform::clock::Clock;
use holdfast::platform::crypto::Key;
use holdfast::platform::db::embedded::{EmbeddedServer, Options as ServerOptions, SUPERUSER};
use holdfast::platform::db::{Database, PoolSettings, migrations};
use tokio_postgres::{Client, NoTls};

use crate::{Options, Outcome, fill};

/// A key that the service takes: one that is a single byte repeated it refuses.
const KEY: &str = "bG9hZC1rZXktb2YtdGhlLW1lYXN1cmVtZW50LXJ1bnM";

const DATABASE: &str = "holdfast";
/// Figures look at the last twelve weeks: older data would leave them empty.
const LONGEST_KEPT: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub check_ins: u32,
    pub practices: u32,
    /// In each practice.
    pub clients: u32,
    /// Check-ins of each client.
    pub per_client: u32,
    /// Over how many days they reach back.
    pub days: u32,
}

impl Size {
    /// Up to a million check-ins the number of clients grows; beyond that, how far back they reach. Each client has
    /// 50 check-ins in the last 12 weeks, whatever the size.
    fn of(check_ins: u32) -> Self {
        let clients = (check_ins / 50).clamp(100, 20_000);
        let practices = (clients / 100).max(1);
        let per_client = (check_ins / (practices * 100)).max(1);
        Self { check_ins, practices, clients: 100, per_client, days: per_client * 84 / 50 + 2 }
    }
}

/// A filled database on a running server.
pub struct Data {
    pub size: Size,
    pub master: Key,
    pub directory: PathBuf,
    pub server: EmbeddedServer,
}

impl Data {
    /// Starts the server of this size, and fills it unless that was done.
    pub async fn open(options: &Options) -> Outcome<Self> {
        let size = Size::of(options.check_ins);
        // PostgreSQL keeps it where its own user can go.
        let directory = std::path::absolute(options.directory.join(format!("{}", size.check_ins)))?;
        std::fs::create_dir_all(&directory)?;
        let server = start(&directory).await?;
        let data = Self { size, master: Key::decode(KEY).ok_or("key")?, directory, server };
        if data.is_filled() {
            println!("reusing {} check-ins in {}", size.check_ins, data.server.cluster_dir().display());
        } else {
            data.create().await?;
            fill::fill(&data).await?;
            std::fs::write(data.stamp(), data.stamp_text()?)?;
        }
        fill::tidy(&data).await?;
        Ok(data)
    }

    fn stamp(&self) -> PathBuf {
        self.directory.join("filled")
    }

    fn stamp_text(&self) -> Outcome<String> {
        let mut text = format!(
            "{:?}{}{}{}{}",
            self.size,
            include_str!("fill.sql"),
            include_str!("check_ins.sql"),
            include_str!("shared.sql"),
            include_str!("fill.rs")
        );
        let mut migrations: Vec<_> =
            std::fs::read_dir("migrations")?.flatten().map(|entry| entry.path()).collect();
        migrations.sort();
        for migration in migrations {
            text += &std::fs::read_to_string(migration.join("up.sql"))?;
        }
        Ok(text)
    }

    fn is_filled(&self) -> bool {
        let age = |path: &Path| {
            let modified = std::fs::metadata(path).and_then(|stamp| stamp.modified());
            modified.ok().and_then(|at| SystemTime::now().duration_since(at).ok())
        };
        std::fs::read_to_string(self.stamp()).is_ok_and(|text| self.stamp_text().is_ok_and(|now| text == now))
            && age(&self.stamp()).is_some_and(|age| age < LONGEST_KEPT)
    }

    async fn create(&self) -> Outcome {
        let _none = std::fs::remove_file(self.stamp());
        let root = connect(&self.server.url(SUPERUSER, "postgres")).await?;
        root.batch_execute(&format!("DROP DATABASE IF EXISTS {DATABASE}")).await?;
        root.batch_execute(&format!("CREATE DATABASE {DATABASE}")).await?;
        migrations::migrate(&self.root_url()).await?;
        Ok(())
    }

    /// The connection string of the superuser.
    pub fn root_url(&self) -> String {
        self.server.url(SUPERUSER, DATABASE)
    }

    /// The connection string of the serving role.
    pub fn app_url(&self) -> String {
        self.server.url("holdfast_app", DATABASE)
    }

    /// A connection that no policy holds back.
    pub async fn root(&self) -> Outcome<Client> {
        connect(&self.root_url()).await
    }

    /// The services, for calling the library directly.
    pub async fn services(&self) -> Outcome<Services> {
        let wait = Duration::from_secs(60);
        let database = Database::new(&PoolSettings { url: self.app_url(), size: 4, wait, work: wait })?;
        let shared: Shared =
            load_shared(&database, &self.master.clone().into(), Clock::default(), 1, Rules::default())
                .await?;
        Ok(Services { database, shared: std::sync::Arc::new(shared) })
    }

    /// The process number of the server.
    pub fn postmaster(&self) -> Outcome<u32> {
        let text = std::fs::read_to_string(self.server.cluster_dir().join("postmaster.pid"))?;
        Ok(text.lines().next().unwrap_or_default().trim().parse()?)
    }

    /// Starts the server anew after it was killed.
    pub async fn restart(self) -> Outcome<Self> {
        let Self { size, master, directory, server } = self;
        tokio::task::spawn_blocking(move || drop(server)).await?;
        let server = start(&directory).await?;
        Ok(Self { size, master, directory, server })
    }
}

async fn start(directory: &Path) -> Outcome<EmbeddedServer> {
    let settings = [
        ("shared_buffers", "1GB"),
        ("maintenance_work_mem", "512MB"),
        ("max_wal_size", "8GB"),
        ("checkpoint_timeout", "30min"),
        // Without a load there is nothing to tidy, and under one the runs of a pair should not differ by it.
        ("autovacuum_naptime", "10min"),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let bin = std::env::var_os("HOLDFAST_PG_BIN").map(PathBuf::from);
    let options = ServerOptions { data_dir: directory.to_path_buf(), bin, durable: true, settings };
    Ok(tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await??)
}

/// A connection, driven by a task of its own.
pub async fn connect(url: &str) -> Outcome<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}
