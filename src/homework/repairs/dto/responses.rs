//! Answers of attempts to repair.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::homework::authored::put_partner;
use crate::homework::check_ins::{Audience, Visibility};
use crate::homework::repairs::model::{FollowThroughOutcome, RepairRow};
use crate::homework::repairs::state::{FollowThrough, RepairAttemptParts, State};
use crate::platform::db::AsText;
use crate::platform::http::Versioned;
use crate::platform::ids::kind::{ClientId, CoupleId, RepairId, RuptureId, SharedRepairId, SharedRuptureId};
use crate::platform::local_day::TimeZone;

/// What became of what was promised.
#[derive(Serialize, ToSchema)]
pub struct FollowThroughResponse {
    /// Whether it was done.
    pub outcome: FollowThroughOutcome,
    /// The local day that this is said of.
    pub on: NaiveDate,
}

impl From<FollowThrough> for FollowThroughResponse {
    fn from(FollowThrough { outcome, on }: FollowThrough) -> Self {
        Self { outcome, on }
    }
}

/// An attempt to repair, as its author and the care team read it.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c80", "client_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c13",
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15", "rupture_client_id": null, "rupture_id": null,
    "shared_rupture_id": null, "in_person": true, "occurred_at": "2026-03-03T19:10:00Z",
    "time_zone": "Europe/London", "local_date": "2026-03-03",
    "parts": {
        "own": {"text": "I said that I would come home and did not call.", "done": true},
        "impact": {"text": "You had kept the evening free and sat there alone.", "done": true},
        "validate": {"done": true}, "do_over": {"text": "Next time I call by six.", "done": false}
    },
    "follow_through_by": "2026-03-10", "follow_through": null, "visibility": "partner",
    "audience": ["self", "care_team", "partner"], "shared_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c81",
    "can_be_noticed": false, "received_at": "2026-03-03T19:12:00Z", "version": 1,
    "created_at": "2026-03-03T19:12:00Z", "updated_at": "2026-03-03T19:12:00Z"
}))]
pub struct RepairResponse {
    /// The id that the phone made.
    pub id: RepairId,
    /// The author.
    pub client_id: ClientId,
    /// The couple that it is within.
    pub couple_id: CoupleId,
    /// Who wrote `rupture_id`; null where that is null.
    pub rupture_client_id: Option<ClientId>,
    /// The rupture that it is about: to its author an own one, to the care team either partner's, where it may read that.
    pub rupture_id: Option<RuptureId>,
    /// The partner's rupture that it is about, as the author knows it. To the author alone.
    pub shared_rupture_id: Option<SharedRuptureId>,
    /// Whether it happened face to face.
    pub in_person: bool,
    /// When it happened, corrected by what the phone's clock was wrong.
    pub occurred_at: DateTime<Utc>,
    /// The zone that the person was in.
    pub time_zone: TimeZone,
    /// The local day that it belongs to; never changes.
    pub local_date: NaiveDate,
    /// The four parts.
    pub parts: RepairAttemptParts,
    /// Until when what was promised is to be done.
    pub follow_through_by: Option<NaiveDate>,
    /// What became of it; null while nobody said.
    pub follow_through: Option<FollowThroughResponse>,
    /// Who may read it.
    pub visibility: Visibility,
    /// Those who can read it. Where a safety hold keeps it from the partner the care team alone is told so; its author is told
    /// what would hold without one.
    #[schema(max_items = 3)]
    pub audience: Vec<Audience>,
    /// What it is called where it is shared with the partner, whose answer stands there; null while it is not.
    pub shared_id: Option<SharedRepairId>,
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

impl Versioned for RepairResponse {
    fn version(&self) -> i32 {
        self.version
    }
}

impl RepairResponse {
    /// The answer to its author.
    pub(in crate::homework::repairs) fn for_author(row: RepairRow, state: State) -> Self {
        let RepairRow {
            client_id,
            id,
            couple_id,
            rupture_client_id: _,
            rupture_id: _,
            shared_rupture_id: _,
            in_person: _,
            occurred_at,
            time_zone: AsText(time_zone),
            local_date,
            own_done: _,
            impact_done: _,
            validate_done: _,
            do_over_done: _,
            follow_through_by: _,
            follow_through: _,
            follow_through_on: _,
            words_sealed: _,
            visibility: _,
            partner_ref,
            partner_version: _,
            received_at,
            version,
            team_version: _,
            team_changed_at: _,
            created_at,
            updated_at,
            couple_ended_at,
        } = row;
        let State {
            rupture_id,
            shared_rupture_id,
            in_person,
            parts,
            follow_through_by,
            follow_through,
            visibility,
        } = state;
        Self {
            id,
            client_id,
            couple_id,
            rupture_client_id: rupture_id.map(|_| client_id),
            rupture_id,
            shared_rupture_id,
            in_person,
            occurred_at,
            time_zone,
            local_date,
            parts,
            follow_through_by,
            follow_through: follow_through.map(Into::into),
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

    /// The answer to the care team: what the partner has in fact, a version of its own, and the rupture that it is about
    /// where it may read that.
    pub(in crate::homework::repairs) fn for_team(
        row: RepairRow,
        state: State,
        copied: bool,
        rupture: Option<(ClientId, RuptureId)>,
    ) -> Self {
        let (version, updated_at) = (row.team_version, row.team_changed_at.unwrap_or(row.created_at));
        let mut told = Self::for_author(row, state);
        put_partner(&mut told.audience, copied);
        let (rupture_client_id, rupture_id) = rupture.unzip();
        let shared_id = told.shared_id.filter(|_| copied);
        Self {
            rupture_client_id,
            rupture_id,
            shared_rupture_id: None,
            shared_id,
            version,
            updated_at,
            ..told
        }
    }
}

/// What a repair said before a correction.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "version": 1, "rupture_id": null, "shared_rupture_id": null, "in_person": true,
    "parts": {"own": {"text": "I did not call.", "done": true}, "impact": {"done": false}, "validate": {"done": false},
        "do_over": {"done": false}},
    "follow_through_by": "2026-03-10", "follow_through": null, "visibility": "therapist",
    "edited_at": "2026-03-04T08:00:00Z", "reason": "It was too many words."
}))]
pub struct RepairVersionResponse {
    /// The version that said this.
    #[schema(minimum = 1)]
    pub version: i32,
    /// The own rupture that it was about. To the author alone.
    pub rupture_id: Option<RuptureId>,
    /// The partner's rupture that it was about. To the author alone.
    pub shared_rupture_id: Option<SharedRuptureId>,
    /// Whether it happened face to face.
    pub in_person: bool,
    /// The four parts.
    pub parts: RepairAttemptParts,
    /// Until when what was promised was to be done.
    pub follow_through_by: Option<NaiveDate>,
    /// What became of it.
    pub follow_through: Option<FollowThroughResponse>,
    /// Who could read it.
    pub visibility: Visibility,
    /// When it was corrected, by its author.
    pub edited_at: DateTime<Utc>,
    /// Why, where the reader may read all that it is about.
    #[schema(max_length = 500)]
    pub reason: Option<String>,
}
