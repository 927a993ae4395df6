//! Without a mail server, letters are files.

use std::os::unix::fs::MetadataExt;

use holdfast::identity::notices::NoticeKind;
use serde_json::json;

use super::write;
use crate::support::{PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_a_file_that_its_owner_alone_can_read() {
    let app = TestApp::start().await;
    write(&app, NoticeKind::PasswordChanged, "ada@example.org").await;
    let letter = app.letters_to("ada@example.org", 1).await.remove(0);
    assert_eq!(letter.subject, "Your password was changed");
    assert!(letter.raw.contains("From: no-reply@localhost\r\n"), "{}", letter.raw);
    assert!(letter.raw.contains("Message-ID: <") && letter.raw.contains("Date: "), "{}", letter.raw);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&app.letter_folder()), 0o700);
    for file in std::fs::read_dir(app.letter_folder()).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

/// Guards what a dump and a folder can tell: an address is sealed while it waits, and nothing is left once it is sent.
#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_sealed_and_what_is_sent_is_gone() {
    let app = TestApp::start().await;
    let folder = app.letter_folder();
    std::fs::write(&folder, "a file in the way").unwrap();
    write(&app, NoticeKind::PasswordChanged, "ada@example.org").await;
    let sql = app.sql().await;
    let waits = "SELECT count(*) FROM notices WHERE attempts > 0";
    while sql.number(waits).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let row = sql.value("SELECT n::text || encode(address_sealed, 'escape') FROM notices n").await;
    assert!(!row.contains("ada@"), "{row}");
    std::fs::remove_file(&folder).unwrap();
    app.clock.advance(chrono::TimeDelta::minutes(20));
    app.letters_to("ada@example.org", 1).await;
    app.all_sent().await;
    assert_eq!(sql.number("SELECT count(*) FROM notices").await, 0);
}

/// Guards the second factor: its owner is told of every change of it.
#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_second_factor_are_told() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    crate::support::Authenticator::confirmed(&app, &ada).await;
    ada.post("/v1/me/second-factor/recovery-codes", json!({})).await.expect(201);
    ada.delete("/v1/me/second-factor").await.expect(204);
    for letter in app.letters_to(&ada.email, 3).await {
        assert_eq!(letter.subject, "The way you sign in was changed");
    }
}

/// Guards the transaction: a change that is rolled back tells nobody.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_done_is_not_told() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let sql = app.sql().await;
    sql.run("ALTER TABLE accounts ADD CONSTRAINT no_change CHECK (version < 2)").await;
    let body = json!({"new_password": "another-quiet-harbour"});
    ada.put("/v1/me/password", body).await.problem(500, "internal");
    assert_eq!(sql.number("SELECT count(*) FROM notices").await, 0);
    let again = json!({"email": ada.email, "password": PASSWORD});
    app.nobody().post("/v1/sessions", again).await.expect(201);
}

/// Guards the neutral words with what only the real thing knows: names of the practice, of people and of roles.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_names_no_practice_and_nobody() {
    let app = TestApp::start().await;
    let practice = app.practice("Seagull Relationship Clinic").await;
    let (ada, ben) = (practice.client("Adalbert").await, practice.client("Benedict").await);
    practice.couple(&ada, &ben).await;
    ada.put("/v1/me/password", json!({"new_password": "another-quiet-harbour"})).await.expect(204);
    app.nobody().post("/v1/password-resets", json!({"email": ada.email})).await.expect(202);
    for letter in app.letters_to(&ada.email, 2).await {
        let text = letter.raw.to_lowercase();
        for word in ["seagull", "clinic", "adalbert", "benedict", "example\n", "client", "holdfast"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}
