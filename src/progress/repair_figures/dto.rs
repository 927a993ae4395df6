//! Answers of repair figures.

use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{Duration, FollowThroughFigures, RepairFigures, Share};
use crate::platform::http::{ApiError, ApiResult};
use crate::progress::adherence::Window;
use crate::progress::summaries::{AsSeenBy, WindowResponse};

/// How the figures are defined.
#[derive(Serialize, ToSchema)]
pub enum RepairDefinition {
    /// The first definition.
    #[serde(rename = "repair-1")]
    Repair1,
}

/// Figures of a couple's ruptures and repairs. Each counts only what the care team may read, and none says who was at fault.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "definition": "repair-1", "as_seen_by": "care_team", "window": {"from": "2026-01-05", "to": "2026-03-29"},
    "ruptures": 5, "repairs": 6, "within_72_hours": {"share": 0.75, "count": 3, "of": 4},
    "within_24_hours": {"share": 0.4, "count": 2, "of": 5},
    "to_first_attempt": {"median_minutes": 190, "count": 4, "open": 1},
    "to_repair": {"median_minutes": 1320, "count": 3, "open": 2}, "all_parts": {"share": 0.5, "count": 3, "of": 6},
    "follow_through": {"share": 1.0, "count": 2, "of": 2, "unrecorded": 1}
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
    pub ruptures: i32,
    /// Attempts to repair in the window, with a recorded rupture or without.
    #[schema(minimum = 0)]
    pub repairs: i32,
    /// Of the ruptures older than 72 hours, those that were repaired, which is accepted, within 72 hours. The leading figure.
    pub within_72_hours: ShareResponse,
    /// Of the ruptures older than 24 hours, those that were repaired within 24 hours.
    pub within_24_hours: ShareResponse,
    /// How long from a rupture to the first attempt.
    pub to_first_attempt: DurationResponse,
    /// How long from a rupture to its repair.
    pub to_repair: DurationResponse,
    /// Attempts of which all four parts were done.
    pub all_parts: ShareResponse,
    /// Promises that were kept.
    pub follow_through: KeptPromisesResponse,
}

/// A part of a whole.
#[derive(Serialize, ToSchema)]
pub struct ShareResponse {
    /// The part, 0 to 1; null of nothing.
    #[schema(minimum = 0, maximum = 1)]
    pub share: Option<f64>,
    /// How many.
    #[schema(minimum = 0)]
    pub count: i32,
    /// Of how many.
    #[schema(minimum = 0)]
    pub of: i32,
}

/// How long something took. There is no band, and shorter is not said to be better.
#[derive(Serialize, ToSchema)]
pub struct DurationResponse {
    /// The median in minutes of those that have come to pass; null of fewer than three.
    #[schema(minimum = 0)]
    pub median_minutes: Option<i64>,
    /// How many have come to pass.
    #[schema(minimum = 0)]
    pub count: i32,
    /// How many ruptures are open.
    #[schema(minimum = 0)]
    pub open: i32,
}

/// What became of promises.
#[derive(Serialize, ToSchema)]
pub struct KeptPromisesResponse {
    /// The part that was kept, of those that somebody said of what became of them; null of none.
    #[schema(minimum = 0, maximum = 1)]
    pub share: Option<f64>,
    /// How many were kept.
    #[schema(minimum = 0)]
    pub count: i32,
    /// Of how many.
    #[schema(minimum = 0)]
    pub of: i32,
    /// How many were due and nobody said anything of: not counted as broken.
    #[schema(minimum = 0)]
    pub unrecorded: i32,
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
        let ShareResponse { share, count, of } = share_of(kept)?;
        Ok(Self {
            definition: RepairDefinition::Repair1,
            as_seen_by: AsSeenBy::CareTeam,
            window: window.into(),
            ruptures: number(ruptures)?,
            repairs: number(repairs)?,
            within_72_hours: share_of(within_72_hours)?,
            within_24_hours: share_of(within_24_hours)?,
            to_first_attempt: duration_of(to_first_attempt)?,
            to_repair: duration_of(to_repair)?,
            all_parts: share_of(all_parts)?,
            follow_through: KeptPromisesResponse { share, count, of, unrecorded: number(unrecorded)? },
        })
    }
}

fn number(count: usize) -> ApiResult<i32> {
    i32::try_from(count).map_err(|_| ApiError::Internal)
}

fn share_of(Share { count, of }: Share) -> ApiResult<ShareResponse> {
    let (count, of) = (number(count)?, number(of)?);
    let share = (of > 0).then(|| f64::from(count) / f64::from(of));
    Ok(ShareResponse { share, count, of })
}

fn duration_of(duration: Duration) -> ApiResult<DurationResponse> {
    let Duration { median_minutes, count, open } = duration;
    Ok(DurationResponse { median_minutes, count: number(count)?, open: number(open)? })
}
