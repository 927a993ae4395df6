//! Answers of clients.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::identity::memberships::MembershipStatus;
use crate::people::clients::model::{ClientRow, ClientStatus};
use crate::platform::db::AsText;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::ClientId;
use crate::platform::local_day::{DayStart, TimeZone};

/// A client.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "given_name": "Ada", "family_name": "Moreau", "preferred_name": null,
    "pronouns": "she/her", "email": "ada@example.org", "phone": "+44 20 7946 0000", "address": null,
    "time_zone": "Europe/London", "language": "en", "day_start": null, "status": "active", "access": "not_invited",
    "version": 1, "created_at": "2026-03-02T18:30:00Z", "updated_at": "2026-03-02T18:30:00Z"
}))]
pub struct ClientResponse {
    /// The id.
    pub id: ClientId,
    /// Given name.
    #[schema(max_length = 100)]
    pub given_name: String,
    /// Family name.
    #[schema(max_length = 100)]
    pub family_name: String,
    /// What the person is called, where it differs.
    #[schema(max_length = 100)]
    pub preferred_name: Option<String>,
    /// Pronouns.
    #[schema(max_length = 40)]
    pub pronouns: Option<String>,
    /// E-mail address.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Telephone number.
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Postal address.
    #[schema(max_length = 400)]
    pub address: Option<String>,
    /// IANA time zone.
    pub time_zone: TimeZone,
    /// Language tag.
    #[schema(max_length = 35)]
    pub language: String,
    /// Own start of day; null where the practice's holds.
    pub day_start: Option<DayStart>,
    /// Whether in care.
    pub status: ClientStatus,
    /// Access to the service.
    pub access: MembershipStatus,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ClientResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<ClientRow> for ClientResponse {
    fn from(row: ClientRow) -> Self {
        let version = row.version();
        let ClientRow {
            id,
            given_name,
            family_name,
            preferred_name,
            pronouns,
            email,
            phone,
            address,
            time_zone: AsText(time_zone),
            language,
            day_start,
            status: AsText(status),
            own_version: _,
            membership_version: _,
            created_at,
            updated_at,
            access: AsText(access),
        } = row;
        Self {
            id,
            given_name,
            family_name,
            preferred_name,
            pronouns,
            email,
            phone,
            address,
            time_zone,
            language,
            day_start: day_start.map(|AsText(start)| start),
            status,
            access,
            version,
            created_at,
            updated_at,
        }
    }
}
