//! Answers of check-ins.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::authored::put_partner;
use crate::homework::cadence::Purpose;
use crate::homework::check_ins::details::Details;
use crate::homework::check_ins::model::{Audience, CheckInRow, Outcome, Visibility};
use crate::homework::check_ins::state::{Personal, Words, counted};
use crate::platform::db::AsText;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{
    AssignmentId, CheckInId, ClientId, CoupleId, ShareGrantId, SharedCheckInId,
};
use crate::platform::local_day::TimeZone;

/// A check-in, as its author and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "assignment_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c30", "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "revision": 1, "purpose": "practice", "occurred_at": "2026-03-02T20:10:00Z", "time_zone": "Europe/London",
    "local_date": "2026-03-02", "outcome": "done", "count": 1, "minutes": 10, "visibility": "partner",
    "audience": ["self", "care_team", "partner"], "shared_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c41",
    "share_grant_id": null, "can_be_noticed": false,
    "personal": {"visibility": "therapist", "audience": ["self", "care_team"], "effort": 3, "helpfulness": 7,
        "closeness": 8, "feelings": ["calm"], "obstacles": [], "not_done_reason": null, "note": "We laughed.", "details": {"kind": "habit", "steps_done": ["phones_away"], "answers": []}},
    "received_at": "2026-03-02T20:12:00Z", "version": 1, "created_at": "2026-03-02T20:12:00Z",
    "updated_at": "2026-03-02T20:12:00Z"
}))]
pub struct CheckInResponse {
    /// The id that the phone made.
    pub id: CheckInId,
    /// The author.
    pub client_id: ClientId,
    /// The assignment.
    pub assignment_id: AssignmentId,
    /// The couple that the act belongs to; null for homework of one client.
    pub couple_id: Option<CoupleId>,
    /// The revision of the terms that held on that day.
    #[schema(minimum = 1)]
    pub revision: i32,
    /// Whether it is the homework itself or the regular look back at it.
    pub purpose: Purpose,
    /// When it happened, corrected by what the phone's clock was wrong.
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
    /// How many acts it stands for; null for an outcome that counts none.
    #[schema(minimum = 1, maximum = 100)]
    pub count: Option<i32>,
    /// How long it took.
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes: Option<i32>,
    /// Who may read the act.
    pub visibility: Visibility,
    /// Those who can read the act. Where a safety hold keeps it from the partner the care team alone is told so; its author is
    /// told what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// What it is called where it is shared with the partner; null while it is not.
    pub shared_id: Option<SharedCheckInId>,
    /// The grant through which it is shared; null where its author or its homework shares it, and while it is not shared.
    pub share_grant_id: Option<ShareGrantId>,
    /// Whether the change that this answers took something back that the partner had, which can be noticed.
    pub can_be_noticed: bool,
    /// The author's personal part; null where there is none to be read.
    pub personal: Option<PersonalResponse>,
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

impl Versioned for CheckInResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Ratings and words of the author.
#[derive(Serialize, ToSchema)]
pub struct PersonalResponse {
    /// Who may read this part.
    pub visibility: Visibility,
    /// Those who can read this part.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// How much effort it took, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub effort: Option<i16>,
    /// How much it helped, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub helpfulness: Option<i16>,
    /// How close it felt, 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub closeness: Option<i16>,
    /// Keys of the feeling vocabulary, or own words.
    #[schema(value_type = Vec<crate::platform::http::rules::FeelingText>, max_items = 20)]
    pub feelings: Vec<String>,
    /// What got in the way.
    #[schema(value_type = Vec<crate::platform::http::rules::ObstacleText>, max_items = 10)]
    pub obstacles: Vec<String>,
    /// Why it was not done.
    #[schema(max_length = 500)]
    pub not_done_reason: Option<String>,
    /// A note.
    #[schema(max_length = 4000)]
    pub note: Option<String>,
    /// What this kind of homework asks for in particular.
    pub details: Option<Details>,
}

impl PersonalResponse {
    /// The answer for a personal part.
    pub fn of(personal: Personal, couple_ended: bool) -> Self {
        let Personal { visibility, effort, helpfulness, closeness, words } = personal;
        let Words { feelings, obstacles, not_done_reason, note, details } = words;
        let audience = visibility.audience(couple_ended);
        Self {
            visibility,
            audience,
            effort,
            helpfulness,
            closeness,
            feelings,
            obstacles,
            not_done_reason,
            note,
            details,
        }
    }
}

impl CheckInResponse {
    /// The answer for an act and the personal part that its reader may read.
    ///
    /// The care team is told a version of its own, that grows only with what it reads.
    pub fn of(row: CheckInRow, personal: Option<Personal>, reader: Audience) -> Self {
        let CheckInRow {
            client_id,
            id,
            assignment_id,
            couple_id,
            revision,
            purpose: AsText(purpose),
            occurred_at,
            time_zone: AsText(time_zone),
            local_date,
            outcome: AsText(outcome),
            count,
            minutes,
            visibility: AsText(visibility),
            partner_ref,
            partner_version: _,
            share_grant_id,
            received_at,
            version,
            team_version,
            team_changed_at,
            partner_changed_at: _,
            created_at,
            updated_at,
            couple_ended_at,
        } = row;
        let (version, updated_at) = match reader {
            Audience::Author => (version, updated_at),
            Audience::CareTeam | Audience::Partner => (team_version, team_changed_at.unwrap_or(created_at)),
        };
        let couple_ended = couple_ended_at.is_some();
        Self {
            id,
            client_id,
            assignment_id,
            couple_id,
            revision,
            purpose,
            occurred_at,
            time_zone,
            local_date,
            outcome,
            count: counted(outcome, count),
            minutes,
            visibility,
            audience: visibility.audience(couple_ended),
            shared_id: partner_ref,
            share_grant_id,
            can_be_noticed: false,
            personal: personal.map(|personal| PersonalResponse::of(personal, couple_ended)),
            received_at,
            version,
            created_at,
            updated_at,
        }
    }
}

impl CheckInResponse {
    /// With what the partner has in fact, for the care team: under a safety hold that is not what the author chose, and
    /// the author is told what was chosen.
    #[must_use]
    pub fn reaching_partner(mut self, copy: Option<bool>) -> Self {
        put_partner(&mut self.audience, copy.is_some());
        self.shared_id = self.shared_id.filter(|_| copy.is_some());
        if let Some(personal) = &mut self.personal {
            put_partner(&mut personal.audience, copy == Some(true));
        }
        self
    }
}

/// What a check-in said before a correction.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "outcome": "done", "count": 1, "minutes": 10, "visibility": "therapist", "personal": null,
    "edited_by": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13", "edited_at": "2026-03-03T08:00:00Z",
    "reason": "I had mixed up two evenings."
}))]
pub struct CheckInVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// What came of it.
    pub outcome: Outcome,
    /// How many acts it stood for; null for an outcome that counts none.
    #[schema(minimum = 1, maximum = 100)]
    pub count: Option<i32>,
    /// How long it took.
    #[schema(minimum = 0, maximum = 1440)]
    pub minutes: Option<i32>,
    /// Who could read the act.
    pub visibility: Visibility,
    /// The personal part; null where there is none to be read.
    pub personal: Option<PersonalResponse>,
    /// Who corrected it: its author.
    pub edited_by: ClientId,
    /// When it was corrected.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read all that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
