//! What is counted, and how long one has to wait.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::platform::crypto::Key;
use crate::platform::http::Network;
use crate::schema::throttles;

/// What is tried. Each is counted for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// A password, and a code with it.
    SignIn,
    /// Asking for a token by e-mail.
    PasswordReset,
    /// Asking for a token at another e-mail address, by that address.
    EmailChange,
    /// A one-time token, which names its account itself.
    Token,
    /// A proof in a session that is open.
    Proof,
}

/// How many tries are free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleRules {
    /// Of one account, and of one account from one of its own places.
    pub account: u32,
    /// Of one network.
    pub network: u32,
}

impl Default for ThrottleRules {
    fn default() -> Self {
        Self { account: 10, network: 100 }
    }
}

/// Where a mailbox would be filled, fewer are free: one for so many tries.
const TRIES_FOR_A_LETTER: u32 = 3;
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
const MOST_DOUBLINGS: u32 = 5;
/// In so long as many tries are forgotten as are free: many people behind one address make mistakes every day.
pub(super) const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(24);
/// More than so many over the free ones are not counted: the wait grows no longer.
const MOST_OVER: u32 = 8;
/// How long a place stays known after the last sign-in from it.
pub(super) const PLACE_KEPT: TimeDelta = TimeDelta::days(180);

impl ThrottleRules {
    /// Tries of an account that are free.
    pub(super) fn of_account(self, kind: Kind) -> u32 {
        match kind {
            Kind::PasswordReset | Kind::EmailChange => (self.account / TRIES_FOR_A_LETTER).max(1),
            Kind::SignIn | Kind::Token | Kind::Proof => self.account,
        }
    }
}

/// One more try, as far as it is counted.
pub(super) fn one_more(tries: i32, free: u32) -> i32 {
    let most = i32::try_from(free.saturating_add(MOST_OVER)).unwrap_or(i32::MAX);
    tries.saturating_add(1).min(most)
}

/// How long to wait after so many tries that were wrong.
pub(super) fn wait_after(tries: i32, free: u32) -> TimeDelta {
    let over = u32::try_from(tries).unwrap_or(0).saturating_sub(free);
    match over.checked_sub(1) {
        None => TimeDelta::zero(),
        Some(doublings) => (FIRST_WAIT * 2_i32.pow(doublings.min(MOST_DOUBLINGS))).min(LONGEST_WAIT),
    }
}

/// Something that is counted, by its digest: the database knows neither addresses nor networks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subject {
    pub digest: Vec<u8>,
    pub free: u32,
}

pub(super) fn account_digest(key: &Key, kind: Kind, account: &str) -> Vec<u8> {
    key.digest(&[b"account", <&str>::from(kind).as_bytes(), account.as_bytes()]).to_vec()
}

pub(super) fn network_digest(key: &Key, kind: Kind, network: &Network) -> Vec<u8> {
    key.digest(&[b"network", <&str>::from(kind).as_bytes(), network.bytes()]).to_vec()
}

/// An account at one of its places.
pub(super) fn home_digest(key: &Key, kind: Kind, account: &str, network: &Network) -> Vec<u8> {
    key.digest(&[b"home", <&str>::from(kind).as_bytes(), account.as_bytes(), network.bytes()]).to_vec()
}

/// A place that an account has signed in from.
pub(super) fn place_digest(key: &Key, account: &str, network: &Network) -> Vec<u8> {
    key.digest(&[b"place", account.as_bytes(), network.bytes()]).to_vec()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = throttles)]
pub(super) struct ThrottleRow {
    pub subject_digest: Vec<u8>,
    pub tries: i32,
    pub tried_at: DateTime<Utc>,
    pub free_at: DateTime<Utc>,
}

impl ThrottleRow {
    /// What is left of the count by now, and since when it is; the rest of an interval is not lost.
    pub fn left(&self, now: DateTime<Utc>, free: u32) -> (i32, DateTime<Utc>) {
        let one = FORGOTTEN_AFTER / i32::try_from(free).unwrap_or(i32::MAX).max(1);
        let intervals = (now - self.tried_at).num_milliseconds() / one.num_milliseconds().max(1);
        let forgotten = i32::try_from(intervals.max(0)).unwrap_or(i32::MAX);
        if forgotten >= self.tries {
            return (0, now);
        }
        (self.tries - forgotten, self.tried_at + one * forgotten)
    }

    /// How long is left to wait. The last try may have been made by a replica whose clock is ahead: where none had to
    /// wait, none does.
    pub fn wait(&self, now: DateTime<Utc>) -> TimeDelta {
        if self.free_at > self.tried_at { self.free_at - now } else { TimeDelta::zero() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_day_as_many_are_forgotten_as_are_free() {
        let since = DateTime::UNIX_EPOCH;
        let row = |tries| ThrottleRow { subject_digest: Vec::new(), tries, tried_at: since, free_at: since };
        assert_eq!(row(90).left(since + TimeDelta::hours(12), 100).0, 40);
        assert_eq!(row(90).left(since + TimeDelta::hours(24), 100), (0, since + TimeDelta::hours(24)));
        assert_eq!(row(10).left(since + TimeDelta::hours(2), 10), (10, since));
        // A mistake every twenty minutes in a big house is forgotten as fast as it is made.
        let (mut count, mut now) = (row(0), since);
        for _ in 0..1000 {
            now += TimeDelta::minutes(20);
            let (left, from) = count.left(now, 100);
            count = ThrottleRow { tried_at: from, ..row(left + 1) };
            assert!(count.tries < 3, "{}", count.tries);
        }
    }

    #[test]
    fn waits_begin_after_the_free_tries_and_grow_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..12).map(|tries| wait_after(tries, 3).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(wait_after(i32::MAX, 10), LONGEST_WAIT);
        assert_eq!(wait_after(i32::MAX, u32::MAX), TimeDelta::zero());
    }
}
