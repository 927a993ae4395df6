//! With a mail server: once, again after a refusal, and not for ever.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use holdfast::identity::notices::NoticeKind;
use holdfast::platform::crypto::place;
use uuid::Uuid;

use super::post_office::PostOffice;
use super::write;
use crate::support::{TestApp, new_id, server};

async fn app_with(office: &PostOffice, url: String) -> TestApp {
    TestApp::with(url, |settings| settings.smtp_url = Some(office.url.clone())).await
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !holds().await {
        assert!(Instant::now() < deadline, "{what} did not come true");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_replicas_send_each_letter_once() {
    let (office, url) = (PostOffice::open().await, server::fresh_database().await);
    let one = app_with(&office, url.clone()).await;
    let _two = app_with(&office, url).await;
    for number in 0..30 {
        write(&one, NoticeKind::PasswordChanged, &format!("person-{number}@example.org")).await;
    }
    one.all_sent().await;
    let letters = office.letters();
    let different: BTreeSet<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!((letters.len(), different.len()), (30, 30));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_letter_is_tried_again_later_and_less_and_less() {
    let office = PostOffice::open().await;
    office.refusals.store(2, Ordering::SeqCst);
    let app = app_with(&office, server::fresh_database().await).await;
    let sql = app.sql().await;
    write(&app, NoticeKind::PasswordChanged, "ada@example.org").await;
    for (tries, wait) in [(1, 15), (2, 30)] {
        until("a try", async || {
            let put_off = format!(
                "SELECT count(*) FROM notices WHERE attempts = {tries} AND due_at < created_at + interval '5 minutes'"
            );
            sql.number(&put_off).await == 1
        })
        .await;
        assert_eq!(office.tries.load(Ordering::SeqCst), tries);
        // Not before its time.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert_eq!(office.tries.load(Ordering::SeqCst), tries);
        app.clock.advance(TimeDelta::seconds(wait));
    }
    app.all_sent().await;
    assert_eq!((office.letters().len(), office.tries.load(Ordering::SeqCst)), (1, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_given_up_and_its_address_forgotten() {
    let office = PostOffice::open().await;
    office.refusals.store(usize::MAX, Ordering::SeqCst);
    let app = app_with(&office, server::fresh_database().await).await;
    let sql = app.sql().await;
    write(&app, NoticeKind::PasswordChanged, "ada@example.org").await;
    until("the first try", async || office.tries.load(Ordering::SeqCst) > 0).await;
    app.clock.advance(TimeDelta::days(4));
    let given_up = "SELECT count(*) FROM notices WHERE given_up_at IS NOT NULL AND address_sealed IS NULL";
    until("giving up", async || sql.number(given_up).await == 1).await;
}

/// Guards the lease: what a sender took and did not send, because it died, another one sends when the lease is over.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_sender_took_is_sent_by_another() {
    let office = PostOffice::open().await;
    let app = app_with(&office, server::fresh_database().await).await;
    let sql = app.sql().await;
    let (id, sealed) = sealed_address(&app);
    let taken = format!(
        "INSERT INTO notices (id, kind, locale, address_sealed, attempts, due_at) \
         VALUES ('{id}', 'password_changed', 'en', '\\x{sealed}', 1, now() + interval '6 minutes')"
    );
    sql.run(&taken).await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(office.letters().len(), 0, "the lease holds");
    app.clock.advance(TimeDelta::minutes(7));
    app.all_sent().await;
    assert_eq!(office.letters().len(), 1);
}

fn sealed_address(app: &TestApp) -> (Uuid, String) {
    let id = new_id();
    let address = place("notices.address_sealed", &[id]);
    let sealed = app.shared.keys.wrapping.seal(&address, b"ada@example.org").unwrap();
    (id, sealed.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Guards the letters that are taken together with one whose address does not open; that one is given up in the end.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_holds_up_no_other() {
    let office = PostOffice::open().await;
    let app = app_with(&office, server::fresh_database().await).await;
    let sql = app.sql().await;
    let mut rows = Vec::new();
    for (number, readable) in [false, true, true].into_iter().enumerate() {
        let (id, sealed) = sealed_address(&app);
        let sealed = if readable { sealed } else { sealed.replace(char::is_alphanumeric, "0") };
        rows.push(format!(
            "('{id}', 'password_changed', 'en', '\\x{sealed}', 0, now() - interval '{} seconds')",
            10 - number
        ));
    }
    let columns = "id, kind, locale, address_sealed, attempts, due_at";
    sql.run(&format!("INSERT INTO notices ({columns}) VALUES {}", rows.join(", "))).await;
    until("the others", async || office.letters().len() == 2).await;
    app.clock.advance(TimeDelta::days(4));
    let given_up = "SELECT count(*) FROM notices WHERE given_up_at IS NOT NULL AND address_sealed IS NULL";
    until("giving up", async || sql.number(given_up).await == 1).await;
}
