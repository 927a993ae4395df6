//! What the database holds of secrets: nothing that works.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::{refresh, refresh_token, sign_in};
use crate::support::{PASSWORD, Sql, TestApp, tables};

async fn dump(sql: &Sql) -> String {
    let mut text = String::new();
    for table in tables(sql).await {
        for row in sql.column(&format!("SELECT t::text FROM {table} t")).await {
            text.push_str(&row);
            text.push('\n');
        }
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_or_password_is_kept_in_any_form_that_works() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let waiting = super::create_invitation_acceptance::invite(&practice, &owner, "ada@example.org").await;
    let opened = sign_in(&app, &owner.email).await;
    let next = refresh(&app, &refresh_token(&opened)).await.expect(200);
    let sql = app.sql().await;
    let dump = dump(&sql).await.to_lowercase();
    // The dump is one in which a secret would be found.
    assert!(dump.contains(&owner.email) && dump.contains(&owner.session.to_string()));
    assert!(dump.contains("ada@example.org"));
    let hash = holdfast::platform::crypto::sha256(&secret(&refresh_token(&next)));
    assert!(dump.contains(&hex(&hash)), "its hash is there");
    let mut secrets = vec![PASSWORD.to_owned(), hex(PASSWORD.as_bytes()), STANDARD.encode(PASSWORD)];
    for token in [refresh_token(&opened), refresh_token(&next), waiting.token] {
        let plain = secret(&token);
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        secrets.extend([
            hex(&plain),
            hex(&bytes),
            hex(token.as_bytes()),
            STANDARD.encode(plain),
            URL_SAFE_NO_PAD.encode(plain),
        ]);
        secrets.push(token);
    }
    for answer in [&opened, &next] {
        let access = answer.body["access_token"].as_str().unwrap();
        secrets.extend(access.split('.').skip(1).map(str::to_owned));
        secrets.push(hex(access.as_bytes()));
    }
    for secret in secrets {
        assert!(!dump.contains(&secret.to_lowercase()), "{secret} is in the database");
    }
}

fn secret(token: &str) -> [u8; 32] {
    holdfast::platform::crypto::read_practice_token(token).unwrap().1
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_hash_is_argon2id_with_its_own_salt() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    for email in ["ada@example.org", "ben@example.org"] {
        let invitation = super::create_invitation_acceptance::invite(&practice, &owner, email).await;
        let body = json!({"token": invitation.token, "password": "another-quiet-evening-walk"});
        app.nobody().post("/v1/invitation-acceptances", body).await.expect(201);
    }
    let sql = app.sql().await;
    let hashes = sql
        .column("SELECT password_hash FROM accounts WHERE email IN ('ada@example.org', 'ben@example.org')")
        .await;
    assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")), "{hashes:?}");
    assert_ne!(hashes[0], hashes[1]);
}
