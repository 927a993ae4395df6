//! `holdfast practice`, as an operator runs it.

use std::process::{Command, Output};

use serde_json::json;

use crate::support::{PASSWORD, TestApp};

const RIGHT: [(&str, &str); 4] = [
    ("--name", "Lantern Practice"),
    ("--time-zone", "Europe/Lisbon"),
    ("--owner", "Ruth Adler"),
    ("--email", "Ruth@Lantern.example"),
];

/// Runs the command with one option changed.
fn run(app: &TestApp, changed: Option<(&str, &str)>) -> Output {
    let options = RIGHT.map(|(name, value)| match changed {
        Some((other, change)) if other == name => (name, change),
        _ => (name, value),
    });
    Command::new(env!("CARGO_BIN_EXE_holdfast"))
        .arg("practice")
        .args(options.iter().flat_map(|(name, value)| [*name, *value]))
        .env("DATABASE_URL", &app.url)
        .env("HOLDFAST_MASTER_KEY", app.master.encode())
        .output()
        .unwrap()
}

/// Guards a first day on a database of one's own: the printed token opens the practice to its owner, who must set up a
/// second factor before anything else.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_owner_gets_in_with_the_printed_token() {
    let app = TestApp::start().await;
    let output = run(&app, None);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let accepted = json!({"token": told.lines().last().unwrap(), "password": PASSWORD});
    let opened = app.nobody().post("/v1/invitation-acceptances", accepted).await.expect(201);
    let owner = app.bearer(opened.body["access_token"].as_str());
    let me = owner.get("/v1/me").await.expect(200).body;
    assert_eq!(
        (&me["practice_name"], &me["roles"], &me["limited"]),
        (&json!("Lantern Practice"), &json!(["owner"]), &json!(true)),
        "{me}"
    );
    owner.get("/v1/staff").await.problem(403, "second_factor_required");
    let sql = app.sql().await;
    let guarded = sql
        .number("SELECT count(*) FROM practices WHERE second_factor_required AND agreement_required AND time_zone = 'Europe/Lisbon'")
        .await;
    assert_eq!(guarded, 1);
    assert!(sql.number("SELECT count(*) FROM library_items").await > 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_makes_nothing() {
    let app = TestApp::start().await;
    let sql = app.sql().await;
    let before = sql.number("SELECT count(*) FROM practices").await;
    for (wrong, why) in [
        (("--name", " "), "1 to 200 characters"),
        (("--owner", ""), "1 to 200 characters"),
        (("--time-zone", "Mars/Base"), "IANA name"),
        (("--email", "nobody"), "e-mail address"),
    ] {
        let output = run(&app, Some(wrong));
        assert!(!output.status.success(), "{wrong:?}");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains(why), "{wrong:?}: {told}");
    }
    assert_eq!(sql.number("SELECT count(*) FROM practices").await, before);
}
