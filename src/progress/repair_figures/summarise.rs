//! Reads what a summary tells of repair.

use chrono::{DateTime, Utc};

use super::dto::RepairFiguresResponse;
use super::figures::repair_figures;
use super::summary::RepairSummary;
use super::{queries, shared};
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{CoupleId, PracticeId};
use crate::progress::adherence::Window;

/// From what the care team may read.
pub async fn for_team(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    window: Window,
    now: DateTime<Utc>,
) -> ApiResult<RepairSummary> {
    let (hurts, attempts) = queries::load(conn, reader, couple, window).await?;
    RepairFiguresResponse::of(repair_figures(&hurts, &attempts, now), window).map(RepairSummary::for_team)
}

/// From what both partners may read; nothing where that is too little.
pub async fn for_both(
    conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    window: Window,
    now: DateTime<Utc>,
) -> ApiResult<Option<RepairSummary>> {
    let (ruptures, attempts) = futures_util::try_join!(
        shared::count_ruptures(conn, practice, couple, window),
        shared::list_attempts(conn, practice, couple, window)
    )?;
    RepairSummary::for_both(ruptures, &attempts, window, now)
}
