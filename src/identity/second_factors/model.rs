//! A second factor as a row.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::totp::SECRET_BYTES;
use crate::platform::crypto::place;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AccountId, SecondFactorId};
use crate::platform::keyring::Keyring;
use crate::schema::second_factors;

/// Wrong codes in a row after which no code of the app is taken for a while: six digits must not be guessed by trying.
const MOST_FAILURES: i32 = 10;
/// How long no code is taken then, and how much longer after each further wrong one. Recovery codes, which nobody can
/// guess, still are.
const PAUSE: TimeDelta = TimeDelta::minutes(15);
/// The most pauses in a row, which is a day.
const MOST_PAUSES: i32 = 96;

#[derive(Queryable, Selectable)]
#[diesel(table_name = second_factors)]
pub(super) struct SecondFactorRow {
    pub id: SecondFactorId,
    pub account_id: AccountId,
    pub secret_sealed: Vec<u8>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub last_step: i64,
    pub failures: i32,
    pub failed_at: Option<DateTime<Utc>>,
}

impl SecondFactorRow {
    /// The secret that the app shares.
    pub fn secret(&self, wrapping: &Keyring) -> ApiResult<[u8; SECRET_BYTES]> {
        let plain =
            wrapping.open(&secret_place(self.id, self.account_id), &self.secret_sealed).map_err(|error| {
                log::error!("{error}");
                ApiError::Internal
            })?;
        plain.try_into().map_err(|_| ApiError::Internal)
    }

    /// Whether too many wrong codes came of late.
    pub fn is_paused(&self, now: DateTime<Utc>) -> bool {
        let pauses = self.failures.saturating_sub(MOST_FAILURES - 1).clamp(0, MOST_PAUSES);
        self.failed_at.is_some_and(|at| now - at < PAUSE * pauses)
    }
}

/// Where a secret is kept, which is authenticated with it.
pub fn secret_place(id: SecondFactorId, account: AccountId) -> Vec<u8> {
    place("second_factors.secret_sealed", &[id.uuid(), account.uuid()])
}
