//! Answers of repair figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::figures::{self, Duration, FollowThroughFigures, RepairFigures};
use crate::platform::http::{ApiError, ApiResult};
use crate::progress::adherence::Window;
use crate::progress::share::{NoValueReason, Share};
use crate::progress::summaries::{AsSeenBy, WindowResponse};

/// How the figures are defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum RepairDefinition {
    /// The first definition.
    #[serde(rename = "repair-1")]
    Repair1,
}

/// Figures of a couple's ruptures and repairs. Each counts only what the care team may read, and none says who was at fault.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "definition": "repair-1", "as_seen_by": "care_team", "window": {"from": "2026-01-05", "to": "2026-03-29"},
    "ruptures": 5, "repairs": 6,
    "within_72_hours": {"value": 0.75, "numerator": 3, "denominator": 4, "reason": null},
    "within_24_hours": {"value": 0.4, "numerator": 2, "denominator": 5, "reason": null},
    "to_first_attempt": {"value": 190, "count": 4, "open": 1, "reason": null},
    "to_repair": {"value": null, "count": 2, "open": 3, "reason": "fewer_than_three"},
    "all_parts": {"value": 0.5, "numerator": 3, "denominator": 6, "reason": null},
    "follow_through": {"kept": {"value": 1.0, "numerator": 2, "denominator": 2, "reason": null}, "unrecorded": 1}
}))]
pub struct RepairFiguresResponse {
    /// How they are defined.
    pub definition: RepairDefinition,
    /// Whose rows are counted: what the care team may read.
    pub as_seen_by: AsSeenBy,
    /// The days of ruptures and attempts that are counted.
    pub window: WindowResponse,
    /// Ruptures in the window.
    #[schema(minimum = 0)]
    pub ruptures: u32,
    /// Attempts to repair in the window, with a recorded rupture or without.
    #[schema(minimum = 0)]
    pub repairs: u32,
    /// Of the ruptures older than 72 hours, those that were repaired, which is accepted, within 72 hours. The leading figure.
    pub within_72_hours: Share,
    /// Of the ruptures older than 24 hours, those that were repaired within 24 hours.
    pub within_24_hours: Share,
    /// How long from a rupture to the first attempt.
    pub to_first_attempt: DurationResponse,
    /// How long from a rupture to its repair.
    pub to_repair: DurationResponse,
    /// Attempts of which all four parts were done.
    pub all_parts: Share,
    /// Promises that were kept.
    pub follow_through: KeptPromisesResponse,
}

/// How long something took. There is no band, and shorter is not said to be better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DurationResponse {
    /// The median in minutes of those that have come to pass; null of fewer than three.
    #[schema(required, minimum = 0)]
    pub value: Option<i64>,
    /// How many have come to pass.
    #[schema(minimum = 0)]
    pub count: u32,
    /// How many ruptures are open.
    #[schema(minimum = 0)]
    pub open: u32,
    /// Why `value` is null.
    #[schema(required)]
    pub reason: Option<NoValueReason>,
}

/// What became of promises.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeptPromisesResponse {
    /// Those that were kept, of those that somebody said of what became of them.
    pub kept: Share,
    /// How many were due and nobody said anything of: not counted as broken.
    #[schema(minimum = 0)]
    pub unrecorded: u32,
}

impl RepairFiguresResponse {
    pub(super) fn of(figures: RepairFigures, window: Window) -> ApiResult<Self> {
        let RepairFigures {
            ruptures,
            repairs,
            within_72_hours,
            within_24_hours,
            to_first_attempt,
            to_repair,
            all_parts,
            follow_through: FollowThroughFigures { kept, unrecorded },
        } = figures;
        Ok(Self {
            definition: RepairDefinition::Repair1,
            as_seen_by: AsSeenBy::CareTeam,
            window: window.into(),
            ruptures: number(ruptures)?,
            repairs: number(repairs)?,
            within_72_hours: share_of(within_72_hours, NoValueReason::NoneOldEnough)?,
            within_24_hours: share_of(within_24_hours, NoValueReason::NoneOldEnough)?,
            to_first_attempt: duration_of(to_first_attempt)?,
            to_repair: duration_of(to_repair)?,
            all_parts: share_of(all_parts, NoValueReason::NoAttempts)?,
            follow_through: KeptPromisesResponse {
                kept: share_of(kept, NoValueReason::NothingSaid)?,
                unrecorded: number(unrecorded)?,
            },
        })
    }
}

fn number(count: usize) -> ApiResult<u32> {
    u32::try_from(count).map_err(|_| ApiError::Internal)
}

fn share_of(part: figures::Share, otherwise: NoValueReason) -> ApiResult<Share> {
    Ok(Share::new(number(part.count)?, number(part.of)?, otherwise))
}

fn duration_of(duration: Duration) -> ApiResult<DurationResponse> {
    let Duration { median_minutes: value, count, open } = duration;
    let reason = value.is_none().then_some(NoValueReason::FewerThanThree);
    Ok(DurationResponse { value, count: number(count)?, open: number(open)?, reason })
}
