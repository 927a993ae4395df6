//! The keys that sign access tokens, and their change while the service runs.
//!
//! A new key is known to all before it signs: replicas look every few seconds, others keep the published keys for as long
//! as they may cache them. An old one verifies until its last token has ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use tokio::sync::Notify;
use utoipa::ToSchema;
use uuid::Uuid;

use super::services::Services;
use super::tokens::LIFETIME;
use crate::platform::crypto::{place, random_bytes};
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::keyring::Keyring;
use crate::schema::signing_keys;

/// Held until the transaction ends. The number names this purpose only.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7223045317)";
/// Longer than the published keys may be cached.
const KNOWN_BEFORE: TimeDelta = TimeDelta::minutes(6);
/// For clocks that differ.
const MARGIN: TimeDelta = TimeDelta::minutes(1);
const LOOK_EVERY: Duration = Duration::from_secs(5);

#[doc(hidden)]
pub enum KeyKind {}

/// The keys that there are now.
pub struct SigningKeys {
    /// In the order in which they sign.
    signing: Vec<(DateTime<Utc>, String, EncodingKey)>,
    verifying: HashMap<String, Verifying>,
}

struct Verifying {
    public: [u8; 32],
    key: DecodingKey,
    until: Option<DateTime<Utc>>,
}

/// A public key, as RFC 8037 writes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonWebKey {
    /// Key type.
    #[schema(example = "OKP", max_length = 10)]
    pub kty: &'static str,
    /// Curve.
    #[schema(example = "Ed25519", max_length = 10)]
    pub crv: &'static str,
    /// Use.
    #[serde(rename = "use")]
    #[schema(example = "sig", max_length = 10)]
    pub key_use: &'static str,
    /// Algorithm.
    #[schema(example = "EdDSA", max_length = 10)]
    pub alg: &'static str,
    /// Key id.
    #[schema(max_length = 40)]
    pub kid: String,
    /// The public key, base64url.
    #[schema(max_length = 50)]
    pub x: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = signing_keys)]
struct KeyRow {
    id: Uuid,
    public_key: Vec<u8>,
    private_key_sealed: Vec<u8>,
    retired_at: Option<DateTime<Utc>>,
    signs_from: DateTime<Utc>,
}

impl SigningKeys {
    /// Loads them; makes the first one where there is none.
    pub async fn load(mut conn: Conn<'_>, wrapping: &Keyring, now: DateTime<Utc>) -> ApiResult<Self> {
        let mut rows = stored_keys(conn, now).await?;
        if rows.is_empty() {
            // Replicas that start together must agree on one key.
            diesel::sql_query(LOCK).execute(&mut conn).await?;
            rows = stored_keys(conn, now).await?;
        }
        if rows.is_empty() {
            insert_key(conn, wrapping, now).await?;
            rows = stored_keys(conn, now).await?;
        }
        Self::from_rows(&rows, wrapping)
    }

    fn from_rows(rows: &[KeyRow], wrapping: &Keyring) -> ApiResult<Self> {
        let (mut signing, mut verifying) = (Vec::new(), HashMap::new());
        for row in rows {
            let secret = wrapping.open(&key_place(row.id), &row.private_key_sealed).map_err(|error| {
                log::error!("a signing key does not open with this master key: {error}");
                ApiError::Internal
            })?;
            let secret: [u8; 32] = secret.try_into().map_err(|_| ApiError::Internal)?;
            let der = SigningKey::from_bytes(&secret).to_pkcs8_der().map_err(|_| ApiError::Internal)?;
            signing.push((row.signs_from, row.id.to_string(), EncodingKey::from_ed_der(der.as_bytes())));
            let public: [u8; 32] = row.public_key.as_slice().try_into().map_err(|_| ApiError::Internal)?;
            let key = DecodingKey::from_ed_der(&public);
            verifying.insert(row.id.to_string(), Verifying { public, key, until: row.retired_at });
        }
        Ok(Self { signing, verifying })
    }

    /// The key that signs now, with its id.
    pub fn signing(&self, now: DateTime<Utc>) -> Option<(&str, &EncodingKey)> {
        let begun = self.signing.iter().rfind(|(from, ..)| *from <= now);
        begun.or(self.signing.as_slice().first()).map(|(_, id, key)| (id.as_str(), key))
    }

