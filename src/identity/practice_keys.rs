//! The data key of each practice: wrapped by the master key in the database, unwrapped in a small cache.

use std::sync::Arc;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use quick_cache::sync::Cache;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::platform::crypto::{Key, SealError, place};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;
use crate::platform::keyring::Keyring;
use crate::schema::practice_keys;

const CACHED_PRACTICES: usize = 1000;
const FIRST: i32 = 1;

/// Unwraps and remembers practice keys.
pub struct PracticeKeys {
    wrapping: Keyring,
    cache: Cache<PracticeId, Arc<PracticeKey>>,
}

/// Seals and opens free text about people of one practice.
pub struct PracticeKey {
    key: Key,
}

impl PracticeKeys {
    /// Keys wrapped under this key.
    pub fn new(wrapping: Keyring) -> Self {
        Self { wrapping, cache: Cache::new(CACHED_PRACTICES) }
    }

    /// The practice's key; read from the database when it is not at hand.
    pub async fn get(&self, mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<Arc<PracticeKey>> {
        if let Some(key) = self.cache.get(&practice) {
            return Ok(key);
        }
        let wrapped: Vec<u8> = practice_keys::table
            .find((practice, FIRST))
            .select(practice_keys::wrapped_key)
            .first(&mut conn)
            .await
            .map_err(|_| ApiError::Internal)?;
        let key = self.wrapping.unwrap_key(&wrapping_place(practice), &wrapped).map_err(sealing_failed)?;
        let key = Arc::new(PracticeKey { key });
        self.cache.insert(practice, Arc::clone(&key));
        Ok(key)
    }

    /// Makes and stores the key of a new practice.
    pub async fn create(&self, mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<()> {
        let key = Key::generate().map_err(sealing_failed)?;
        let wrapped = self.wrapping.wrap(&wrapping_place(practice), &key).map_err(sealing_failed)?;
        diesel::insert_into(practice_keys::table)
            .values((
                practice_keys::practice_id.eq(practice),
                practice_keys::number.eq(FIRST),
                practice_keys::wrapped_key.eq(wrapped),
            ))
            .execute(&mut conn)
            .await?;
        Ok(())
    }
}

impl PracticeKey {
    /// Seals a value for one column (`table.column`) of the row with these ids.
    pub fn seal<T: Serialize>(&self, column: &str, ids: &[Uuid], value: &T) -> ApiResult<Vec<u8>> {
        let plain = serde_json::to_vec(value).map_err(|_| ApiError::Internal)?;
        self.key.seal(&place(column, ids), &plain).map_err(sealing_failed)
    }

    /// Opens what [`PracticeKey::seal`] sealed for the same column and row.
    pub fn open<T: DeserializeOwned>(&self, column: &str, ids: &[Uuid], sealed: &[u8]) -> ApiResult<T> {
        let plain = self.key.open(&place(column, ids), sealed).map_err(sealing_failed)?;
        serde_json::from_slice(&plain).map_err(|error| {
            // Its own words may quote the text.
            let (kind, line, place) = (error.classify(), error.line(), error.column());
            log::error!(column; "a sealed value has another form than is read: {kind:?} at {line}:{place}");
            ApiError::Internal
        })
    }

    /// Seals bytes for one column of the row with these ids.
    pub fn seal_bytes(&self, column: &str, ids: &[Uuid], plain: &[u8]) -> ApiResult<Vec<u8>> {
        self.key.seal(&place(column, ids), plain).map_err(sealing_failed)
    }

    /// Opens what [`PracticeKey::seal_bytes`] sealed for the same column and row.
    pub fn open_bytes(&self, column: &str, ids: &[Uuid], sealed: &[u8]) -> ApiResult<Vec<u8>> {
        self.key.open(&place(column, ids), sealed).map_err(sealing_failed)
    }

    /// Seals a value where there is one.
    pub fn seal_some<T: Serialize>(
        &self,
        column: &str,
        ids: &[Uuid],
        value: Option<&T>,
    ) -> ApiResult<Option<Vec<u8>>> {
        value.map(|value| self.seal(column, ids, value)).transpose()
    }

    /// Opens a value where there is one.
    pub fn open_some<T: DeserializeOwned>(
        &self,
        column: &str,
        ids: &[Uuid],
        sealed: Option<&[u8]>,
    ) -> ApiResult<Option<T>> {
        sealed.map(|sealed| self.open(column, ids, sealed)).transpose()
    }

    /// A digest that only this practice's key can make, to compare contents without keeping them.
    pub fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.key.derive("digest").digest(parts)
    }
}

/// Where a practice's key is kept, which is authenticated with it.
pub(super) fn wrapping_place(practice: PracticeId) -> Vec<u8> {
    place("practice_keys.wrapped_key", &[practice.uuid()])
}

fn sealing_failed(error: SealError) -> ApiError {
    log::error!("{error}");
    ApiError::Internal
}
