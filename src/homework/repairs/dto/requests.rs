//! Requests of attempts to repair.

use chrono::{DateTime, NaiveDate, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::homework::check_ins::Visibility;
use crate::homework::repairs::model::FollowThroughOutcome;
use crate::homework::repairs::state::RepairAttemptParts;
use crate::platform::http::rules::{calendar_date, chars, paragraphs, some, version_seven};
use crate::platform::ids::kind::{CoupleId, RepairId, RuptureId, SharedRuptureId};
use crate::platform::local_day::{TimeZone, date, some_date};

/// An attempt to repair. The id is made by the phone, so that sending it again does no harm.
//
// Serialised only to compare a retry with what was sent first; when it was sent is no part of that.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c80", "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c15",
    "occurred_at": "2026-03-03T19:10:00Z", "time_zone": "Europe/London", "sent_at": "2026-03-03T19:12:00Z",
    "in_person": true,
    "parts": {
        "own": {"text": "I said that I would come home and did not call.", "done": true},
        "impact": {"text": "You had kept the evening free and sat there alone.", "done": true},
        "validate": {"done": true}, "do_over": {"text": "Next time I call by six.", "done": false}
    },
    "follow_through_by": "2026-03-10", "visibility": "partner"
}))]
pub struct CreateRepairRequest {
    /// A UUIDv7 made by the phone.
    #[garde(custom(version_seven))]
    pub id: RepairId,
    /// The couple that it is within.
    #[garde(skip)]
    pub couple_id: CoupleId,
    /// The own rupture that it is about, if there is one; told to nobody but the care team.
    #[garde(custom(one_link(&self.shared_rupture_id)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rupture_id: Option<RuptureId>,
    /// The rupture that it is about, where the partner shares one; told to nobody but the care team.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_rupture_id: Option<SharedRuptureId>,
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
    /// Whether it happened face to face.
    #[garde(skip)]
    #[serde(default)]
    pub in_person: bool,
    /// The four parts. Kept sealed.
    #[garde(dive)]
    #[serde(default)]
    pub parts: RepairAttemptParts,
    /// Until when what was promised is to be done.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date", skip_serializing_if = "Option::is_none")]
    pub follow_through_by: Option<NaiveDate>,
    /// Who may read it; `partner` sends it to the partner. Left out: `therapist`.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

fn one_link(shared: &Option<SharedRuptureId>) -> impl FnOnce(&Option<RuptureId>, &()) -> garde::Result {
    move |own, ()| match (own, shared) {
        (Some(_), Some(_)) => Err(garde::Error::new("takes either rupture_id or shared_rupture_id")),
        _ => Ok(()),
    }
}

/// What a repair says from now on. Whose it is and when it was cannot be corrected.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "in_person": true, "parts": {"own": {"text": "I did not call.", "done": true}}, "follow_through_by": "2026-03-12",
    "visibility": "therapist", "reason": "It was too many words."
}))]
pub struct CorrectRepairRequest {
    /// The own rupture that it is about. Left out: none.
    #[garde(custom(one_link(&self.shared_rupture_id)))]
    #[serde(default)]
    pub rupture_id: Option<RuptureId>,
    /// The partner's rupture that it is about. Left out: none.
    #[garde(skip)]
    #[serde(default)]
    pub shared_rupture_id: Option<SharedRuptureId>,
    /// Whether it happened face to face.
    #[garde(skip)]
    pub in_person: bool,
    /// The four parts.
    #[garde(dive)]
    pub parts: RepairAttemptParts,
    /// Until when what was promised is to be done. Left out: nothing is promised.
    #[garde(custom(some(calendar_date)))]
    #[serde(default, deserialize_with = "some_date")]
    pub follow_through_by: Option<NaiveDate>,
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

/// What became of what was promised.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "done", "on": "2026-03-09"}))]
pub struct UpdateFollowThroughRequest {
    /// Whether it was done.
    #[garde(skip)]
    pub outcome: FollowThroughOutcome,
    /// The local day that this is said of.
    #[garde(custom(calendar_date))]
    #[serde(deserialize_with = "date")]
    pub on: NaiveDate,
}
