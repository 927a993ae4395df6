//! Requests and answers of ruptures.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::{RuptureRow, State};
use crate::homework::authored::put_partner;
use crate::homework::check_ins::{Audience, Visibility};
use crate::platform::db::AsText;
use crate::platform::http::Versioned;
use crate::platform::http::rules::{chars, paragraphs, some, version_seven};
use crate::platform::ids::kind::{ClientId, CoupleId, RuptureId, SharedRuptureId};
use crate::platform::local_day::TimeZone;

/// That something hurt. The id is made by the phone, so that sending it again does no harm.
//
// Serialised only to compare a retry with what was sent first; when it was sent is no part of that.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "occurred_at": "2026-03-02T20:10:00Z", "time_zone": "Europe/London", "sent_at": "2026-03-02T20:12:00Z",
    "intensity": 6, "topic": "The evening that I had kept free for us."
}))]
pub struct CreateRuptureRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: RuptureId,
    /// The couple in which it happened.
    #[garde(skip)]
    pub couple_id: CoupleId,
    /// When it happened, by the phone's clock.
    #[garde(skip)]
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// How much it hurt, 0 to 10.
    #[garde(range(min = 0, max = 10))]
    #[schema(minimum = 0, maximum = 10)]
    pub intensity: i16,
    /// What it was about. Kept sealed.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 2000)]
    pub topic: Option<String>,
    /// Who may read it. Left out: `private`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

/// What a rupture says from now on. Who felt it and when cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "intensity": 4, "topic": "The evening that I had kept free for us.", "visibility": "therapist",
    "reason": "I see it with more distance now."
}))]
pub struct CorrectRuptureRequest {
    /// How much it hurt, 0 to 10.
    #[garde(range(min = 0, max = 10))]
    #[schema(minimum = 0, maximum = 10)]
    pub intensity: i16,
    /// What it was about. Left out: not said.
    #[garde(custom(some(chars(1, 2000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 2000)]
    pub topic: Option<String>,
    /// Who may read it. Left out: as before, for nothing is shared by leaving something out.
    #[garde(skip)]
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// Why it is corrected, kept with the earlier state.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// A rupture, as its author and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c70", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "occurred_at": "2026-03-02T20:10:00Z",
    "time_zone": "Europe/London", "local_date": "2026-03-02", "intensity": 6,
    "topic": "The evening that I had kept free for us.", "visibility": "private", "audience": ["self"],
    "shared_id": null, "can_be_noticed": false, "received_at": "2026-03-02T20:12:00Z", "version": 1,
    "created_at": "2026-03-02T20:12:00Z", "updated_at": "2026-03-02T20:12:00Z"
}))]
pub struct RuptureResponse {
    /// The id that the phone made.
    pub id: RuptureId,
    /// The author, who felt it.
    pub client_id: ClientId,
    /// The couple in which it happened.
    pub couple_id: CoupleId,
    /// When it happened, corrected by what the phone's clock was wrong.
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// How much it hurt, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub intensity: i16,
    /// What it was about.
    #[schema(max_length = 2000)]
    pub topic: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// Those who can read it. Where a safety hold keeps it from the partner the care team alone is told so; its author is told
    /// what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// What it is called where it is shared with the partner; null while it is not.
    pub shared_id: Option<SharedRuptureId>,
    /// Whether the change that this answers took it back from the partner, which can be noticed.
    pub can_be_noticed: bool,
    /// When it reached the service.
    pub received_at: DateTime<Utc>,
    /// Grows with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for RuptureResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl RuptureResponse {
    /// The answer for a rupture and what it says. The care team is told a version of its own, that grows only with what it
    /// reads.
    pub(super) fn of(row: RuptureRow, state: State, reader: Audience) -> Self {
        let RuptureRow {
            client_id,
            id,
            couple_id,
            occurred_at,
            time_zone: AsText(time_zone),
            local_date,
            intensity: _,
            topic_sealed: _,
            visibility: _,
            partner_ref,
            partner_version: _,
            received_at,
            version,
            team_version,
            team_changed_at,
            created_at,
            updated_at,
            couple_ended_at,
        } = row;
        let State { intensity, topic, visibility } = state;
        let (version, updated_at) = match reader {
            Audience::Author => (version, updated_at),
            Audience::CareTeam | Audience::Partner => (team_version, team_changed_at.unwrap_or(created_at)),
        };
        Self {
            id,
            client_id,
            couple_id,
            occurred_at,
            time_zone,
            local_date,
            intensity,
            topic,
            visibility,
            audience: visibility.audience(couple_ended_at.is_some()),
            shared_id: partner_ref,
            can_be_noticed: false,
            received_at,
            version,
            created_at,
            updated_at,
        }
    }

    /// With what the partner has in fact, for the care team.
    #[must_use]
    pub(super) fn reaching_partner(mut self, copied: bool) -> Self {
        put_partner(&mut self.audience, copied);
        self.shared_id = self.shared_id.filter(|_| copied);
        self
    }
}

/// What a rupture said before a correction.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "intensity": 6, "topic": "The evening that I had kept free for us.", "visibility": "therapist",
    "edited_at": "2026-03-03T08:00:00Z", "reason": "I see it with more distance now."
}))]
pub struct RuptureVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// How much it hurt, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub intensity: i16,
    /// What it was about.
    #[schema(max_length = 2000)]
    pub topic: Option<String>,
    /// Who could read it.
    pub visibility: Visibility,
    /// When it was corrected, by its author.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read all that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
