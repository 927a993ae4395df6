//! Access tokens: EdDSA JWTs after RFC 9068 and RFC 8725, short-lived, verified once and then remembered.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::memberships::Role;
use crate::platform::crypto::{Key, place, random_bytes};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId, SessionId};
use crate::schema::signing_keys;

const ISSUER: &str = "holdfast";
const AUDIENCE: &str = "holdfast-api";
const TYPE: &str = "at+jwt";
const LIFETIME: TimeDelta = TimeDelta::minutes(10);
const REMEMBERED: usize = 10_000;
/// Held until the transaction ends. The number names this purpose only.
const FIRST_KEY_LOCK: &str = "SELECT pg_advisory_xact_lock(7223045317)";

#[doc(hidden)]
pub enum TokenKind {}

/// What an access token says of its bearer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    /// The account.
    pub sub: AccountId,
    /// The session.
    pub sid: SessionId,
    jti: Id<TokenKind>,
    /// The practice of the session.
    pub practice: PracticeId,
    /// The membership of the session.
    pub membership: MembershipId,
    /// The roles of the membership when the token was made; `access` proves that they still hold.
    pub roles: Vec<Role>,
    /// The membership's access version when the token was made.
    pub access: i32,
    /// Whether the session is limited until a second factor is proved in it.
    #[serde(default)]
    pub limited: bool,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Whom a token is made for.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// The account.
    pub account: AccountId,
    /// The session.
    pub session: SessionId,
    /// The practice.
    pub practice: PracticeId,
    /// The membership.
    pub membership: MembershipId,
    /// The roles of the membership.
    pub roles: Vec<Role>,
    /// The membership's access version.
    pub access: i32,
    /// Whether the session is limited.
    pub limited: bool,
}

/// A token just made.
#[derive(Debug)]
pub struct AccessToken {
    /// The token.
    pub token: String,
    /// Seconds it lives.
    pub expires_in: i64,
    /// What it says.
    pub claims: Claims,
}

/// Makes and verifies access tokens.
pub struct Tokens {
    signing: (String, EncodingKey),
    verifying: HashMap<String, ([u8; 32], DecodingKey)>,
    verified: Cache<String, Arc<Claims>>,
}

/// A public key, as RFC 8037 writes it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
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

impl Tokens {
    /// Loads the signing keys; makes the first one where there is none.
    pub async fn load(mut conn: Conn<'_>, wrapping: &Key) -> ApiResult<Self> {
        let mut rows = stored_keys(conn).await?;
        if rows.is_empty() {
            // Replicas that start together must agree on one key.
            diesel::sql_query(FIRST_KEY_LOCK).execute(&mut conn).await?;
            rows = stored_keys(conn).await?;
        }
        if rows.is_empty() {
            let id = Id::<TokenKind>::generate().uuid();
            let secret = random_bytes::<32>().map_err(|_| ApiError::Internal)?;
            let public = SigningKey::from_bytes(&secret).verifying_key().to_bytes();
            let sealed = wrapping.seal(&key_place(id), &secret).map_err(|_| ApiError::Internal)?;
            diesel::insert_into(signing_keys::table)
                .values((
                    signing_keys::id.eq(id),
                    signing_keys::public_key.eq(public.as_slice()),
                    signing_keys::private_key_sealed.eq(sealed),
                ))
                .execute(&mut conn)
                .await?;
            rows = stored_keys(conn).await?;
        }
        Self::from_rows(&rows, wrapping)
    }

    fn from_rows(rows: &[(Uuid, Vec<u8>, Vec<u8>)], wrapping: &Key) -> ApiResult<Self> {
        let (id, _, sealed) = rows.last().ok_or(ApiError::Internal)?;
        let secret = wrapping.open(&key_place(*id), sealed).map_err(|error| {
            log::error!("the signing key does not open with this master key: {error}");
            ApiError::Internal
        })?;
        let secret: [u8; 32] = secret.try_into().map_err(|_| ApiError::Internal)?;
        let der = SigningKey::from_bytes(&secret).to_pkcs8_der().map_err(|_| ApiError::Internal)?;
        let mut verifying = HashMap::new();
        for (id, public, _) in rows {
            let public: [u8; 32] = public.as_slice().try_into().map_err(|_| ApiError::Internal)?;
            verifying.insert(id.to_string(), (public, DecodingKey::from_ed_der(&public)));
        }
        let signing = (id.to_string(), EncodingKey::from_ed_der(der.as_bytes()));
        Ok(Self { signing, verifying, verified: Cache::new(REMEMBERED) })
    }

    /// A signed token.
    pub fn issue(&self, bearer: Bearer, now: DateTime<Utc>) -> ApiResult<AccessToken> {
        let Bearer { account, session, practice, membership, roles, access, limited } = bearer;
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: account,
            sid: session,
            jti: Id::generate(),
            practice,
            membership,
            roles,
            access,
            limited,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + LIFETIME).timestamp(),
        };
        let (kid, key) = &self.signing;
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(kid.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, key).map_err(|_| ApiError::Internal)?;
        Ok(AccessToken { token, expires_in: LIFETIME.num_seconds(), claims })
    }

    /// The claims of a token that is ours and runs now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Arc<Claims>> {
        let claims = match self.verified.get(token) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.verify_signature(token)?);
                self.verified.insert(token.to_owned(), Arc::clone(&claims));
                claims
            }
        };
        (claims.nbf <= now.timestamp() && now.timestamp() < claims.exp).then_some(claims)
    }

    fn verify_signature(&self, token: &str) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let (_, key) = self.verifying.get(header.kid.as_deref()?)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[ISSUER]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss", "sub"]);
        // The running time is checked at every use by our own clock, not once by the library's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        jsonwebtoken::decode::<Claims>(token, key, &validation).ok().map(|data| data.claims)
    }

    /// The public keys.
    pub fn public_keys(&self) -> Vec<JsonWebKey> {
        let mut keys: Vec<JsonWebKey> = self
            .verifying
            .iter()
            .map(|(kid, (public, _))| JsonWebKey {
                kty: "OKP",
                crv: "Ed25519",
                key_use: "sig",
                alg: "EdDSA",
                kid: kid.clone(),
                x: URL_SAFE_NO_PAD.encode(public),
            })
            .collect();
        keys.sort_by(|a, b| a.kid.cmp(&b.kid));
        keys
    }
}

async fn stored_keys(mut conn: Conn<'_>) -> ApiResult<Vec<(Uuid, Vec<u8>, Vec<u8>)>> {
    let rows = signing_keys::table
        .filter(signing_keys::retired_at.is_null())
        .order(signing_keys::id)
        .select((signing_keys::id, signing_keys::public_key, signing_keys::private_key_sealed))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

fn key_place(id: Uuid) -> Vec<u8> {
    place("signing_keys.private_key_sealed", &[id])
}
