//! What every request needs, built once per worker around what all workers share.

use std::sync::Arc;

use super::audit::AuditBuffer;
use super::passwords::Passwords;
use super::practice_keys::PracticeKeys;
pub use super::server_keys::ServerKeys;
use super::sessions::SessionRules;
use super::throttles::ThrottleRules;
use super::tokens::Tokens;
use crate::platform::clock::Clock;
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
    /// Keys of the server, one per purpose.
    pub keys: ServerKeys,
    /// How long sessions last, and how long a proof counts.
    pub session_rules: SessionRules,
    /// How often something may be tried.
    pub throttle_rules: ThrottleRules,
}

/// The rules that are settings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules {
    /// How long sessions last, and how long a proof counts.
    pub sessions: SessionRules,
    /// How often something may be tried.
    pub throttles: ThrottleRules,
}

/// One worker's services.
#[derive(Clone)]
pub struct Services {
    /// The worker's own pool.
    pub database: Database,
    /// What all workers share.
    pub shared: Arc<Shared>,
}
