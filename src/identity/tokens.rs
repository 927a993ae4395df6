//! Access tokens: EdDSA JWTs after RFC 9068 and RFC 8725, short-lived, verified once and then remembered.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use super::memberships::Role;
pub use super::signing_keys::JsonWebKey;
use super::signing_keys::SigningKeys;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId, SessionId};

const ISSUER: &str = "holdfast";
const AUDIENCE: &str = "holdfast-api";
const TYPE: &str = "at+jwt";
/// How long a token lives.
pub(super) const LIFETIME: TimeDelta = TimeDelta::minutes(10);
const REMEMBERED: usize = 10_000;

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
    keys: RwLock<Arc<SigningKeys>>,
    verified: Cache<String, Arc<Claims>>,
}

impl Tokens {
    /// Signs and verifies with these keys.
    pub fn new(keys: SigningKeys) -> Self {
        Self { keys: RwLock::new(Arc::new(keys)), verified: Cache::new(REMEMBERED) }
    }

    /// Puts other keys in their place.
    pub fn replace_keys(&self, keys: SigningKeys) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    fn keys(&self) -> Arc<SigningKeys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
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
        let keys = self.keys();
        let (kid, key) = keys.signing(now).ok_or(ApiError::Internal)?;
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, key).map_err(|_| ApiError::Internal)?;
        Ok(AccessToken { token, expires_in: LIFETIME.num_seconds(), claims })
    }

    /// The claims of a token that is ours and runs now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Option<Arc<Claims>> {
        let claims = match self.verified.get(token) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.verify_signature(token, now)?);
                self.verified.insert(token.to_owned(), Arc::clone(&claims));
                claims
            }
        };
        (claims.nbf <= now.timestamp() && now.timestamp() < claims.exp).then_some(claims)
    }

    fn verify_signature(&self, token: &str, now: DateTime<Utc>) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let keys = self.keys();
        let key = keys.verifying(header.kid.as_deref()?, now)?;
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
        self.keys().public()
    }
}
