//! Secrets that the server keeps sealed open in their own row alone, as words about people do in `sealed.rs`.

use holdfast::app::load_shared;
use holdfast::platform::keyring::Keyring;
use serde_json::json;

use super::data_classes::committed;
use crate::support::{Sql, TestApp, server};

/// Secrets that open again. Each is moved by a test below; that of an authenticator app in
/// `second_factors::create_second_factor`, keys of practices in `sealed.rs`.
const MOVED: [&str; 5] = [
    "second_factors.secret_sealed",
    "notices.address_sealed",
    "idempotency_keys.secret_sealed",
    "signing_keys.private_key_sealed",
    "server_keys.key_sealed",
];

/// Puts what stands in a column of one row into another row as well, and tells what stood there.
async fn copy(sql: &Sql, (table, column): (&str, &str), from: &str, to: &str) -> String {
    let before = sql.value(&format!("SELECT encode({column}, 'hex') FROM {table} WHERE {to}")).await;
    let value = format!("(SELECT {column} FROM {table} WHERE {from})");
    sql.run(&format!("UPDATE {table} SET {column} = {value} WHERE {to}")).await;
    before
}

async fn put_back(sql: &Sql, (table, column): (&str, &str), to: &str, before: &str) {
    sql.run(&format!("UPDATE {table} SET {column} = decode('{before}', 'hex') WHERE {to}")).await;
}

#[test]
fn every_sealed_secret_is_moved_by_a_test() {
    let every = committed();
    let sealed = every.iter().filter(|(name, class)| name.ends_with("_sealed") && *class == "secret");
    for (name, _) in sealed {
        assert!(MOVED.contains(&name.as_str()), "{name} is sealed: move it in {}", file!());
    }
}

/// Guards the letters: a token goes to the address that it was asked for, whatever was moved in between.
#[tokio::test(flavor = "multi_thread")]
async fn a_letter_goes_to_its_own_address_alone() {
    let nobody_listens = |settings: &mut holdfast::config::Settings| {
        settings.smtp_url = Some("smtp://127.0.0.1:9".to_owned());
    };
    let app = TestApp::with(server::fresh_database().await, nobody_listens).await;
    let practice = app.practice("Harbour").await;
    let (ada, eve) = (practice.client("Ada").await, practice.client("Eve").await);
    for person in [&ada, &eve] {
        let body = json!({"email": person.email});
        app.nobody().post("/v1/password-resets", body).await.expect(202);
    }
    let url = app.url.clone();
    app.stop().await;
    let sql = Sql::open(&url).await;
    let ids = sql.column("SELECT id::text FROM notices ORDER BY id").await;
    let [adas, eves] = [&ids[0], &ids[1]].map(|id| format!("id = '{id}'"));
    copy(&sql, ("notices", "address_sealed"), &eves, &adas).await;
    let due = format!(
        "UPDATE notices SET attempts = 0, due_at = CASE WHEN {adas} THEN now() ELSE now() + interval '1 day' END"
    );
    sql.run(&due).await;
    let sending = TestApp::with(url, |_| {}).await;
    let gone = format!("SELECT count(*) FROM notices WHERE {adas} AND attempts = 0");
    for _ in 0..100 {
        if sql.number(&gone).await == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    // It is taken, does not open, and stays.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(sql.number(&format!("SELECT count(*) FROM notices WHERE {adas} AND attempts = 1")).await, 1);
    assert!(sending.letters().is_empty(), "{:?}", sending.letters());
}

/// Guards the tokens of invitations, which are told once more to whoever repeats the request.
#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_tells_no_other_token() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Olga", &["owner"]).await;
    let mut paths = Vec::new();
    for name in ["Ada", "Eve"] {
        let body = json!({"name": name, "email": format!("{name}@example.org"), "roles": ["front_desk"]});
        let made = owner.post("/v1/staff", body).await.expect(201);
        paths.push(format!("/v1/staff/{}/invitations", made.id()));
    }
    let first = owner.post_once(&paths[0], "one", json!({})).await.expect(201);
    let second = owner.post_once(&paths[1], "two", json!({})).await.expect(201);
    let row = |id: String| format!("resource_id = '{id}'");
    let (sql, column) = (app.sql().await, ("idempotency_keys", "secret_sealed"));
    let before = copy(&sql, column, &row(second.id()), &row(first.id())).await;
    owner.post_once(&paths[0], "one", json!({})).await.problem(500, "internal");
    put_back(&sql, column, &row(first.id()), &before).await;
    assert_eq!(owner.post_once(&paths[0], "one", json!({})).await.expect(201).body, first.body);
}

/// Guards the server's own keys: one that stands in for another starts no service.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_key_serves_its_own_purpose_alone() {
    let app = TestApp::start().await;
    let keyring: Keyring = app.master.clone().into();
    let sql = app.sql().await;
    let second = "INSERT INTO signing_keys (id, public_key, private_key_sealed, signs_from) \
                  SELECT gen_random_uuid(), public_key, private_key_sealed, signs_from FROM signing_keys";
    let starts = async || {
        load_shared(&app.database(1), &keyring, app.clock.clone(), 1, Default::default()).await.is_ok()
    };
    assert!(starts().await);
    let (column, cursors) = (("server_keys", "key_sealed"), "purpose = 'cursors'");
    let before = copy(&sql, column, "purpose = 'refresh tokens'", cursors).await;
    assert!(!starts().await);
    put_back(&sql, column, cursors, &before).await;
    assert!(starts().await);
    sql.run(second).await;
    assert!(!starts().await);
}