    /// The key with this id, while it verifies.
    pub fn verifying(&self, id: &str, now: DateTime<Utc>) -> Option<&DecodingKey> {
        let found = self.verifying.get(id)?;
        found.until.is_none_or(|until| now < until).then_some(&found.key)
    }

    /// The public keys.
    pub fn public(&self) -> Vec<JsonWebKey> {
        let web_key = |(kid, key): (&String, &Verifying)| JsonWebKey {
            kty: "OKP",
            crv: "Ed25519",
            key_use: "sig",
            alg: "EdDSA",
            kid: kid.clone(),
            x: URL_SAFE_NO_PAD.encode(key.public),
        };
        let mut keys: Vec<JsonWebKey> = self.verifying.iter().map(web_key).collect();
        keys.sort_by(|a, b| a.kid.cmp(&b.kid));
        keys
    }
}

async fn stored_keys(mut conn: Conn<'_>, now: DateTime<Utc>) -> ApiResult<Vec<KeyRow>> {
    let rows = signing_keys::table
        .filter(signing_keys::retired_at.is_null().or(signing_keys::retired_at.gt(now)))
        .order((signing_keys::signs_from, signing_keys::id))
        .select(KeyRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

async fn insert_key(mut conn: Conn<'_>, wrapping: &Keyring, signs_from: DateTime<Utc>) -> ApiResult<Uuid> {
    let id = Id::<KeyKind>::generate().uuid();
    let secret = random_bytes::<32>().map_err(|_| ApiError::Internal)?;
    let public = SigningKey::from_bytes(&secret).verifying_key().to_bytes();
    let sealed = wrapping.seal(&key_place(id), &secret).map_err(|_| ApiError::Internal)?;
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::id.eq(id),
            signing_keys::public_key.eq(public.as_slice()),
            signing_keys::private_key_sealed.eq(sealed),
            signing_keys::signs_from.eq(signs_from),
        ))
        .execute(&mut conn)
        .await?;
    Ok(id)
}

/// What a change of signing keys does, and when.
#[derive(Debug, Clone, Copy)]
pub struct Rotation {
    /// The new key.
    pub id: Uuid,
    /// When it begins to sign.
    pub signs_from: DateTime<Utc>,
    /// Until when the earlier ones verify.
    pub verified_until: DateTime<Utc>,
}

/// Makes a new signing key, inside a transaction of the schema's owner, and sets an end to the earlier ones.
pub async fn rotate_signing_key(
    mut conn: Conn<'_>,
    wrapping: &Keyring,
    now: DateTime<Utc>,
) -> ApiResult<Rotation> {
    diesel::sql_query(LOCK).execute(&mut conn).await?;
    let signs_from = now + KNOWN_BEFORE;
    let verified_until = signs_from + LIFETIME + MARGIN;
    diesel::update(signing_keys::table.filter(signing_keys::retired_at.is_null()))
        .set(signing_keys::retired_at.eq(verified_until))
        .execute(&mut conn)
        .await?;
    let id = insert_key(conn, wrapping, signs_from).await?;
    Ok(Rotation { id, signs_from, verified_until })
}

/// Where a private key is kept, which is authenticated with it.
pub(super) fn key_place(id: Uuid) -> Vec<u8> {
    place("signing_keys.private_key_sealed", &[id])
}

/// The job that looks for changes of the signing keys.
#[derive(Clone, Default)]
pub struct KeyWatch {
    stop: Arc<Notify>,
}

impl KeyWatch {
    /// Lets [`KeyWatch::run`] end.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    /// Looks every few seconds until [`KeyWatch::stop`].
    pub async fn run(self, services: Services) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = self.stop.notified() => return,
            }
            let (wrapping, now) = (&services.shared.keys.wrapping, services.shared.clock.now());
            let load =
                async |conn: Conn<'_>| SigningKeys::from_rows(&stored_keys(conn, now).await?, wrapping);
            match services.database.without_practice(Mode::Read, load).await {
                Ok(keys) => services.shared.tokens.replace_keys(keys),
                Err(error) => log::warn!("the signing keys stay as they were: {error}"),
            }
        }
    }
}
