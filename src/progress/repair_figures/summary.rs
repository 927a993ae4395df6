//! The figures of repair as a summary tells them: to the care team all, to both partners only what both may read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::dto::{DurationResponse, KeptPromisesResponse, RepairDefinition, RepairFiguresResponse};
use super::figures::{Attempt, repair_figures};
use crate::platform::http::ApiResult;
use crate::progress::adherence::Window;
use crate::progress::share::Share;
use crate::progress::summaries::AsSeenBy;

/// Of fewer attempts or promises nothing is told to both: it would be about single evenings.
const FEWEST: u32 = 3;

/// Figures of a couple's ruptures and repairs in the window. None says who was at fault, and none is a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RepairSummary {
    /// How they are defined.
    pub definition: RepairDefinition,
    /// Whose rows are counted.
    pub as_seen_by: AsSeenBy,
    /// Ruptures in the window.
    #[schema(minimum = 0)]
    pub ruptures: u32,
    /// Attempts to repair in the window, with a recorded rupture or without.
    #[schema(minimum = 0)]
    pub repairs: u32,
    /// Of the ruptures older than 72 hours, those that were repaired within 72 hours. Null for both partners, as all that
    /// follows from which rupture a repair is about: that only its author and the care team know.
    #[schema(required)]
    pub within_72_hours: Option<Share>,
    /// Of the ruptures older than 24 hours, those that were repaired within 24 hours.
    #[schema(required)]
    pub within_24_hours: Option<Share>,
    /// How long from a rupture to the first attempt.
    #[schema(required)]
    pub to_first_attempt: Option<DurationResponse>,
    /// How long from a rupture to its repair.
    #[schema(required)]
    pub to_repair: Option<DurationResponse>,
    /// Attempts of which all four parts were done.
    pub all_parts: Share,
    /// Promises that were kept; null for both partners where fewer than three were spoken of.
    #[schema(required)]
    pub follow_through: Option<KeptPromisesResponse>,
}

impl RepairSummary {
    /// As the care team is told.
    pub fn for_team(figures: RepairFiguresResponse) -> Self {
        let RepairFiguresResponse {
            definition,
            as_seen_by,
            window: _,
            ruptures,
            repairs,
            within_72_hours,
            within_24_hours,
            to_first_attempt,
            to_repair,
            all_parts,
            follow_through,
        } = figures;
        Self {
            definition,
            as_seen_by,
            ruptures,
            repairs,
            within_72_hours: Some(within_72_hours),
            within_24_hours: Some(within_24_hours),
            to_first_attempt: Some(to_first_attempt),
            to_repair: Some(to_repair),
            all_parts,
            follow_through: Some(follow_through),
        }
    }

    /// As both partners are told, from how many ruptures both know and the attempts that both know; nothing of fewer than
    /// three attempts.
    pub fn for_both(
        ruptures: u32,
        attempts: &[Attempt],
        window: Window,
        now: DateTime<Utc>,
    ) -> ApiResult<Option<Self>> {
        let figures = RepairFiguresResponse::of(repair_figures(&[], attempts, now), window)?;
        if figures.repairs < FEWEST {
            return Ok(None);
        }
        Ok(Some(Self {
            definition: figures.definition,
            as_seen_by: AsSeenBy::Couple,
            ruptures,
            repairs: figures.repairs,
            within_72_hours: None,
            within_24_hours: None,
            to_first_attempt: None,
            to_repair: None,
            all_parts: figures.all_parts,
            follow_through: Some(figures.follow_through)
                .filter(|promises| promises.kept.denominator >= FEWEST),
        }))
    }
}
