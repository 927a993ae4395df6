//! What the service does beside answering requests: started with it, ended after its last request.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::app::StartError;
use crate::config::Settings;
use crate::exchange;
use crate::identity::audit::Sealer;
use crate::identity::notices::{Outbox, Post};
use crate::identity::services::{Services, Shared};
use crate::identity::signing_keys::KeyWatch;
use crate::people::couples::carry_out_plans;
use crate::platform::db::{Database, PoolSettings};

/// How long one job may take in the database.
const JOB_WORK: Duration = Duration::from_secs(100);

/// The jobs that run.
pub struct Jobs {
    shared: Arc<Shared>,
    outbox: Outbox,
    watch: KeyWatch,
    running: [JoinHandle<()>; 2],
    worker: JoinHandle<()>,
    plans: JoinHandle<()>,
    audit: JoinHandle<()>,
    sealer: Option<(Sealer, JoinHandle<()>)>,
}

impl Jobs {
    /// Starts them on this pool.
    pub fn start(
        settings: &Settings,
        pool: &PoolSettings,
        database: Database,
        shared: Arc<Shared>,
    ) -> Result<Self, StartError> {
        let (outbox, watch) = (Outbox::new(Post::new(&settings.post())?), KeyWatch::default());
        let services = Services { database: database.clone(), shared: Arc::clone(&shared) };
        let running =
            [tokio::spawn(outbox.clone().run(services.clone())), tokio::spawn(watch.clone().run(services))];
        let own = Database::new(&PoolSettings { size: 1, work: JOB_WORK, ..pool.clone() })?;
        let worker = Services { database: own, shared: Arc::clone(&shared) };
        let worker =
            tokio::spawn(exchange::worker::run(worker, settings.jobs_every(), settings.export_life()));
        let plans = tokio::spawn(carry_out_plans(database.clone(), shared.clock.clone()));
        let audit = tokio::spawn(shared.audit.clone().run(database.clone()));
        let sealer = settings.seal_every().map(|every| {
            let sealer = Sealer::new(shared.keys.audit.clone(), shared.clock.clone());
            let sealing = tokio::spawn(sealer.clone().run(database, every));
            (sealer, sealing)
        });
        Ok(Self { shared, outbox, watch, running, worker, plans, audit, sealer })
    }

    /// Ends them. What the audit writer holds is written and chained first: a mail server may keep a letter in hand
    /// waiting.
    pub async fn stop(self) {
        self.outbox.stop();
        self.watch.stop();
        // It leaves nothing half done: what was not carried out is after the next start.
        self.plans.abort();
        // What it is doing is rolled back, and due again after its lease.
        self.worker.abort();
        self.shared.audit.stop();
        let _ended = self.audit.await;
        if let Some((sealer, sealing)) = self.sealer {
            sealer.stop();
            let _ended = sealing.await;
        }
        for job in self.running {
            let _ended = job.await;
        }
    }
}
