//! The service as a process of its own, with what it writes to standard error.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use holdfast::app::Application;
use holdfast::cli::Cli;
use holdfast::platform::clock::Clock;
use holdfast::platform::crypto::Key;
use holdfast::platform::telemetry;

use super::{TestApp, new_id, server};

/// A running service. Dropping it kills it.
pub struct Service {
    child: Child,
    pub base: String,
    log: PathBuf,
}

impl Service {
    /// On the database of this application, as the serving role, with its master key; at this level of logs.
    pub async fn start(app: &TestApp, log_level: &str) -> Self {
        let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("service-{}.log", new_id()));
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture", "support::service::served"])
            .env("HOLDFAST_SERVED", "")
            .env("HOLDFAST_DATA", app.data.path())
            .env("HOLDFAST_FREE_TRIES", "10000")
            .env("HOLDFAST_NETWORK_FREE_TRIES", "10000")
            .env("HOLDFAST_SEAL_MS", "20")
            .stdout(Stdio::null())
            .env("DATABASE_URL", server::as_role(&app.url, "holdfast_app"))
            .env("HOLDFAST_MASTER_KEY", app.master.encode())
            .env("HOLDFAST_LISTEN", "127.0.0.1:0")
            .env("HOLDFAST_WORKERS", "1")
            .env("HOLDFAST_LOG", log_level)
            .stdin(Stdio::null())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut service = Self { child, base: String::new(), log };
        let begun = Instant::now();
        while service.base.is_empty() {
            let told = service.logged();
            let address = told.split("serving on ").nth(1).and_then(|rest| rest.split('"').next());
            service.base = address.unwrap_or_default().to_owned();
            assert!(begun.elapsed() < Duration::from_secs(30), "the service starts: {told}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        service
    }

    /// What it has logged until now.
    pub fn logged(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// SIGKILL: no chance to write anything out.
    pub fn kill(mut self) -> Instant {
        self.child.kill().unwrap();
        let at = Instant::now();
        self.child.wait().unwrap();
        at
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
        let _removed = std::fs::remove_file(&self.log);
    }
}

/// The process that [`Service`] starts: the service, without what `holdfast serve` refuses of a test's server.
#[tokio::test(flavor = "multi_thread")]
async fn served() {
    if std::env::var_os("HOLDFAST_SERVED").is_none() {
        return;
    }
    telemetry::start("info");
    let settings = Cli::parse_from(["holdfast"]).settings;
    let (url, key) = (settings.database_url.clone().unwrap(), settings.master_key.clone().unwrap());
    let keyring = settings.keyring(Key::decode(&key).unwrap()).unwrap();
    let application = Application::build(&settings, &url, &keyring, Clock::default()).await.unwrap();
    log::info!("serving on http://{}", application.address);
    application.run().await.unwrap();
}
