//! What `holdfast serve` refuses to serve with.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use holdfast::cli::preflight::{Refusal, refusals};
use holdfast::platform::crypto::Key;
use holdfast::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};
use holdfast::platform::db::migrations;
use holdfast::platform::keyring::Keyring;

use crate::support::{Sql, output_within, server};

/// The reasons, but for durability, which the server of the tests does without.
async fn found(url: &str, key: &Key) -> Vec<Refusal> {
    let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut found = refusals(url, &key.clone().into(), data.path()).await.unwrap();
    found.retain(|one| !matches!(one, Refusal::NotDurable(_)));
    found
}

fn random() -> Key {
    Key::generate().unwrap()
}

/// A login of this test's own: roles belong to the whole server.
async fn login(sql: &Sql, url: &str, name: &str, with: &str) -> String {
    sql.run(&format!("CREATE ROLE {name} LOGIN {with}; GRANT holdfast_app TO {name}")).await;
    server::as_role(url, name)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_serving_role_and_its_members_are_fine() {
    let url = server::fresh_database().await;
    let sql = Sql::open(&url).await;
    assert_eq!(found(&server::as_role(&url, "holdfast_app"), &random()).await, []);
    let member = login(&sql, &url, "preflight_member", "").await;
    assert_eq!(found(&member, &random()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_superuser_is_refused_and_who_can_become_one() {
    let url = server::fresh_database().await;
    let sql = Sql::open(&url).await;
    let told = found(&url, &random()).await;
    assert!(matches!(&told[..], [Refusal::Superuser(_)]), "{told:?}");
    let near = login(&sql, &url, "preflight_near", "").await;
    sql.run(&format!("GRANT {SUPERUSER} TO preflight_near")).await;
    let told = found(&near, &random()).await;
    assert!(matches!(&told[..], [Refusal::Superuser(_)]), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_bypasses_the_policies_is_refused() {
    let url = server::fresh_database().await;
    let sql = Sql::open(&url).await;
    let bypassing = login(&sql, &url, "preflight_bypassing", "BYPASSRLS").await;
    assert_eq!(
        found(&bypassing, &random()).await,
        [Refusal::BypassesPolicies("preflight_bypassing".to_owned())]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_of_tables_is_refused() {
    let url = server::fresh_database().await;
    let sql = Sql::open(&url).await;
    let owner = login(&sql, &url, "preflight_owner", "").await;
    sql.run("ALTER TABLE reports OWNER TO preflight_owner").await;
    assert_eq!(found(&owner, &random()).await, [Refusal::OwnsTables("preflight_owner".to_owned())]);
    assert_eq!(found(&server::as_role(&url, "holdfast_app"), &random()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_without_forced_policies_is_refused() {
    let url = server::fresh_database().await;
    let (sql, app) = (Sql::open(&url).await, server::as_role(&url, "holdfast_app"));
    sql.run("ALTER TABLE clients NO FORCE ROW LEVEL SECURITY; ALTER TABLE staff DISABLE ROW LEVEL SECURITY")
        .await;
    sql.run("CREATE TABLE loose (practice_id uuid)").await;
    let named = ["clients", "loose", "staff"].map(|table| Refusal::NotForced(table.to_owned()));
    assert_eq!(found(&app, &random()).await, named);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_accounts_of_the_demo_are_refused() {
    let url = server::fresh_database().await;
    let (sql, app) = (Sql::open(&url).await, server::as_role(&url, "holdfast_app"));
    assert_eq!(found(&app, &Key::from_bytes([7; 32])).await, [Refusal::DemoKey]);
    let (data, key) = (tempfile::tempdir().unwrap(), random());
    std::fs::write(data.path().join("master.key"), key.encode()).unwrap();
    assert!(refusals(&app, &key.into(), data.path()).await.unwrap().contains(&Refusal::DemoKey));
    // One that a demo made elsewhere, also as the key from before.
    let made = holdfast::demo::make_key().unwrap();
    assert!(made.encode().starts_with("demo-only-"));
    assert_eq!(found(&app, &made).await, [Refusal::DemoKey]);
    let (both, elsewhere) = (Keyring::new(random(), Some(made)), tempfile::tempdir().unwrap());
    assert!(refusals(&app, &both, elsewhere.path()).await.unwrap().contains(&Refusal::DemoKey));
    sql.run(
        "INSERT INTO accounts (id, email, password_hash) VALUES (gen_random_uuid(), 'maya@demo.holdfast.example', 'x')",
    )
    .await;
    assert_eq!(found(&app, &random()).await, [Refusal::DemoAccounts]);
}

async fn serve(url: String, key: &Key) -> Output {
    let data = tempfile::tempdir().unwrap();
    let mut holdfast = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    holdfast.args(["serve", "--listen", "127.0.0.1:0"]);
    holdfast.env("DATABASE_URL", url).env("HOLDFAST_MASTER_KEY", key.encode());
    holdfast.env("HOLDFAST_DATA", data.path());
    output_within(holdfast, Duration::from_secs(5)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_why_and_ends_with_its_own_code() {
    let output = serve(server::fresh_database().await, &random()).await;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(78), "{told}");
    for reason in ["refusing to serve:", "superuser", "fsync is off", "full_page_writes is off"] {
        assert!(told.contains(reason), "{reason}: {told}");
    }
}

/// The same program serves where nothing speaks against it, so that the refusals mean something.
#[tokio::test(flavor = "multi_thread")]
async fn a_durable_server_is_served_from() {
    let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // So that the server's own user can reach it.
    std::fs::set_permissions(data.path(), Permissions::from_mode(0o755)).unwrap();
    let key = random();
    let server = start(data.path(), Vec::new()).await;
    migrations::migrate(&server.url(SUPERUSER, "postgres")).await.unwrap();
    let output = serve(server.url("holdfast_app", "postgres"), &key).await;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && told.contains("serving on http://"), "{told}");
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap().unwrap();
    for (off, on) in [("full_page_writes", "fsync"), ("fsync", "full_page_writes")] {
        let server = start(data.path(), vec![(off.to_owned(), "off".to_owned())]).await;
        let output = serve(server.url("holdfast_app", "postgres"), &key).await;
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(78), "{told}");
        assert!(told.contains(&format!("{off} is off")) && !told.contains(&format!("{on} is off")), "{told}");
        tokio::task::spawn_blocking(|| server.stop()).await.unwrap().unwrap();
    }
}

/// A server of this test's own.
async fn start(data: &Path, settings: Vec<(String, String)>) -> EmbeddedServer {
    let bin = std::env::var_os("HOLDFAST_PG_BIN").map(Into::into);
    let options = Options { bin, settings, ..Options::new(data) };
    tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await.unwrap().unwrap()
}
