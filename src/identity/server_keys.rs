//! Keys of the server, each for one purpose. Those that digest outlive the master key: what they have digested cannot be
//! digested anew, so they are kept in the database, wrapped.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::platform::crypto::{Key, SealError, place};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::keyring::Keyring;
use crate::schema::server_keys;

const CURSORS: &str = "cursors";
const REFRESH: &str = "refresh tokens";
const IDEMPOTENCY: &str = "idempotency";
const THROTTLES: &str = "throttles";
const RECOVERY: &str = "recovery codes";
const AUDIT: &str = "audit trail";
const ERASURES: &str = "erasures";
const KEPT: [&str; 7] = [CURSORS, REFRESH, IDEMPOTENCY, THROTTLES, RECOVERY, AUDIT, ERASURES];

/// Keys of the server, each for one purpose.
pub struct ServerKeys {
    /// Seals cursors.
    pub cursors: Key,
    /// Makes the successor of a refresh token.
    pub refresh: Key,
    /// Digests idempotency keys and payloads.
    pub idempotency: Key,
    /// Digests what is counted, and known places.
    pub throttles: Key,
    /// Digests recovery codes.
    pub recovery: Key,
    /// Digests and chains the audit trail.
    pub audit: Key,
    /// Digests the lines of the ledger of erasures.
    pub erasures: Key,
    /// Wraps the keys above, practice keys and signing keys, and seals secrets of second factors and addresses of notices.
    pub wrapping: Keyring,
}

/// What wraps, derived from the master key.
pub fn wrapping(master: &Keyring) -> Keyring {
    master.derive("wrapping")
}

/// Where a key is kept, which is authenticated with it.
pub(super) fn key_place(purpose: &str) -> Vec<u8> {
    place(&format!("server_keys.key_sealed {purpose}"), &[])
}

impl ServerKeys {
    /// Loads the keys; the first time each is derived from the master key. An error inside: the database was used with
    /// another master key, and nothing was made in it.
    pub async fn load(mut conn: Conn<'_>, master: &Keyring) -> ApiResult<Result<Self, SealError>> {
        let wrapping = wrapping(master);
        let mut rows = stored(conn).await?;
        let opens = |(purpose, sealed): &(String, Vec<u8>)| {
            KEPT.iter().all(|kept| kept != purpose)
                || wrapping.unwrap_key(&key_place(purpose), sealed).is_ok()
        };
        if !rows.iter().all(opens) {
            return Ok(Err(SealError));
        }
        if rows.len() < KEPT.len() {
            for purpose in KEPT {
                let key = master.current().derive(purpose);
                let sealed = wrapping.wrap(&key_place(purpose), &key).map_err(|_| ApiError::Internal)?;
                // Of replicas that start together, the first one's stays.
                diesel::insert_into(server_keys::table)
                    .values((server_keys::purpose.eq(purpose), server_keys::key_sealed.eq(sealed)))
                    .on_conflict_do_nothing()
                    .execute(&mut conn)
                    .await?;
            }
            rows = stored(conn).await?;
        }
        let key = |wanted: &str| {
            let (purpose, sealed) =
                rows.iter().find(|(purpose, _)| purpose == wanted).ok_or(ApiError::Internal)?;
            wrapping.unwrap_key(&key_place(purpose), sealed).map_err(|error| {
                log::error!("the keys in the database do not open with this master key: {error}");
                ApiError::Internal
            })
        };
        Ok(Ok(Self {
            cursors: key(CURSORS)?,
            refresh: key(REFRESH)?,
            idempotency: key(IDEMPOTENCY)?,
            throttles: key(THROTTLES)?,
            recovery: key(RECOVERY)?,
            audit: key(AUDIT)?,
            erasures: key(ERASURES)?,
            wrapping,
        }))
    }

    /// All derived from one key.
    #[cfg(test)]
    pub fn derive(master: &Key) -> Self {
        Self {
            cursors: master.derive(CURSORS),
            refresh: master.derive(REFRESH),
            idempotency: master.derive(IDEMPOTENCY),
            throttles: master.derive(THROTTLES),
            recovery: master.derive(RECOVERY),
            audit: master.derive(AUDIT),
            erasures: master.derive(ERASURES),
            wrapping: wrapping(&master.clone().into()),
        }
    }
}

/// The key of the audit trail; none where no service has made its keys yet.
pub async fn find_audit_key(conn: Conn<'_>, master: &Keyring) -> ApiResult<Option<Result<Key, SealError>>> {
    let rows = stored(conn).await?;
    let audit = rows.iter().find(|(purpose, _)| purpose == AUDIT);
    Ok(audit.map(|(_, sealed)| wrapping(master).unwrap_key(&key_place(AUDIT), sealed)))
}

async fn stored(mut conn: Conn<'_>) -> ApiResult<Vec<(String, Vec<u8>)>> {
    Ok(server_keys::table.select((server_keys::purpose, server_keys::key_sealed)).load(&mut conn).await?)
}
