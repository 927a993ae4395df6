//! The job that sends notices.
//!
//! Every replica runs it. A notice is taken with a lease, in a transaction that skips what others are taking; it is sent
//! outside of any, and deleted once it is gone. Who dies in between leaves it to the next one when the lease is over: a
//! letter may then go twice, with the same id, but is never lost.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::Notify;

use super::model::{NoticeKind, NoticeRow, address_place};
use super::post::{DEADLINE, Letter, Post, SendError};
use super::queries;
use super::words::{Blanks, words};
use crate::identity::account_tokens;
use crate::identity::accounts::{self, Email};
use crate::identity::services::Services;
use crate::identity::throttles::prune_throttles;
use crate::platform::db::{AsText, Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::AccountId;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const PRUNE_EVERY: u32 = 600;
/// Taken at once; sent one after the other, so that a lease covers them all.
const BATCH: u8 = 5;
const LEASE: TimeDelta = TimeDelta::seconds(60 * 6);
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// Doubled so many times at most: the longest wait is about half an hour.
const MOST_DOUBLINGS: i32 = 8;
/// How long is kept that something was given up.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Sends notices until it is stopped.
#[derive(Clone)]
pub struct Outbox {
    post: Arc<Post>,
    stop: Arc<Notify>,
}

impl Outbox {
    /// Sends by this post.
    pub fn new(post: Post) -> Self {
        Self { post: Arc::new(post), stop: Arc::default() }
    }

    /// Lets [`Outbox::run`] end after the letter in hand. What waits is sent by the next one.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    /// Looks every second until [`Outbox::stop`].
    pub async fn run(self, services: Services) {
        let (mut looks, mut more) = (0_u32, false);
        loop {
            let pause = if more { Duration::ZERO } else { LOOK_EVERY };
            tokio::select! {
                biased;
                () = self.stop.notified() => return,
                () = tokio::time::sleep(pause) => {}
            }
            more = self.look(&services).await.unwrap_or_else(|error| {
                log::warn!("notices wait: {error}");
                false
            });
            looks = looks.wrapping_add(1);
            if looks % PRUNE_EVERY == 1 {
                let pruned = prune(&services).await;
                pruned.unwrap_or_else(|error| log::warn!("old notices, tokens and counts stay: {error}"));
            }
        }
    }

    /// Sends what is due, and whether more may be.
    async fn look(&self, services: &Services) -> ApiResult<bool> {
        let now = services.shared.clock.now();
        let take = async |conn: Conn<'_>| queries::take_due(conn, now, LEASE, BATCH.into()).await;
        let taken = services.database.without_practice(Mode::Write, take).await?;
        let more = taken.len() == usize::from(BATCH);
        for row in taken {
            self.handle(services, row).await?;
        }
        Ok(more)
    }

    async fn handle(&self, services: &Services, row: NoticeRow) -> ApiResult<()> {
        let (id, attempt, AsText(kind), since) = (row.id, row.attempts, row.kind, row.created_at);
        let sent = match self.letter(services, &row).await {
            Ok(None) => Ok(()),
            // It must not hold up those that were taken with it.
            Err(_) => Err(SendError::NotNow("it could not be written")),
            Ok(Some(letter)) => tokio::time::timeout(DEADLINE, self.post.send(&letter))
                .await
                .unwrap_or(Err(SendError::NotNow("it took too long"))),
        };
        let now = services.shared.clock.now();
        let over = now - since > kind.patience();
        if let Err(error) = &sent {
            log::warn!(notice:% = id, attempt; "a notice was not sent: {error}");
        }
        let keep = async |conn: Conn<'_>| match &sent {
            Ok(()) => queries::delete_notice(conn, id, attempt).await,
            Err(SendError::NotNow(_)) if !over => {
                queries::put_off(conn, id, attempt, now + wait_after(attempt)).await
            }
            Err(_) => {
                log::error!(notice:% = id; "a notice was given up");
                queries::give_up(conn, id, attempt, now).await
            }
        };
        services.database.without_practice(Mode::Write, keep).await
    }

    /// The letter, or nothing where there is nobody to be written to.
    async fn letter(&self, services: &Services, row: &NoticeRow) -> ApiResult<Option<Letter>> {
        let (AsText(kind), AsText(locale)) = (row.kind, row.locale);
        let Some(to) = open_address(services, row)? else { return Ok(None) };
        let token = match kind.purpose() {
            None => None,
            Some(_) => match make_token(services, row, kind, &to).await? {
                Some(token) => Some(token),
                None => return Ok(None),
            },
        };
        let blanks =
            Blanks { when: row.created_at, token: token.as_deref(), portal: self.post.portal.as_deref() };
        let (subject, body) = words(kind, locale, &blanks);
        Ok(Some(Letter { id: row.id, to, subject, body }))
    }
}

fn open_address(services: &Services, row: &NoticeRow) -> ApiResult<Option<String>> {
    let Some(sealed) = &row.address_sealed else { return Ok(None) };
    let plain = services.shared.keys.wrapping.open(&address_place(row.id), sealed);
    let plain = plain.map_err(|error| {
        log::error!("{error}");
        ApiError::Internal
    })?;
    String::from_utf8(plain).map(Some).map_err(|_| ApiError::Internal)
}

/// A token is made when it is sent: none is kept in a form that works, and asking takes the same time for everybody.
async fn make_token(
    services: &Services,
    row: &NoticeRow,
    kind: NoticeKind,
    to: &str,
) -> ApiResult<Option<String>> {
    let (Some(purpose), Some(address)) = (kind.purpose(), Email::parse(to)) else { return Ok(None) };
    let now = services.shared.clock.now();
    let make = async |conn: Conn<'_>| {
        let holder: Option<AccountId> = accounts::find_account(conn, &address).await?.map(|found| found.id);
        let (account, new_email) = match (kind, holder, row.account_id) {
            (NoticeKind::PasswordReset, Some(account), _) => (account, None),
            // An address that somebody signs in with already is not told of to anybody.
            (NoticeKind::EmailChange, None, Some(account)) => (account, Some(address.as_str())),
            _ => return Ok(None),
        };
        account_tokens::replace_token(conn, account, purpose, new_email, now).await.map(Some)
    };
    services.database.without_practice(Mode::Write, make).await
}

fn wait_after(attempt: i32) -> TimeDelta {
    FIRST_WAIT * 2_i32.pow(attempt.clamp(1, MOST_DOUBLINGS).unsigned_abs() - 1)
}

async fn prune(services: &Services) -> ApiResult<()> {
    let now = services.shared.clock.now();
    let prune = async |conn: Conn<'_>| {
        account_tokens::prune_tokens(conn, now).await?;
        prune_throttles(conn, now).await?;
        queries::prune(conn, now - KEPT).await
    };
    services.database.without_practice(Mode::Write, prune).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_half_an_hour() {
        let waits: Vec<i64> = (0..12).map(|attempt| wait_after(attempt).num_seconds()).collect();
        assert_eq!(waits, [15, 15, 30, 60, 120, 240, 480, 960, 1920, 1920, 1920, 1920]);
        let longest = TimeDelta::from_std(DEADLINE).unwrap() * i32::from(BATCH);
        assert!(LEASE > longest, "a lease outlives the letters taken with it");
    }
}
