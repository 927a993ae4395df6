//! Requests and answers of contact preferences.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{ContactChannel, PreferencesRow, SafeTime, UNWRITTEN_VERSION};
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::Versioned;
use crate::platform::ids::kind::ClientId;

/// What a client prefers from now on.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "channel": "email", "safe_times": [{"weekday": "tuesday", "from": "09:00", "to": "12:00"}]
}))]
pub struct UpdateContactPreferencesRequest {
    /// How notices reach the client.
    #[garde(skip)]
    pub channel: ContactChannel,
    /// When it is safe to send one, in the client's zone; empty for any time.
    #[garde(length(max = 28), dive)]
    #[schema(max_items = 28)]
    pub safe_times: Vec<SafeTime>,
    /// When none shall come even where it is safe, in the client's zone.
    #[garde(length(max = 28), dive)]
    #[serde(default)]
    #[schema(max_items = 28)]
    pub quiet_times: Vec<SafeTime>,
}

/// How and when a client may be reached.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "channel": "email",
    "safe_times": [{"weekday": "tuesday", "from": "09:00", "to": "12:00"}],
    "quiet_times": [{"weekday": "tuesday", "from": "10:00", "to": "10:30"}], "version": 2,
    "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct ContactPreferencesResponse {
    /// The client.
    pub client_id: ClientId,
    /// How notices reach the client; by e-mail where nothing was said.
    pub channel: ContactChannel,
    /// When it is safe to send one, in the client's zone; empty for any time.
    #[schema(max_items = 28)]
    pub safe_times: Vec<SafeTime>,
    /// When none shall come even where it is safe, in the client's zone.
    #[schema(max_items = 28)]
    pub quiet_times: Vec<SafeTime>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was last changed; null while nothing was said.
    pub updated_at: Option<DateTime<Utc>>,
}

impl Versioned for ContactPreferencesResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl ContactPreferencesResponse {
    pub(super) fn of(client_id: ClientId, row: Option<PreferencesRow>) -> Self {
        let Some(row) = row else {
            let (safe_times, quiet_times) = (Vec::new(), Vec::new());
            let (channel, version) = (ContactChannel::default(), UNWRITTEN_VERSION);
            return Self { client_id, channel, safe_times, quiet_times, version, updated_at: None };
        };
        let PreferencesRow {
            channel: AsText(channel),
            safe_times: AsJson(safe_times),
            quiet_times: AsJson(quiet_times),
            version,
            updated_at,
        } = row;
        Self { client_id, channel, safe_times, quiet_times, version, updated_at: Some(updated_at) }
    }

    /// Whether a request would change nothing.
    pub(super) fn equals(&self, request: &UpdateContactPreferencesRequest) -> bool {
        let UpdateContactPreferencesRequest { channel, safe_times, quiet_times } = request;
        (self.channel, &self.safe_times, &self.quiet_times) == (*channel, safe_times, quiet_times)
    }
}
