//! Idempotency keys: a POST that acts, sent twice, acts once.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::crypto::Key;
use crate::platform::db::Conn;
use crate::schema::idempotency_keys;

/// The `Idempotency-Key` header, where the caller sent one: 1 to 100 visible characters.
#[derive(Debug, Clone)]
pub struct IdempotencyKey(Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let Some(value) = request.headers().get("idempotency-key") else { return ready(Ok(Self(None))) };
        let key = value.to_str().ok().filter(|text| {
            (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
        });
        ready(key.map(|text| Self(Some(text.to_owned()))).ok_or_else(|| {
            let detail = "must be 1 to 100 visible ASCII characters";
            ApiError::Malformed(FieldError::of_header("Idempotency-Key", "bad_header", detail))
        }))
    }
}

/// The header of [`IdempotencyKey`], for `params(…)` of an operation that takes it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
pub struct IdempotencyKeyHeader {
    /// Makes a repeated request harmless for 30 days.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 100,
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    )]
    pub idempotency_key: Option<String>,
}

/// One caller's request under its key, inside the transaction of its effect.
#[derive(Debug)]
pub struct Claim {
    row: Option<ClaimRow>,
}

#[derive(Debug)]
struct ClaimRow {
    practice: Uuid,
    membership: Uuid,
    key_digest: [u8; 32],
    operation: &'static str,
    payload_digest: [u8; 32],
}

/// What an earlier request with the same key made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The id of what it made.
    pub resource: Uuid,
    /// The one-time secret of its answer, sealed.
    pub secret_sealed: Option<Vec<u8>>,
}

impl IdempotencyKey {
    /// Claims the key for this request, or tells what an earlier one with the same payload made.
    ///
    /// The lock is the transaction's own: a second request does not wait for a running first one, it is told
    /// to come back. Another payload under the same key is a 422.
    pub async fn claim(
        &self,
        mut conn: Conn<'_>,
        digest_key: &Key,
        (practice, membership): (Uuid, Uuid),
        operation: &'static str,
        payload: &[u8],
    ) -> ApiResult<(Claim, Option<Earlier>)> {
        let Some(key) = &self.0 else { return Ok((Claim { row: None }, None)) };
        let key_digest = digest_key.digest(&[practice.as_bytes(), membership.as_bytes(), key.as_bytes()]);
        let payload_digest = digest_key.digest(&[operation.as_bytes(), payload]);
        let mut lock_id = [0; 8];
        lock_id.copy_from_slice(key_digest.split_at(8).0);
        let lock = diesel::select(pg_try_advisory_xact_lock(i64::from_be_bytes(lock_id)));
        let find = idempotency_keys::table.find((practice, membership, key_digest.as_slice())).select((
            idempotency_keys::payload_digest,
            idempotency_keys::resource_id,
            idempotency_keys::secret_sealed,
        ));
        let mut also = conn;
        let (locked, found) = futures_util::try_join!(lock.get_result::<bool>(&mut conn), async {
            find.first::<(Vec<u8>, Uuid, Option<Vec<u8>>)>(&mut also).await.optional()
        })?;
        if !locked {
            return Err(ApiError::Conflict(Conflict::StillRunning));
        }
        match found {
            Some((digest, ..)) if digest != payload_digest => {
                let detail = "was already used with another request";
                Err(ApiError::Invalid(vec![FieldError::of_header("Idempotency-Key", "key_reused", detail)]))
            }
            Some((_, resource, secret_sealed)) => {
                Ok((Claim { row: None }, Some(Earlier { resource, secret_sealed })))
            }
            None => {
                let row = ClaimRow { practice, membership, key_digest, operation, payload_digest };
                Ok((Claim { row: Some(row) }, None))
            }
        }
    }
}

impl Claim {
    /// Remembers, in the effect's own transaction, what this request made.
    pub async fn remember(
        self,
        mut conn: Conn<'_>,
        resource: Uuid,
        secret_sealed: Option<Vec<u8>>,
    ) -> ApiResult<()> {
        let Some(row) = self.row else { return Ok(()) };
        diesel::insert_into(idempotency_keys::table)
            .values((
                idempotency_keys::practice_id.eq(row.practice),
                idempotency_keys::membership_id.eq(row.membership),
                idempotency_keys::key_digest.eq(row.key_digest.as_slice()),
                idempotency_keys::operation.eq(row.operation),
                idempotency_keys::payload_digest.eq(row.payload_digest.as_slice()),
                idempotency_keys::resource_id.eq(resource),
                idempotency_keys::secret_sealed.eq(secret_sealed),
            ))
            .execute(&mut conn)
            .await?;
        Ok(())
    }
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// Takes a lock until the transaction ends, or says at once that another holds it.
    fn pg_try_advisory_xact_lock(id: BigInt) -> Bool;
}
