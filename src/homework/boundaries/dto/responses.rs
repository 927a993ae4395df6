//! Answers of boundaries.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::authored::put_partner;
use crate::homework::boundaries::model::{BoundaryRow, Place, Words};
use crate::homework::check_ins::{Audience, ReconnectPlan, Visibility};
use crate::homework::library::Purpose;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::AsText;
use crate::platform::http::{ApiResult, Versioned};
use crate::platform::ids::kind::{
    AssignmentId, BoundaryId, ClientId, CoupleId, LibraryItemId, PracticeId, SharedBoundaryId,
};
use crate::platform::local_day::TimeZone;

/// The boundary script that a boundary was made from.
#[derive(Serialize, ToSchema)]
pub struct BoundarySource {
    /// The library item.
    pub item_id: LibraryItemId,
    /// Its version, which never changes.
    #[schema(minimum = 1)]
    pub version: i32,
    /// What it is called.
    #[schema(max_length = 120)]
    pub title: String,
}

/// A boundary, as its author and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c60", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30",
    "source": {"item_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c20", "version": 1, "title": "A limit and a way back"},
    "purpose": "connection", "written_at": "2026-03-02T21:10:00Z", "time_zone": "Europe/London",
    "local_date": "2026-03-02", "limit": "I need an hour of quiet when I get home.",
    "so_that": "I can give you my full attention afterwards.",
    "reconnect": {"what": "We sit down together with a hot drink.", "after_minutes": 60},
    "visibility": "therapist", "audience": ["self", "care_team"], "shared_id": null, "can_be_noticed": false,
    "ended_at": null, "received_at": "2026-03-02T21:12:00Z", "version": 1, "created_at": "2026-03-02T21:12:00Z",
    "updated_at": "2026-03-02T21:12:00Z"
}))]
pub struct BoundaryResponse {
    /// The id that the phone made.
    pub id: BoundaryId,
    /// The author.
    pub client_id: ClientId,
    /// The couple that it belongs to; null for what belongs to the author alone.
    pub couple_id: Option<CoupleId>,
    /// The assignment that it was made from.
    pub assignment_id: Option<AssignmentId>,
    /// The boundary script that it was made from, in the version of then.
    pub source: BoundarySource,
    /// What the limit is for.
    pub purpose: Purpose,
    /// When it was written, corrected by what the phone's clock was wrong.
    pub written_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// The limit.
    #[schema(max_length = 1000)]
    pub limit: String,
    /// How it keeps us at our best.
    #[schema(max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness; null for a protective limit.
    pub reconnect: Option<ReconnectPlan>,
    /// Who may read it.
    pub visibility: Visibility,
    /// Those who can read it. Where a safety hold keeps it from the partner the care team alone is told so; its author is told
    /// what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// What it is called where it is shared with the partner; null while it is not.
    pub shared_id: Option<SharedBoundaryId>,
    /// Whether the change that this answers took something back that the partner had, which can be noticed.
    pub can_be_noticed: bool,
    /// When its author ended it; null while it holds.
    pub ended_at: Option<DateTime<Utc>>,
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

impl Versioned for BoundaryResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl BoundaryResponse {
    /// The answer for a boundary, its words opened; `copied` says whether the partner has it in fact.
    pub(in crate::homework::boundaries) fn open(
        row: BoundaryRow,
        copied: bool,
        practice: PracticeId,
        reader: Audience,
        key: &PracticeKey,
    ) -> ApiResult<Self> {
        let version = row.track().told(reader);
        let BoundaryRow {
            client_id,
            id,
            couple_id,
            assignment_id,
            item_id,
            item_version,
            purpose: AsText(purpose),
            written_at,
            time_zone: AsText(time_zone),
            local_date,
            visibility: AsText(visibility),
            partner_ref,
            partner_version: _,
            words_sealed,
            ended_at,
            received_at,
            version: _,
            team_version: _,
            created_at,
            updated_at,
            couple_ended_at,
            item_title,
        } = row;
        let Words { limit, so_that, reconnect } =
            Words::open(Place { practice, client: client_id, id }, &words_sealed, key)?;
        let mut audience = visibility.audience(couple_ended_at.is_some());
        let mut shared_id = partner_ref;
        if reader == Audience::CareTeam {
            put_partner(&mut audience, copied && couple_ended_at.is_none());
            shared_id = shared_id.filter(|_| copied);
        }
        Ok(Self {
            id,
            client_id,
            couple_id,
            assignment_id,
            source: BoundarySource { item_id, version: item_version, title: item_title },
            purpose,
            written_at,
            time_zone,
            local_date,
            limit,
            so_that,
            reconnect,
            visibility,
            audience,
            shared_id,
            can_be_noticed: false,
            ended_at,
            received_at,
            version,
            created_at,
            updated_at,
        })
    }
}

/// What a boundary said before a correction, or before it was ended.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "visibility": "therapist", "limit": "I need an hour of quiet when I get home.",
    "so_that": "I can give you my full attention afterwards.",
    "reconnect": {"what": "We sit down together with a hot drink.", "after_minutes": 60}, "ended_at": null,
    "edited_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "edited_at": "2026-03-03T08:00:00Z",
    "reason": "An hour was longer than I need."
}))]
pub struct BoundaryVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Who could read it.
    pub visibility: Visibility,
    /// The limit.
    #[schema(max_length = 1000)]
    pub limit: String,
    /// How it keeps us at our best.
    #[schema(max_length = 1000)]
    pub so_that: String,
    /// The plan for closeness.
    pub reconnect: Option<ReconnectPlan>,
    /// When it had been ended; null while it held.
    pub ended_at: Option<DateTime<Utc>>,
    /// Who changed it: its author.
    pub edited_by: ClientId,
    /// When it was changed.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read all that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
