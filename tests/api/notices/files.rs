//! Without a mail server, letters are files.

use std::os::unix::fs::MetadataExt;

use clap::Parser;
use holdfast::identity::notices::NoticeKind;
use serde_json::json;

use super::write;
use crate::support::{Authenticator, PASSWORD, TestApp, server};

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

/// Guards the second factor: its owner is told of every change of it, and which it was.
#[tokio::test(flavor = "multi_thread")]
async fn changes_of_the_second_factor_are_told() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let phone = Authenticator::confirmed(&app, &ada).await;
    let proof = json!({"code": phone.recovery_codes[0]});
    ada.put("/v1/sessions/current/proof", proof.clone()).await.expect(200);
    ada.put("/v1/sessions/current/proof", proof).await.invalid(&["#/code"]);
    Authenticator::confirmed(&app, &ada).await;
    ada.post("/v1/me/second-factor/recovery-codes", json!({})).await.expect(201);
    ada.delete("/v1/me/second-factor").await.expect(204);
    let mut told: Vec<String> =
        app.letters_to(&ada.email, 5).await.into_iter().map(|letter| letter.subject).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "A recovery code was used",
            "New recovery codes were made",
            "Sign-in codes were set up",
            "Sign-in codes were taken off",
            "The app for your sign-in codes was changed",
        ]
    );
}

/// Guards whoever copies the link by hand from the file: it is one line, whatever the portal's address.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_one_line_of_the_letter() {
    let portal = format!("https://people.example/{}", "a-long-way-down/".repeat(20));
    let url = server::fresh_database().await;
    let app = TestApp::with(url, |settings| settings.portal_url = Some(portal.clone())).await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    app.nobody().post("/v1/password-resets", json!({"email": ada.email})).await.expect(202);
    let letter = app.letters_to(&ada.email, 1).await.remove(0);
    let link = letter.raw.lines().find(|line| line.starts_with("https://")).unwrap();
    let token = link.strip_prefix(&format!("{portal}password-reset#")).unwrap();
    let body = json!({"token": token, "new_password": "another-quiet-evening-walk"});
    app.nobody().post("/v1/password-reset-completions", body).await.expect(204);
    let text = letter.raw.split_once("\r\n\r\n").unwrap().1;
    assert!(text.lines().all(|line| line == link || line.len() <= 72), "{text}");
}

/// Guards against links that lead nowhere, or somewhere else: such a service does not start.
#[tokio::test(flavor = "multi_thread")]
async fn a_portal_that_is_no_web_address_is_refused() {
    let url = server::fresh_database().await;
    let mut settings = holdfast::cli::Cli::parse_from(["holdfast", "--listen", "127.0.0.1:0"]).settings;
    settings.portal_url = Some("javascript:alert(1)".to_owned());
    let refused = holdfast::identity::notices::Post::new(&settings.post()).err().unwrap();
    assert!(refused.to_string().contains("HOLDFAST_PORTAL_URL"));
    let master = holdfast::platform::crypto::Key::generate().unwrap().into();
    let clock = holdfast::platform::clock::Clock::default();
    let started = holdfast::app::Application::build(&settings, &url, &master, clock).await;
    assert!(started.is_err_and(|error| error.to_string().contains("HOLDFAST_PORTAL_URL")));
}

/// Guards the transaction: a change that is rolled back tells nobody.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_done_is_not_told() {
    let app = TestApp::start().await;
    let ada = app.practice("Harbour").await.client("Ada").await;
    let sql = app.sql().await;
    sql.run("ALTER TABLE accounts ADD CONSTRAINT no_change CHECK (version < 2)").await;
    let body = json!({"new_password": "another-quiet-evening-walk"});
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
    ada.put("/v1/me/password", json!({"new_password": "another-quiet-evening-walk"})).await.expect(204);
    app.nobody().post("/v1/password-resets", json!({"email": ada.email})).await.expect(202);
    for letter in app.letters_to(&ada.email, 2).await {
        let text = letter.raw.to_lowercase();
        for word in ["seagull", "clinic", "adalbert", "benedict", "example\n", "client", "holdfast"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }
}
