//! The sealer: chains what was recorded, practice by practice, in the background. Writers never wait for it: they leave
//! their event in a queue, and it is chained soon.

mod queries;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel::data_types::PgTimestamp;
use tokio::sync::Notify;
use uuid::Uuid;

use self::queries::LinkInsert;
use super::chain::{Head, Place, StoredEvent, event_mac, link_mac, stored};
use crate::platform::clock::Clock;
use crate::platform::crypto::{Key, hexadecimal};
use crate::platform::db::{Conn, Database, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;

/// Events chained in one transaction, at most.
const BATCH: i64 = 500;
/// How long a stop may take to chain the rest; the next start goes on where it ended.
const LONGEST_STOP: Duration = Duration::from_secs(10);
/// An event that waits longer for its link is worth a warning.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(100);

/// Chains the events of every practice under one key.
#[derive(Clone)]
pub struct Sealer {
    key: Key,
    clock: Clock,
    stop: Arc<Notify>,
}

impl Sealer {
    /// A sealer under this key.
    pub fn new(key: Key, clock: Clock) -> Self {
        Self { key, clock, stop: Arc::new(Notify::new()) }
    }

    /// Chains what waits, again and again, until [`Sealer::stop`]; then the rest.
    pub async fn run(self, database: Database, every: Duration) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(every) => { self.try_to_seal(&database).await; }
                () = self.stop.notified() => break,
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_STOP {
            match self.try_to_seal(&database).await {
                Some(0) => return,
                Some(_) => {}
                None => tokio::time::sleep(PAUSE_AFTER_FAILURE).await,
            }
        }
        log::warn!("audit events are left to be chained after the next start");
    }

    /// Lets [`Sealer::run`] chain the rest and end.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    async fn try_to_seal(&self, database: &Database) -> Option<u64> {
        let (sealer, database) = (self.clone(), database.clone());
        // In a task of its own: whatever goes wrong in it, the next one is begun.
        let pass = tokio::spawn(async move { sealer.seal_all(&database).await });
        match pass.await {
            Ok(Ok(sealed)) => return Some(sealed),
            Ok(Err(error)) => log::warn!("audit events wait to be chained: {error}"),
            Err(error) => log::error!("audit events wait to be chained: {error}"),
        }
        None
    }

    /// Chains every event that waits, and says how many they were. A practice that fails does not hold up the others.
    pub async fn seal_all(&self, database: &Database) -> ApiResult<u64> {
        let practices =
            database.audit_queue(async |conn| queries::practices_with_waiting(conn).await).await?;
        let (mut sealed, mut failure) = (0, None);
        for practice in practices {
            match self.seal_practice(database, practice).await {
                Ok(count) => sealed += count,
                Err(error) => failure = Some(error),
            }
        }
        failure.map_or(Ok(sealed), Err)
    }

    async fn seal_practice(&self, database: &Database, practice: PracticeId) -> ApiResult<u64> {
        let (mut sealed, mut after) = (0, None);
        loop {
            let seal = async |conn: Conn<'_>| self.seal_batch(conn, practice, after).await;
            let ((), batch) = database.in_practice(practice, Mode::Write, async |_| Ok(()), seal).await?;
            if let Some(head) = batch.head {
                tell(head, batch.waited);
            }
            if let Some(event) = batch.forged {
                log::error!(
                    practice:% = practice, event:% = event;
                    "an audit event was inserted or altered: it is not chained"
                );
            }
            sealed += batch.sealed;
            after = batch.more_after;
            if after.is_none() {
                return Ok(sealed);
            }
        }
    }

    /// One transaction: replicas take turns, and each sees what the one before has chained. An event that the service did
    /// not record, or that was altered since, goes on waiting and holds up no other: the verifier names it.
    async fn seal_batch(
        &self,
        conn: Conn<'_>,
        practice: PracticeId,
        after: Option<Uuid>,
    ) -> ApiResult<Batch> {
        queries::lock_chain(conn, practice).await?;
        let waiting = queries::waiting(conn, practice, after, BATCH).await?;
        let ids: Vec<_> = waiting.iter().map(|(id, _)| *id).collect();
        let (head, events, linked) = futures_util::try_join!(
            queries::head(conn, practice),
            queries::events(conn, practice, &ids),
            queries::linked(conn, practice, &ids),
        )?;
        let is_full = i64::try_from(ids.len()).is_ok_and(|count| count == BATCH);
        let more_after = ids.last().copied().filter(|_| is_full);
        let macs: HashMap<_, _> = waiting.into_iter().collect();
        let (recorded, forged): (Vec<_>, Vec<_>) = events
            .iter()
            .partition(|event| macs.get(&event.id).is_some_and(|mac| *mac == event_mac(&self.key, event)));
        let now = self.clock.now();
        // A batch of events that was sent twice waits again for the link that it has.
        let linked: HashSet<_> = linked.into_iter().collect();
        let new = recorded.iter().copied().filter(|event| !linked.contains(&event.id));
        let links = self.chain(practice, head, new, stored(now))?;
        if !recorded.is_empty() {
            let sealed: Vec<_> = recorded.iter().map(|event| event.id).collect();
            futures_util::try_join!(
                queries::insert_links(conn, practice, &links),
                queries::end_waiting(conn, practice, &sealed),
            )?;
        }
        let waited = recorded.iter().map(|event| stored(now).0.saturating_sub(event.at.0)).max();
        Ok(Batch {
            head: links.last().map(|link| Head {
                practice: practice.uuid(),
                number: link.number,
                mac: link.mac,
            }),
            waited: Duration::from_micros(waited.and_then(|waited| u64::try_from(waited).ok()).unwrap_or(0)),
            forged: forged.first().map(|event| event.id),
            sealed: u64::try_from(links.len()).unwrap_or(u64::MAX),
            more_after,
        })
    }

    fn chain<'e>(
        &self,
        practice: PracticeId,
        head: Option<Head>,
        events: impl Iterator<Item = &'e StoredEvent>,
        sealed_at: PgTimestamp,
    ) -> ApiResult<Vec<LinkInsert>> {
        let (mut number, mut previous) = head.map_or((0_i64, None), |head| (head.number, Some(head.mac)));
        let mut links = Vec::new();
        for event in events {
            number = number.checked_add(1).ok_or(ApiError::Internal)?;
            let place = Place { practice: practice.uuid(), number, sealed_at, previous };
            let mac = link_mac(&self.key, place, &event_mac(&self.key, event));
            links.push(LinkInsert { number, event_id: event.id, sealed_at, mac });
            previous = Some(mac);
        }
        Ok(links)
    }
}

/// Tells the log of a head, from which the verifier knows later that nothing behind it was cut off; and how long the
/// oldest of its events waited for its link.
fn tell(head: Head, waited: Duration) {
    let (mac, waited_ms) = (hexadecimal(&head.mac), u64::try_from(waited.as_millis()).unwrap_or(u64::MAX));
    log::info!(
        practice:% = head.practice, number = head.number, mac:% = mac, waited_ms = waited_ms;
        "{HEAD_MESSAGE}"
    );
    if waited > LONGEST_WAIT {
        log::warn!(practice:% = head.practice, waited_ms = waited_ms; "audit events were chained late");
    }
}

/// What the log calls the head of a chain.
pub const HEAD_MESSAGE: &str = "audit chain head";

struct Batch {
    head: Option<Head>,
    /// How long the oldest of its events waited.
    waited: Duration,
    /// One that gets no link.
    forged: Option<Uuid>,
    sealed: u64,
    /// Where the next batch begins, if there may be one.
    more_after: Option<Uuid>,
}
