//! The demo practice: believable people and twelve weeks of homework, made from a fixed seed relative to today.

use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::services::Services;

/// The demo practice, as `demo.json` in the data directory tells it to tools.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoPractice {
    /// Where the service listens.
    pub base_url: String,
    /// The practice.
    pub practice_id: Uuid,
    /// Who can sign in.
    pub accounts: Vec<DemoAccount>,
}

/// Somebody of the demo practice who can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DemoAccount {
    /// The most telling role.
    pub role: String,
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The account.
    pub account_id: Uuid,
    /// The staff member, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff_id: Option<Uuid>,
    /// The client, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
    /// The couple, if it is half of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_id: Option<Uuid>,
}

impl DemoPractice {
    /// The password that all accounts of the demo share.
    pub fn password(&self) -> &str {
        self.accounts.first().map_or("", |account| &account.password)
    }
}

/// The demo practice: the one that is there, or a new one.
pub async fn ensure(
    _services: &Services,
    _data: &Path,
    _base_url: &str,
) -> Result<DemoPractice, Box<dyn std::error::Error>> {
    Err("the demo practice is not written yet".into())
}
