//! Access tokens that somebody else made, and the keys that tell them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use holdfast::platform::crypto::place;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Caller, TestApp, new_id};

struct Forge {
    header: Value,
    claims: Value,
    secret: [u8; 32],
    public: Vec<u8>,
}

/// Everything a token is made of, the server's own key included.
async fn forge(app: &TestApp, caller: &Caller) -> Forge {
    let token = caller.token.clone().unwrap();
    let part = |at: usize| {
        let part = token.split('.').nth(at).unwrap();
        serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let sql = app.sql().await;
    let row = sql.rows("SELECT id, encode(private_key_sealed, 'base64') FROM signing_keys").await.remove(0);
    let id: Uuid = row[0].parse().unwrap();
    let sealed = base64::engine::general_purpose::STANDARD.decode(row[1].replace('\n', "")).unwrap();
    let key = app
        .master
        .derive("wrapping")
        .open(&place("signing_keys.private_key_sealed", &[id]), &sealed)
        .unwrap();
    let secret: [u8; 32] = key.try_into().unwrap();
    let public = SigningKey::from_bytes(&secret).verifying_key().to_bytes().to_vec();
    Forge { header: part(0), claims: part(1), secret, public }
}

fn sign(secret: &[u8; 32], header: &Value, claims: &Value) -> String {
    let header: Header = serde_json::from_value(header.clone()).unwrap();
    let der = SigningKey::from_bytes(secret).to_pkcs8_der().unwrap();
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(der.as_bytes())).unwrap()
}

fn with(value: &Value, member: &str, to: Value) -> Value {
    let mut value = value.clone();
    match to {
        Value::Null => drop(value.as_object_mut().unwrap().remove(member)),
        to => value[member] = to,
    }
    value
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_servers_own_tokens_count() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let owner = practice.staff("Tess", &["owner"]).await;
    let victim = practice.staff("Vic", &["owner", "therapist"]).await;
    let Forge { header, claims, secret, public } = forge(&app, &owner).await;
    let call = async |token: String| app.bearer(Some(&token)).get("/v1/me").await;
    // The forge itself works: what it refuses below is refused for what was changed.
    call(sign(&secret, &header, &claims)).await.expect(200);

    let now = app.clock.now().timestamp();
    let mut forged = vec![
        ("another key", sign(&[7; 32], &header, &claims)),
        ("another type", sign(&secret, &with(&header, "typ", json!("JWT")), &claims)),
        ("no type", sign(&secret, &with(&header, "typ", Value::Null), &claims)),
        ("an unknown key id", sign(&secret, &with(&header, "kid", json!(new_id())), &claims)),
        ("no key id", sign(&secret, &with(&header, "kid", Value::Null), &claims)),
        ("another issuer", sign(&secret, &header, &with(&claims, "iss", json!("elsewhere")))),
        ("another audience", sign(&secret, &header, &with(&claims, "aud", json!("another-api")))),
        ("no audience", sign(&secret, &header, &with(&claims, "aud", Value::Null))),
        ("run out", sign(&secret, &header, &with(&claims, "exp", json!(now - 1)))),
        ("not yet valid", sign(&secret, &header, &with(&claims, "nbf", json!(now + 60)))),
        ("no end", sign(&secret, &header, &with(&claims, "exp", Value::Null))),
        ("another member's session", sign(&secret, &header, &with(&claims, "sid", json!(victim.session)))),
        ("another member", sign(&secret, &header, &with(&claims, "membership", json!(victim.id)))),
        ("another account", sign(&secret, &header, &with(&claims, "sub", json!(victim.account)))),
        ("another practice", sign(&secret, &header, &with(&claims, "practice", json!(new_id())))),
        ("an older access version", sign(&secret, &header, &with(&claims, "access", json!(0)))),
    ];
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let token = owner.token.clone().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let none = with(&header, "alg", json!("none"));
    forged.push(("no algorithm, no signature", format!("{}.{}.", encode(&none), encode(&claims))));
    forged.push((
        "no algorithm, some signature",
        format!("{}.{}.{}", encode(&none), encode(&claims), parts[2]),
    ));
    forged.push(("no signature", format!("{}.{}.", parts[0], parts[1])));
    forged.push(("two parts", format!("{}.{}", parts[0], parts[1])));
    let promoted = with(&claims, "roles", json!(["owner", "therapist"]));
    forged.push(("another payload", format!("{}.{}.{}", parts[0], encode(&promoted), parts[2])));
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let mut symmetric = Header::new(algorithm);
        (symmetric.typ, symmetric.kid) =
            (Some("at+jwt".to_owned()), header["kid"].as_str().map(str::to_owned));
        for key in [public.clone(), URL_SAFE_NO_PAD.encode(&public).into_bytes()] {
            let token = jsonwebtoken::encode(&symmetric, &claims, &EncodingKey::from_secret(&key)).unwrap();
            forged.push(("the public key as a shared secret", token));
        }
    }
    // A key in the header is nobody's key.
    let own = SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes();
    let jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(own)});
    forged.push(("its own key along", sign(&[7; 32], &with(&header, "jwk", jwk), &claims)));
    for (what, token) in forged {
        let answer = call(token).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (401, Some("unauthenticated")), "{what}");
    }
    call(token).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_keys_verify_tokens_and_hold_no_secret() {
    let app = TestApp::start().await;
    let owner = app.practice("Harbour").await.staff("Tess", &["owner"]).await;
    let Forge { header, public, .. } = forge(&app, &owner).await;
    let keys = app.nobody().get("/.well-known/jwks.json").await.expect(200);
    let keys = keys.body["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 1);
    let x = URL_SAFE_NO_PAD.encode(&public);
    assert_eq!(
        keys[0],
        json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": header["kid"], "x": x})
    );
}

/// Replicas that start on an empty database at once agree on one key, so that each takes the others' tokens.
#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_together_make_one_key() {
    let url = crate::support::server::fresh_database().await;
    let start = || TestApp::with(url.clone(), |settings| settings.pool_wait_ms = 20_000);
    let (a, b, c, d) = tokio::join!(start(), start(), start(), start());
    assert_eq!(a.sql().await.number("SELECT count(*) FROM signing_keys").await, 1);
    let owner = a.practice("Harbour").await.staff("Tess", &["owner"]).await;
    for replica in [&b, &c, &d] {
        replica.bearer(owner.token.as_deref()).get("/v1/me").await.expect(200);
    }
}
