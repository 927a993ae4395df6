//! What every request needs, built once per worker around what all workers share.

use std::sync::Arc;

use super::audit::AuditBuffer;
use super::passwords::Passwords;
use super::practice_keys::PracticeKeys;
use super::sessions::SessionRules;
use super::tokens::Tokens;
use crate::platform::clock::Clock;
use crate::platform::crypto::Key;
use crate::platform::db::Database;

/// Shared by all workers of the process.
pub struct Shared {
    /// The time.
    pub clock: Clock,
    /// Access tokens.
    pub tokens: Tokens,
    /// Password hashing, bounded.
    pub passwords: Passwords,
    /// The practices' data keys.
    pub practice_keys: PracticeKeys,
    /// The audit of reads and denials.
    pub audit: AuditBuffer,
    /// Keys derived from the master key, one per purpose.
    pub keys: ServerKeys,
    /// How long sessions last, and how long a proof counts.
    pub session_rules: SessionRules,
}

/// Keys of the server, each for one purpose.
pub struct ServerKeys {
    /// Seals cursors.
    pub cursors: Key,
    /// Makes the successor of a refresh token.
    pub refresh: Key,
    /// Digests idempotency keys and payloads.
    pub idempotency: Key,
    /// Digests recovery codes.
    pub recovery: Key,
    /// Wraps practice keys and signing keys, and seals the secrets of second factors.
    pub wrapping: Key,
}

impl ServerKeys {
    /// Derives every key from the master key.
    pub fn derive(master: &Key) -> Self {
        Self {
            cursors: master.derive("cursors"),
            refresh: master.derive("refresh tokens"),
            idempotency: master.derive("idempotency"),
            recovery: master.derive("recovery codes"),
            wrapping: master.derive("wrapping"),
        }
    }
}

/// One worker's services.
#[derive(Clone)]
pub struct Services {
    /// The worker's own pool.
    pub database: Database,
    /// What all workers share.
    pub shared: Arc<Shared>,
}
