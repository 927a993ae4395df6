//! `holdfast` in a shell that is set up for production.

use holdfast::platform::crypto::Key;

use super::holdfast;
use crate::support::{Sql, TestApp, server, told};

const ROWS: &str = "SELECT (SELECT count(*) FROM practices) + (SELECT count(*) FROM accounts) \
     + (SELECT count(*) FROM server_keys) + (SELECT count(*) FROM __diesel_schema_migrations)";

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_another_practice_is_left_as_it_is() {
    let app = TestApp::start().await;
    app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    refused(&app.url, &app.master, "holds other practices").await;
}

/// Guards a practice whose owner has not come yet: nobody has a membership.
#[tokio::test(flavor = "multi_thread")]
async fn so_is_one_whose_owner_has_not_come_yet() {
    let app = TestApp::start().await;
    app.practice("Harbour").await;
    let sql = app.sql().await;
    sql.run("DELETE FROM account_memberships").await;
    refused(&app.url, &app.master, "holds other practices").await;
    let forced = "SELECT count(*) FROM pg_class WHERE relname = 'practices' AND relforcerowsecurity";
    assert_eq!(sql.number(forced).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn so_is_one_that_was_migrated_to_be_served() {
    let url = server::fresh_database().await;
    refused(&url, &Key::generate().unwrap(), "is migrated").await;
}

async fn refused(url: &str, key: &Key, why: &str) {
    let sql = Sql::open(url).await;
    let before = sql.number(ROWS).await;
    let (data, key) = (tempfile::tempdir().unwrap(), key.encode());
    let environment =
        [("DATABASE_URL", url), ("HOLDFAST_OWNER_URL", url), ("HOLDFAST_MASTER_KEY", key.as_str())];
    for words in [&[][..], &["demo"]] {
        let output = holdfast(words, data.path(), &environment).await;
        let told = told(&output);
        assert_eq!(output.status.code(), Some(78), "{told}");
        assert!(told.contains("refusing to load the demo") && told.contains(why), "{told}");
    }
    assert_eq!(sql.number(ROWS).await, before);
}
