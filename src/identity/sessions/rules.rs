//! How long sessions last, and how long a proof counts.

use chrono::{DateTime, TimeDelta, Utc};

use crate::identity::memberships::Role;

/// The ages of sessions and of what is proved in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    /// The most that a session of a client lasts.
    pub client_age: TimeDelta,
    /// The most that a session of staff lasts.
    pub staff_age: TimeDelta,
    /// The longest time between two refreshes of a session of staff: a portal that was left open closes.
    pub staff_idle: TimeDelta,
    /// How long a proof counts.
    pub proof_age: TimeDelta,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self {
            client_age: TimeDelta::days(30),
            staff_age: TimeDelta::hours(12),
            staff_idle: TimeDelta::minutes(30),
            proof_age: TimeDelta::minutes(10),
        }
    }
}

impl SessionRules {
    /// The absolute age of a session.
    pub(super) fn age(&self, roles: &[Role]) -> TimeDelta {
        if roles.contains(&Role::Client) { self.client_age } else { self.staff_age }
    }

    /// Whether a session was left idle for too long: a phone may be, a portal may not.
    pub(super) fn is_idle(&self, roles: &[Role], refreshed_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        !roles.contains(&Role::Client) && now - refreshed_at > self.staff_idle
    }
}
