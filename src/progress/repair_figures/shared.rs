//! What both partners may read of ruptures and repairs, for figures: the copies alone, while the couple lasts. No copy says
//! which rupture a repair is about.

use chrono::{NaiveDate, NaiveTime};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::figures::Attempt;
use crate::homework::repairs::FollowThroughOutcome;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{CoupleId, PracticeId};
use crate::progress::adherence::Window;
use crate::schema::{couples, shared_repairs, shared_ruptures};

/// How many ruptures of the window both know.
pub async fn count_ruptures(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    window: Window,
) -> ApiResult<u32> {
    let count: i64 = shared_ruptures::table
        .filter(shared_ruptures::practice_id.eq(practice))
        .filter(shared_ruptures::couple_id.eq(couple))
        .filter(shared_ruptures::couple_id.eq_any(lasting(practice)))
        .filter(shared_ruptures::local_date.between(window.from, window.to))
        .count()
        .get_result(&mut conn)
        .await?;
    u32::try_from(count).map_err(|_| ApiError::Internal)
}

type Row = (NaiveDate, bool, bool, bool, bool, Option<NaiveDate>, Option<AsText<FollowThroughOutcome>>);

/// The attempts of the window that both know.
pub async fn list_attempts(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    window: Window,
) -> ApiResult<Vec<Attempt>> {
    let rows: Vec<Row> = shared_repairs::table
        .filter(shared_repairs::practice_id.eq(practice))
        .filter(shared_repairs::couple_id.eq(couple))
        .filter(shared_repairs::couple_id.eq_any(lasting(practice)))
        .filter(shared_repairs::local_date.between(window.from, window.to))
        .select((
            shared_repairs::local_date,
            shared_repairs::own_done,
            shared_repairs::impact_done,
            shared_repairs::validate_done,
            shared_repairs::do_over_done,
            shared_repairs::follow_through_by,
            shared_repairs::follow_through,
        ))
        .load(&mut conn)
        .await?;
    let attempt = |(day, own, impact, validate, do_over, follow_through_by, followed): Row| Attempt {
        about: None,
        at: day.and_time(NaiveTime::MIN).and_utc(),
        in_window: true,
        accepted_at: None,
        all_parts: own && impact && validate && do_over,
        follow_through_by,
        followed_through: followed.map(|AsText(outcome)| outcome == FollowThroughOutcome::Done),
    };
    Ok(rows.into_iter().map(attempt).collect())
}

fn lasting<'q>(practice: PracticeId) -> couples::BoxedQuery<'q, diesel::pg::Pg, diesel::sql_types::Uuid> {
    couples::table
        .filter(couples::practice_id.eq(practice))
        .filter(couples::ended_at.is_null())
        .select(couples::id)
        .into_boxed()
}
