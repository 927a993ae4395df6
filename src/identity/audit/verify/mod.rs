//! The verifier: recomputes every link of a practice's chain and names the first row that does not fit. It reads in
//! pages, so that memory stays flat however long the trail is.

mod queries;

use uuid::Uuid;

use self::queries::{Event, Link};
use super::chain::{Head, Mac, Place, event_mac, link_mac};
use crate::platform::crypto::Key;
use crate::platform::db::{Conn, Database, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::PracticeId;

/// Rows read at a time.
const PAGE: i64 = 1000;
/// Heads looked up at a time.
const HEADS: usize = 1000;

/// Verifies chains under one key.
pub struct Verifier {
    database: Database,
    key: Key,
}

/// What came of verifying one practice.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Links that were recomputed.
    pub links: u64,
    /// New events that wait to be chained: they are as they were recorded, but one that is gone leaves no gap yet.
    pub waiting: u64,
    /// The first thing that is wrong.
    pub broken: Option<Broken>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message of each says what it is")]
pub enum Broken {
    #[error("link {expected} is missing, the next one is {found}: a link was deleted or renumbered")]
    Gap { expected: i64, found: i64 },
    #[error("event {event} of link {number} is gone: it was deleted, or the link was altered")]
    EventGone { number: i64, event: Uuid },
    #[error("link {number} does not fit event {event}: one of them was altered, or links were reordered")]
    Altered { number: i64, event: Uuid },
    #[error("link {number} is known from the log and is not there: the end of the trail was cut off")]
    Cut { number: i64 },
    #[error("link {number} has another MAC than the log tells: the trail was written anew")]
    Rewritten { number: i64 },
    #[error(
        "event {event} has no link and waits for none: it was inserted, or its link or place in the queue was deleted"
    )]
    NoLink { event: Uuid },
    #[error("event {event} waits to be chained and is not as it was recorded: it was inserted or altered")]
    Forged { event: Uuid },
    #[error("event {event} waited to be chained and is gone: it was deleted")]
    WaitingGone { event: Uuid },
}

/// Why a walk ends early.
enum Stop {
    Broken(Broken),
    Failed(ApiError),
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        Self::Broken(broken)
    }
}

/// The end of the chain as far as it was walked.
struct Last {
    number: i64,
    mac: Mac,
}

impl Verifier {
    /// A verifier with the key that the service chains under.
    pub fn new(database: Database, key: Key) -> Self {
        Self { database, key }
    }

    /// Every practice that somebody may sign in to, or whose events wait, and these.
    pub async fn practices(&self, known: impl IntoIterator<Item = Uuid>) -> ApiResult<Vec<PracticeId>> {
        let mut practices = self
            .database
            .audit_queue(async |conn| {
                let (mut listed, waiting) =
                    futures_util::try_join!(queries::directory(conn), queries::waiting_practices(conn))?;
                listed.extend(waiting);
                Ok(listed)
            })
            .await?;
        practices.extend(known.into_iter().map(Id::from_uuid));
        practices.sort_unstable();
        practices.dedup();
        Ok(practices)
    }

    /// Verifies one practice, and that it holds those of these heads that are its own.
    pub async fn verify(&self, practice: PracticeId, heads: &[Head]) -> ApiResult<Verdict> {
        let mut verdict = Verdict::default();
        match self.walk(practice, heads, &mut verdict).await {
            Ok(()) => {}
            Err(Stop::Broken(broken)) => verdict.broken = Some(broken),
            Err(Stop::Failed(error)) => return Err(error),
        }
        Ok(verdict)
    }

    async fn walk(&self, practice: PracticeId, heads: &[Head], verdict: &mut Verdict) -> Result<(), Stop> {
        let mut last = None;
        loop {
            let after = last.as_ref().map_or(0, |last: &Last| last.number);
            let page = async |conn: Conn<'_>| queries::links(conn, practice, after, PAGE).await;
            let links = self.read(practice, page).await?;
            if links.is_empty() {
                break;
            }
            for link in links {
                last = Some(self.check_link(practice, last, link)?);
                verdict.links += 1;
            }
        }
        if let Some(broken) = self.check_heads(practice, heads).await? {
            return Err(broken.into());
        }
        self.walk_events(practice, verdict).await?;
        let orphan = async |conn: Conn<'_>| queries::waiting_without_event(conn, practice).await;
        match self.read(practice, orphan).await? {
            Some(event) => Err(Broken::WaitingGone { event }.into()),
            None => Ok(()),
        }
    }

    fn check_link(&self, practice: PracticeId, last: Option<Last>, link: Link) -> Result<Last, Broken> {
        let Link { number, event_id: event, sealed_at, mac: stored, content } = link;
        let expected = last.as_ref().map_or(1, |last| last.number + 1);
        if number != expected {
            return Err(Broken::Gap { expected, found: number });
        }
        let content = content.ok_or(Broken::EventGone { number, event })?;
        let previous = last.map(|last| last.mac);
        let place = Place { practice: practice.uuid(), number, sealed_at, previous };
        let mac = link_mac(&self.key, place, &event_mac(&self.key, &content));
        if stored != mac {
            return Err(Broken::Altered { number, event });
        }
        Ok(Last { number, mac })
    }

    /// Looks for those of these heads that are this practice's, and names the lowest that is not a link of its chain. That a
    /// chain holds the newest is not enough: one that was cut off grows beyond where it once ended.
    pub async fn check_heads(&self, practice: PracticeId, heads: &[Head]) -> ApiResult<Option<Broken>> {
        let mut heads: Vec<&Head> = heads.iter().filter(|head| head.practice == practice.uuid()).collect();
        heads.sort_unstable_by_key(|head| head.number);
        for page in heads.chunks(HEADS) {
            let numbers: Vec<i64> = page.iter().map(|head| head.number).collect();
            let find = async |conn: Conn<'_>| queries::macs(conn, practice, &numbers).await;
            let macs = self.read(practice, find).await?;
            for head in page {
                match macs.get(&head.number) {
                    None => return Ok(Some(Broken::Cut { number: head.number })),
                    Some(mac) if *mac != head.mac => {
                        return Ok(Some(Broken::Rewritten { number: head.number }));
                    }
                    Some(_) => {}
                }
            }
        }
        Ok(None)
    }

    /// Looks for events that no link covers.
    async fn walk_events(&self, practice: PracticeId, verdict: &mut Verdict) -> Result<(), Stop> {
        let mut after = None;
        loop {
            let page = async |conn: Conn<'_>| queries::events(conn, practice, after, PAGE).await;
            let events = self.read(practice, page).await?;
            let Some(end) = events.last() else { return Ok(()) };
            after = Some(end.id);
            for Event { id: event, is_linked, waiting } in events {
                match waiting {
                    _ if is_linked => {}
                    None => return Err(Broken::NoLink { event }.into()),
                    Some((content, mac)) if event_mac(&self.key, &content).as_slice() == mac => {
                        verdict.waiting += 1;
                    }
                    Some(_) => return Err(Broken::Forged { event }.into()),
                }
            }
        }
    }

    async fn read<T>(
        &self,
        practice: PracticeId,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let ((), value) = self.database.in_practice(practice, Mode::Read, async |_| Ok(()), work).await?;
        Ok(value)
    }
}
