//! What the service does beside answering requests: started with it, ended after its last request.

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::app::StartError;
use crate::config::Settings;
use crate::exchange::worker::{Lane, Worker};
use crate::identity::audit::Sealer;
use crate::identity::notices::{Outbox, Post};
use crate::identity::services::{Services, Shared};
use crate::identity::signing_keys::KeyWatch;
use crate::platform::db::{Database, PoolSettings};

/// Who does the jobs that are queued in the database: one for each lane.
pub struct Workers {
    /// Does what is to be on time.
    pub prompt: Worker,
    /// Does what takes long.
    pub long: Worker,
}

/// Makes the workers, each with a connection of its own.
pub fn workers(
    settings: &Settings,
    pool: &PoolSettings,
    shared: &Arc<Shared>,
) -> Result<Workers, StartError> {
    let worker = |lane: Lane| {
        let database = Database::new(&PoolSettings { size: 1, work: lane.work(), ..pool.clone() })?;
        let services = Services { database, shared: Arc::clone(shared) };
        let (export_life, ledger) = (settings.export_life(), settings.ledger());
        Ok::<_, StartError>(Worker { services, lane, export_life, ledger })
    };
    Ok(Workers { prompt: worker(Lane::Prompt)?, long: worker(Lane::Long)? })
}

/// The jobs that run.
pub struct Jobs {
    shared: Arc<Shared>,
    outbox: Outbox,
    watch: KeyWatch,
    running: [JoinHandle<()>; 2],
    working: Vec<JoinHandle<()>>,
    audit: JoinHandle<()>,
    sealer: Option<(Sealer, JoinHandle<()>)>,
}

impl Jobs {
    /// Starts them on this database, the workers on theirs.
    pub fn start(
        settings: &Settings,
        workers: Workers,
        database: Database,
        shared: Arc<Shared>,
    ) -> Result<Self, StartError> {
        let (outbox, watch) = (Outbox::new(Post::new(&settings.post())?), KeyWatch::default());
        let services = Services { database: database.clone(), shared: Arc::clone(&shared) };
        let running =
            [tokio::spawn(outbox.clone().run(services.clone())), tokio::spawn(watch.clone().run(services))];
        let working = settings
            .jobs_every()
            .map(|every| [workers.prompt, workers.long].map(|worker| tokio::spawn(worker.run(every))).into());
        let audit = tokio::spawn(shared.audit.clone().run(database.clone()));
        let sealer = settings.seal_every().map(|every| {
            let sealer = Sealer::new(shared.keys.audit.clone(), shared.clock.clone());
            let sealing = tokio::spawn(sealer.clone().run(database, every));
            (sealer, sealing)
        });
        Ok(Self { shared, outbox, watch, running, working: working.unwrap_or_default(), audit, sealer })
    }

    /// Ends them. What the audit writer holds is written and chained first: a mail server may keep a letter in hand
    /// waiting.
    pub async fn stop(self) {
        self.outbox.stop();
        self.watch.stop();
        // What they are doing is rolled back, and due again after its lease.
        for worker in self.working {
            worker.abort();
        }
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
