//! The first day of a practice, with the SQL that docs/operations.md tells, and roles that are nothing special.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use holdfast::cli::preflight::refusals;
use holdfast::platform::crypto::Key;
use holdfast::platform::db::embedded::{EmbeddedServer, Options, SUPERUSER};

use super::holdfast;
use crate::support::{Sql, told};

const OPERATIONS: &str = include_str!("../../../docs/operations.md");

/// The statements of the first block of SQL.
fn documented() -> Vec<&'static str> {
    let block = OPERATIONS.split("```sql\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    block.split(';').map(str::trim).filter(|statement| !statement.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_roles_migrate_make_a_practice_and_may_serve() {
    let data = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // So that the server's own user can reach it.
    std::fs::set_permissions(data.path(), Permissions::from_mode(0o755)).unwrap();
    let bin = std::env::var_os("HOLDFAST_PG_BIN").map(Into::into);
    let options = Options { bin, ..Options::new(data.path()) };
    let server = tokio::task::spawn_blocking(|| EmbeddedServer::start(options)).await.unwrap().unwrap();
    let root = Sql::open(&server.url(SUPERUSER, "postgres")).await;
    for statement in documented() {
        root.run(statement).await;
    }
    let (owner, service) =
        (server.url("holdfast_owner", "holdfast"), server.url("holdfast_service", "holdfast"));
    let key = Key::generate().unwrap();
    let text = key.encode();
    let environment = [
        ("HOLDFAST_OWNER_URL", owner.as_str()),
        ("DATABASE_URL", service.as_str()),
        ("HOLDFAST_MASTER_KEY", text.as_str()),
    ];
    let run = async |words: &[&str]| {
        let elsewhere = tempfile::tempdir().unwrap();
        holdfast(words, elsewhere.path(), &environment).await
    };
    let practice = [
        "--name",
        "Lantern",
        "--time-zone",
        "Europe/Lisbon",
        "--owner",
        "Ruth",
        "--email",
        "r@lantern.example",
    ];
    let practice = [&["practice"][..], &practice].concat();
    let commands =
        [&["migrate"][..], &practice, &["keys", "rotate-signing"], &["audit", "verify"], &["migrate"]];
    for words in commands {
        let output = run(words).await;
        assert!(output.status.success(), "{words:?}: {}", told(&output));
    }
    assert_eq!(refusals(&service, &key.into(), data.path()).await.unwrap(), []);
    // The owner sees no practice through the policies; the demo keeps away all the same.
    let output = run(&[]).await;
    assert_eq!(output.status.code(), Some(78), "{}", told(&output));
    assert!(told(&output).contains("holds other practices"), "{}", told(&output));
    drop(root);
    tokio::task::spawn_blocking(|| server.stop()).await.unwrap().unwrap();
}
