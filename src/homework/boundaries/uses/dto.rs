//! Requests and answers of uses of boundaries.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::model::{Place, State, UseRow};
use crate::homework::check_ins::{Audience, Respected, Visibility};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::rules::{calendar_date, chars, paragraphs, some, version_seven};
use crate::platform::http::{ApiResult, PageCursor, PageLimit, Versioned};
use crate::platform::ids::kind::{BoundaryId, BoundaryUseId, ClientId, PracticeId};
use crate::platform::local_day::{TimeZone, some_date};

/// A use of an own boundary. The id is made by the phone.
//
// Serialised only to compare a retry with what was sent first.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c62", "boundary_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60",
    "started_at": "2026-03-02T18:10:00Z", "time_zone": "Europe/London", "sent_at": "2026-03-02T18:10:05Z"
}))]
pub struct CreateBoundaryUseRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: BoundaryUseId,
    /// The boundary.
    #[garde(skip)]
    pub boundary_id: BoundaryId,
    /// When the limit began, by the phone's clock.
    #[garde(skip)]
    pub started_at: DateTime<Utc>,
    /// The zone that the person was in.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// When its author came back, of a limit for connection.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_at: Option<DateTime<Utc>>,
    /// Whether the closeness happened, of a limit for connection.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reconnected: Option<bool>,
    /// Whether the limit was respected, as its author sees it.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub respected: Option<Respected>,
    /// A note.
    #[garde(custom(some(chars(1, 4000))), custom(some(paragraphs)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
    /// Who may read it: `private` or `therapist`, never more than may read the boundary; a use is never the partner's. Left
    /// out: `private`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Whether a small sign without names and content goes to the partner's mailbox, of a limit for connection in a couple
    /// that has just begun. Whether it arrives is not told: the partner may have chosen otherwise.
    #[garde(skip)]
    #[serde(default)]
    pub notify_partner: bool,
}

/// What came of a use. Which boundary it is of and when it began cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "returned_at": "2026-03-02T19:05:00Z", "sent_at": "2026-03-02T19:05:04Z", "reconnected": true, "respected": "yes"
}))]
pub struct CorrectBoundaryUseRequest {
    /// When its author came back, of a limit for connection. Left out: not said.
    #[garde(skip)]
    #[serde(default)]
    pub returned_at: Option<DateTime<Utc>>,
    /// When the phone sends this, by the same clock: a clock that is wrong is corrected by it.
    #[garde(skip)]
    #[serde(default)]
    pub sent_at: Option<DateTime<Utc>>,
    /// Whether the closeness happened, of a limit for connection. Left out: not said.
    #[garde(skip)]
    #[serde(default)]
    pub reconnected: Option<bool>,
    /// Whether the limit was respected, as its author sees it. Left out: not said.
    #[garde(skip)]
    #[serde(default)]
    pub respected: Option<Respected>,
    /// A note. Left out: taken away.
    #[garde(custom(some(chars(1, 4000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    pub note: Option<String>,
    /// Who may read it. Left out: as before.
    #[garde(skip)]
    #[serde(default)]
    pub visibility: Option<Visibility>,
    /// Why it is corrected, kept with the earlier state.
    #[garde(custom(some(chars(1, 500))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 500)]
    pub reason: Option<String>,
}

/// Which uses to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListBoundaryUsesQuery {
    /// Only of this boundary.
    #[garde(skip)]
    pub boundary_id: Option<BoundaryId>,
    /// Only of this local date and later.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub local_date_from: Option<NaiveDate>,
    /// Only of this local date and earlier: both ends count.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub local_date_to: Option<NaiveDate>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

impl ListBoundaryUsesQuery {
    /// The filter that a cursor is bound to.
    pub(super) fn bound(&self) -> impl std::fmt::Debug {
        (self.boundary_id, self.local_date_from, self.local_date_to)
    }
}

/// A use of a boundary, as its author and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c62", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "boundary_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "started_at": "2026-03-02T18:10:00Z",
    "time_zone": "Europe/London", "local_date": "2026-03-02", "return_due_at": "2026-03-02T19:10:00Z",
    "returned_at": "2026-03-02T19:05:00Z", "reconnected": true, "respected": "yes", "note": null,
    "visibility": "private", "audience": ["self"], "notify_partner": false, "received_at": "2026-03-02T18:10:05Z",
    "version": 2, "created_at": "2026-03-02T18:10:05Z", "updated_at": "2026-03-02T19:05:04Z"
}))]
pub struct BoundaryUseResponse {
    /// The id that the phone made.
    pub id: BoundaryUseId,
    /// The author.
    pub client_id: ClientId,
    /// The boundary.
    pub boundary_id: BoundaryId,
    /// When the limit began, corrected by what the phone's clock was wrong.
    pub started_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// When the return is due, by the boundary's plan as it was when this was written; null for a protective limit.
    pub return_due_at: Option<DateTime<Utc>>,
    /// When its author came back.
    pub returned_at: Option<DateTime<Utc>>,
    /// Whether the closeness happened.
    pub reconnected: Option<bool>,
    /// Whether the limit was respected, as its author sees it.
    pub respected: Option<Respected>,
    /// A note.
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// Those who can read it: nobody who cannot read the boundary.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// Whether its author asked for a small sign to the partner.
    pub notify_partner: bool,
    /// When it reached the service.
    pub received_at: DateTime<Utc>,
    /// Grows with every change that the reader reads.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

impl Versioned for BoundaryUseResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl BoundaryUseResponse {
    /// The answer for a use, its note opened.
    pub(super) fn open(
        row: UseRow,
        practice: PracticeId,
        reader: Audience,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let place = Place { practice, client: row.client_id, id: row.id };
        let (version, state) = (row.track().told(reader), row.state(place, key)?);
        let UseRow {
            client_id,
            id,
            boundary_id,
            started_at,
            time_zone: AsText(time_zone),
            local_date,
            return_due_at,
            returned_at: _,
            reconnected: _,
            respected: _,
            visibility: _,
            notify_partner,
            note_sealed: _,
            received_at,
            version: _,
            team_version: _,
            created_at,
            updated_at,
            boundary_visibility: AsText(boundary_visibility),
            purpose: _,
        } = row;
        let State { visibility, returned_at, reconnected, respected, note } = state;
        let audience = visibility.min(boundary_visibility).audience(false);
        Ok(Self {
            id,
            client_id,
            boundary_id,
            started_at,
            time_zone,
            local_date,
            return_due_at,
            returned_at,
            reconnected,
            respected,
            note,
            visibility,
            audience,
            notify_partner,
            received_at,
            version,
            created_at,
            updated_at,
        })
    }
}

/// What a use said before a correction.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "visibility": "private", "returned_at": null, "reconnected": null, "respected": null, "note": null,
    "edited_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "edited_at": "2026-03-02T19:05:04Z", "reason": null
}))]
pub struct BoundaryUseVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Who could read it.
    pub visibility: Visibility,
    /// When its author came back.
    pub returned_at: Option<DateTime<Utc>>,
    /// Whether the closeness happened.
    pub reconnected: Option<bool>,
    /// Whether the limit was respected.
    pub respected: Option<Respected>,
    /// The note.
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    /// Who corrected it: its author.
    pub edited_by: ClientId,
    /// When it was corrected.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read all that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
