//! The service under test, in this process, on a port of its own.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Parser;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use holdfast::app::Application;
use holdfast::cli::Cli;
use holdfast::config::Settings;
use holdfast::exchange::erasure::Ledger;
use holdfast::exchange::worker::{Lane, Worker};
use holdfast::identity::services::{Services, Shared};
use holdfast::platform::clock::Clock;
use holdfast::platform::crypto::Key;
use holdfast::platform::db::{Database, PoolSettings};

use tempfile::TempDir;

use super::{Caller, Sql, TestPractice, server};

/// A running service.
pub struct TestApp {
    pub base: String,
    pub url: String,
    pub clock: Clock,
    pub master: Key,
    pub shared: Arc<Shared>,
    pub http: reqwest::Client,
    pub handle: actix_web::dev::ServerHandle,
    pub serving: tokio::task::JoinHandle<std::io::Result<()>>,
    /// Its data directory: notices are there.
    pub data: TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(server::fresh_database().await, |_| {}).await
    }

    /// A service that takes this instant for now, from its first key on.
    pub async fn at(now: DateTime<Utc>) -> Self {
        let clock = Clock::default();
        clock.advance(now - clock.now());
        Self::told(server::fresh_database().await, clock, |_| {}).await
    }

    /// A service on this database, with changed settings.
    pub async fn with(url: String, change: impl FnOnce(&mut Settings)) -> Self {
        Self::told(url, Clock::default(), change).await
    }

    async fn told(url: String, clock: Clock, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings =
            Cli::parse_from(["holdfast", "--listen", "127.0.0.1:0", "--workers", "1"]).settings;
        // Most tests count rows while they look: only those of the chain let it grow beside them.
        settings.seal_ms = 0;
        let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        settings.data = data.path().to_path_buf();
        // Tests of other things try as often as they like; those of throttles set what is usual.
        (settings.free_tries, settings.network_free_tries) = (10_000, 10_000);
        // Jobs are done when a test says so.
        settings.jobs_ms = 0;
        change(&mut settings);
        let given = settings.master_key.as_deref().unwrap_or("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        let master = Key::decode(given).unwrap();
        let keyring = settings.keyring(master.clone()).unwrap();
        let application = Application::build(&settings, &url, &keyring, clock.clone()).await.unwrap();
        let base = format!("http://{}", application.address);
        let (shared, handle) = (Arc::clone(&application.shared), application.server.handle());
        let serving = tokio::spawn(application.run());
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { base, url, clock, master, shared, http, handle, serving, data }
    }

    /// A caller without a token.
    pub fn nobody(&self) -> Caller {
        self.bearer(None)
    }

    /// A caller with any text as its token.
    pub fn bearer(&self, token: Option<&str>) -> Caller {
        Caller::new(self, token.map(str::to_owned))
    }

    /// A practice with its key and nobody in it.
    pub async fn practice(&self, name: &str) -> TestPractice<'_> {
        TestPractice::create(self, name).await
    }

    /// The services, for calling the library directly.
    pub fn services(&self) -> Services {
        let wait = std::time::Duration::from_secs(5);
        let settings = PoolSettings { url: self.url.clone(), size: 2, wait, work: wait };
        Services { database: Database::new(&settings).unwrap(), shared: Arc::clone(&self.shared) }
    }

    /// A connection that no policy holds back.
    pub async fn root(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url).await.unwrap()
    }

    /// Plain SQL that no policy holds back.
    pub async fn sql(&self) -> Sql {
        Sql::open(&self.url).await
    }

    /// A pool of this many connections on the same database, with the service's own rules.
    pub fn database(&self, size: usize) -> Database {
        let wait = std::time::Duration::from_secs(2);
        let work = std::time::Duration::from_secs(10);
        Database::new(&PoolSettings { url: self.url.clone(), size, wait, work }).unwrap()
    }

    /// Does every job that is due, and says how many they were.
    pub async fn work(&self) -> usize {
        let mut done = 0;
        for lane in Lane::ALL {
            done += self.worker(lane).do_due().await;
        }
        done
    }

    /// Who does the jobs of a lane.
    pub fn worker(&self, lane: Lane) -> Worker {
        let (services, ledger) = (self.services(), Ledger::new(self.ledger()));
        Worker { services, lane, export_life: chrono::TimeDelta::hours(24), ledger }
    }

    /// The file in which erasures are written down.
    pub fn ledger(&self) -> std::path::PathBuf {
        self.data.path().join("erasures.jsonl")
    }

    /// Stops gracefully and waits for the end.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        self.serving.await.unwrap().unwrap();
    }
}
