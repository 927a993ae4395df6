//! What operators are told when something is set wrongly.

use std::io::Read;
use std::process::{Command, Stdio};

use holdfast::platform::crypto::Key;

use super::holdfast;
use crate::support::{Sql, TestApp, server, told};

const PRACTICE: [&str; 9] = [
    "practice",
    "--name",
    "Lantern",
    "--time-zone",
    "Europe/Lisbon",
    "--owner",
    "Ruth",
    "--email",
    "ruth@lantern.example",
];

/// What a command that must fail said.
async fn failure(words: &[&str], environment: &[(&str, &str)]) -> String {
    let data = tempfile::tempdir().unwrap();
    let output = holdfast(words, data.path(), environment).await;
    let told = told(&output);
    assert!(!output.status.success(), "{told}");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_schema_is_to_be_migrated() {
    let (url, key) = (server::empty_database().await, Key::generate().unwrap().encode());
    let environment = [
        ("DATABASE_URL", url.as_str()),
        ("HOLDFAST_OWNER_URL", url.as_str()),
        ("HOLDFAST_MASTER_KEY", key.as_str()),
    ];
    for words in [&["serve"][..], &PRACTICE, &["audit", "verify"], &["keys", "rotate-signing"]] {
        let told = failure(words, &environment).await;
        assert!(told.contains("has not been migrated: run `holdfast migrate`"), "{words:?}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_master_key_is_called_so() {
    let app = TestApp::start().await;
    let key = Key::generate().unwrap().encode();
    let told = failure(&PRACTICE, &[("DATABASE_URL", &app.url), ("HOLDFAST_MASTER_KEY", &key)]).await;
    assert!(told.contains("HOLDFAST_MASTER_KEY is not the master key"), "{told}");
    assert_eq!(app.sql().await.number("SELECT count(*) FROM server_keys").await, 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_not_there_is_no_matter_of_owners() {
    let url = server::fresh_database().await.replace("test_", "absent_");
    let key = Key::generate().unwrap().encode();
    let told = failure(&["serve"], &[("DATABASE_URL", &url), ("HOLDFAST_MASTER_KEY", &key)]).await;
    assert!(told.contains("cannot connect to the database: ") && !told.contains("owner"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_as_somebody_else_names_the_owner() {
    let url = server::empty_database().await;
    Sql::open(&url).await.run("CREATE ROLE commands_stranger LOGIN").await;
    let url = server::as_role(&url, "commands_stranger");
    let told = failure(&["migrate"], &[("DATABASE_URL", &url)]).await;
    assert!(
        told.contains("permission denied") && told.contains("HOLDFAST_OWNER_URL, which is not set"),
        "{told}"
    );
    let told = failure(&["migrate"], &[("HOLDFAST_OWNER_URL", &url)]).await;
    assert!(told.contains("HOLDFAST_OWNER_URL must be the owner"), "{told}");
}

/// As `holdfast openapi | head` does.
#[test]
fn whoever_stops_reading_the_document_breaks_nothing() {
    let mut holdfast = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    let mut child = holdfast.arg("openapi").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut some = [0; 64];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", told(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_a_service_says_how_it_is_reached() {
    for server in ["clinic.example", "clinic.example:8080", "ftp://clinic.example", ""] {
        let environment = [("HOLDFAST_SERVER", server), ("HOLDFAST_TOKEN", "x")];
        let told = failure(&["report", "--caseload", "--audience", "clinician"], &environment).await;
        assert!(told.contains("http://"), "{server}: {told}");
    }
}
