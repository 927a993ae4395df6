//! A practice with events to chain, and what the tests of the chain share.

use std::sync::Arc;
use std::time::{Duration, Instant};

use holdfast::identity::audit::{Event, Head, Member, Outcome, Sealer, Verdict, Verifier};
use holdfast::identity::tokens::Claims;
use holdfast::platform::ids::Id;
use holdfast::platform::ids::kind::ClientId;
use uuid::Uuid;

use crate::support::{Caller, Sql, TestApp, TestPractice, new_id};

/// Somebody who has read and was refused: a trail of some length.
pub struct Trail<'a> {
    pub app: &'a TestApp,
    pub sql: Sql,
    pub practice: TestPractice<'a>,
    pub owner: Caller,
    claims: Arc<Claims>,
}

impl<'a> Trail<'a> {
    /// A practice with this many events that wait to be chained.
    pub async fn new(app: &'a TestApp, events: usize) -> Self {
        let practice = app.practice("Harbour").await;
        let owner = practice.staff("Tess", &["owner"]).await;
        let claims = app.shared.tokens.verify(owner.token.as_deref().unwrap(), app.clock.now()).unwrap();
        let trail = Self { app, sql: app.sql().await, practice, owner, claims };
        trail.add(events - 1).await;
        trail
    }

    /// More events of all sorts, recorded by the service, that wait to be chained.
    pub async fn add(&self, events: usize) {
        let (app, claims) = (self.app, &self.claims);
        let member = Member { practice: claims.practice, membership: claims.membership, account: claims.sub };
        let before = self.recorded().await;
        for number in 0..events {
            let (id, now) = (new_id(), app.clock.now());
            let action = if number % 2 == 0 { "find_client" } else { "update_client" };
            let mut event = Event::new(action, "client");
            if number % 3 > 0 {
                event = event.on(ClientId::from_uuid(id)).of_client(Id::from_uuid(id));
            }
            if number % 5 == 0 {
                event = event.of_couple(Id::from_uuid(id));
            }
            app.shared
                .audit
                .push(match number % 7 {
                    0 => event.row_of(member, now, Outcome::Denied),
                    1 => event.row(claims, now, Outcome::Denied),
                    _ => event.row(claims, now, Outcome::Success),
                })
                .unwrap();
        }
        let begun = Instant::now();
        while self.recorded().await < before + i64::try_from(events).unwrap() {
            assert!(begun.elapsed() < Duration::from_secs(20), "events are recorded soon");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn recorded(&self) -> i64 {
        let query = format!("SELECT count(*) FROM audit_events WHERE practice_id = '{}'", self.practice.id);
        self.sql.number(&query).await
    }

    pub async fn seal(&self) -> u64 {
        sealer(self.app).seal_all(&self.app.database(1)).await.unwrap()
    }

    pub async fn verdict(&self, heads: &[Head]) -> Verdict {
        verifier(self.app).verify(Id::from_uuid(self.practice.id), heads).await.unwrap()
    }

    /// The last link, as the log tells it.
    pub async fn head(&self) -> Head {
        head(&self.sql, self.practice.id).await
    }

    /// The event of a link.
    pub async fn event(&self, number: i64) -> Uuid {
        let query = format!(
            "SELECT event_id FROM audit_links WHERE practice_id = '{}' AND number = {number}",
            self.practice.id
        );
        self.sql.value(&query).await.parse().unwrap()
    }
}

pub async fn head(sql: &Sql, practice: Uuid) -> Head {
    let query = format!(
        "SELECT practice_id || ':' || number || ':' || encode(mac, 'hex') FROM audit_links \
         WHERE practice_id = '{practice}' ORDER BY number DESC LIMIT 1"
    );
    sql.value(&query).await.parse().unwrap()
}

pub fn sealer(app: &TestApp) -> Sealer {
    Sealer::new(app.shared.keys.audit.clone(), app.clock.clone())
}

pub fn verifier(app: &TestApp) -> Verifier {
    Verifier::new(app.database(1), app.shared.keys.audit.clone())
}
