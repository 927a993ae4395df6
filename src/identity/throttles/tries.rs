//! One try, from its count to its outcome.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::{
    Kind, Subject, account_digest, home_digest, network_digest, one_more, place_digest, wait_after,
};
use super::queries;
use crate::identity::services::Services;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult, Network};

/// A try that was counted and is being looked at. Dropped, it was wrong.
#[must_use = "a try that was right must say so"]
pub struct Try {
    kind: Kind,
    account: Option<String>,
    network: Network,
    /// What was counted, and until when it makes others wait.
    counted: Vec<(Subject, DateTime<Utc>)>,
}

/// Counts a try, or says how long to wait. While one has to wait, nothing is counted: who keeps trying waits no longer
/// for it, and the wait ends.
pub async fn begin(
    services: &Services,
    kind: Kind,
    account: Option<&str>,
    network: &Network,
) -> ApiResult<Try> {
    let count = async |conn: Conn<'_>| {
        let now = services.shared.clock.now();
        let subjects = subjects(conn, services, kind, account, network).await?;
        let mut rows = Vec::with_capacity(subjects.len());
        for subject in &subjects {
            rows.push(queries::lock_count(conn, &subject.digest, now).await?);
        }
        let longest = rows.iter().map(|row| row.wait(now)).max().unwrap_or_else(TimeDelta::zero);
        if longest > TimeDelta::zero() {
            return Err(ApiError::TooManyTries(longest.num_seconds() + 1));
        }
        let mut counted = Vec::with_capacity(subjects.len());
        for (row, subject) in rows.iter().zip(subjects) {
            let (left, since) = row.left(now, subject.free);
            let tries = one_more(left, subject.free);
            let wait = wait_after(tries, subject.free);
            let free_at = if wait.is_zero() { since } else { now + wait };
            queries::write_count(conn, &row.subject_digest, tries, since, free_at).await?;
            counted.push((subject, free_at));
        }
        Ok(counted)
    };
    let counted = services.database.without_practice(Mode::Write, count).await?;
    Ok(Try { kind, account: account.map(str::to_owned), network: network.clone(), counted })
}

/// What a try counts for: the account where it is at home, else the account and the network. In the order of digests.
async fn subjects(
    conn: Conn<'_>,
    services: &Services,
    kind: Kind,
    account: Option<&str>,
    network: &Network,
) -> ApiResult<Vec<Subject>> {
    let (key, rules) = (&services.shared.keys.throttles, services.shared.throttle_rules);
    let of_network = Subject { digest: network_digest(key, kind, network), free: rules.network };
    let mut subjects = match account {
        None => vec![of_network],
        Some(account) => {
            let free = rules.of_account(kind);
            if queries::is_known(conn, &place_digest(key, account, network)).await? {
                vec![Subject { digest: home_digest(key, kind, account, network), free }]
            } else {
                vec![Subject { digest: account_digest(key, kind, account), free }, of_network]
            }
        }
    };
    subjects.sort();
    Ok(subjects)
}

impl Try {
    /// It was right as far as it went, and opened nothing: it is given back, and what was counted before stays.
    pub async fn give_back(self, services: &Services) -> ApiResult<()> {
        let give_back = async |conn: Conn<'_>| {
            for (subject, free_at) in &self.counted {
                queries::give_back(conn, &subject.digest, *free_at).await?;
            }
            Ok(())
        };
        services.database.without_practice(Mode::Write, give_back).await
    }

    /// It was right, and the person is in: the account's count begins anew, and its place is known from now on. What the
    /// network did to others stays counted.
    pub async fn succeed(self, services: &Services) -> ApiResult<()> {
        let (kind, account, network) = (self.kind, self.account.clone(), self.network.clone());
        self.give_back(services).await?;
        match account {
            Some(account) => forgive(services, kind, &account, &network).await,
            None => Ok(()),
        }
    }
}

/// Begins the account's count anew, for somebody who has proved to be its owner, and knows the place from now on.
pub async fn forgive(services: &Services, kind: Kind, account: &str, network: &Network) -> ApiResult<()> {
    let (key, now) = (&services.shared.keys.throttles, services.shared.clock.now());
    let counts = [account_digest(key, kind, account), home_digest(key, kind, account, network)];
    let digests = counts.each_ref().map(Vec::as_slice);
    let place = place_digest(key, account, network);
    let forgive = async |conn: Conn<'_>| {
        queries::clear(conn, &digests).await?;
        queries::remember_place(conn, &place, now).await
    };
    services.database.without_practice(Mode::Write, forgive).await
}
