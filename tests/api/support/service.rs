//! The service as a process of its own, with what it writes to standard error.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
            .args(["--exact", "--nocapture", "audit::kills::served"])
            .env("HOLDFAST_SERVED", "")
            .env("HOLDFAST_DATA", app.data.path())
            .env("HOLDFAST_FREE_TRIES", "10000")
            .env("HOLDFAST_NETWORK_FREE_TRIES", "10000")
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
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
        let _removed = std::fs::remove_file(&self.log);
    }
}
