//! What the figures of repair count, in the database: three statements that travel together, however much there is. Each starts
//! from what the reader may see.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::figures::{Attempt, Hurt};
use crate::homework::repairs::{
    FollowThroughOutcome, visible_responses, visible_to as visible_repairs, with_couple,
};
use crate::homework::ruptures::visible_to as visible_ruptures;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::CoupleId;
use crate::progress::adherence::Window;
use crate::schema::{repair_responses, repairs, ruptures};

/// What the figures of a couple count: ruptures of the window, and attempts of the window or about one of these.
pub(super) async fn load(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    window: Window,
) -> ApiResult<(Vec<Hurt>, Vec<Attempt>)> {
    let (hurts, attempts, accepted) = futures_util::try_join!(
        list_hurts(conn, reader, couple, window),
        list_attempts(conn, reader, couple, window),
        list_accepted(conn, reader, couple, window)
    )?;
    let accepted: HashMap<(Uuid, Uuid), DateTime<Utc>> = accepted.into_iter().collect();
    let attempts = attempts.into_iter().map(|row| row.counted(window, &accepted)).collect();
    Ok((hurts, attempts))
}

async fn list_hurts(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    window: Window,
) -> ApiResult<Vec<Hurt>> {
    let rows: Vec<(Uuid, Uuid, DateTime<Utc>)> = visible_ruptures(reader)
        .filter(ruptures::couple_id.eq(couple))
        .filter(ruptures::local_date.ge(window.from))
        .filter(ruptures::local_date.le(window.to))
        .select((ruptures::client_id, ruptures::id, ruptures::occurred_at))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|(client, id, at)| Hurt { key: (client, id), at }).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = repairs)]
struct AttemptRow {
    client_id: Uuid,
    id: Uuid,
    rupture_client_id: Option<Uuid>,
    rupture_id: Option<Uuid>,
    occurred_at: DateTime<Utc>,
    local_date: NaiveDate,
    own_done: bool,
    impact_done: bool,
    validate_done: bool,
    do_over_done: bool,
    follow_through_by: Option<NaiveDate>,
    follow_through: Option<AsText<FollowThroughOutcome>>,
}

impl AttemptRow {
    fn counted(self, window: Window, accepted: &HashMap<(Uuid, Uuid), DateTime<Utc>>) -> Attempt {
        let kept = |AsText(outcome)| outcome == FollowThroughOutcome::Done;
        Attempt {
            about: self.rupture_client_id.zip(self.rupture_id),
            at: self.occurred_at,
            in_window: (window.from..=window.to).contains(&self.local_date),
            accepted_at: accepted.get(&(self.client_id, self.id)).copied(),
            all_parts: self.own_done && self.impact_done && self.validate_done && self.do_over_done,
            follow_through_by: self.follow_through_by,
            followed_through: self.follow_through.map(kept),
        }
    }
}

/// Attempts of the window, or about a rupture of it.
fn counted<'q>(reader: &Reader, couple: CoupleId, window: Window) -> IntoBoxed<'q, with_couple, Pg> {
    let of_window = repairs::local_date.ge(window.from).and(repairs::local_date.le(window.to));
    let hurts = visible_ruptures(reader)
        .filter(ruptures::couple_id.eq(couple))
        .filter(ruptures::local_date.ge(window.from))
        .filter(ruptures::local_date.le(window.to))
        .select(ruptures::id.nullable());
    visible_repairs(reader)
        .filter(repairs::couple_id.eq(couple))
        .filter(of_window.or(repairs::rupture_id.is_not_null().and(repairs::rupture_id.eq_any(hurts))))
}

async fn list_attempts(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    window: Window,
) -> ApiResult<Vec<AttemptRow>> {
    let rows = counted(reader, couple, window).select(AttemptRow::as_select()).load(&mut conn).await?;
    Ok(rows)
}

/// Which repairs are accepted, and since when.
async fn list_accepted(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    window: Window,
) -> ApiResult<Vec<((Uuid, Uuid), DateTime<Utc>)>> {
    type Row = (Option<Uuid>, Option<Uuid>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = visible_responses(reader)
        .filter(repair_responses::couple_id.eq(couple))
        .filter(repair_responses::accepted_at.is_not_null())
        .filter(
            repair_responses::repair_id
                .eq_any(counted(reader, couple, window).select(repairs::id.nullable())),
        )
        .order(repair_responses::accepted_at.desc())
        .select((
            repair_responses::repair_client_id,
            repair_responses::repair_id,
            repair_responses::accepted_at,
        ))
        .load(&mut conn)
        .await?;
    // The earliest comes last, and counts where a repair was sent more than once.
    Ok(rows.into_iter().filter_map(|(client, id, at)| Some(((client?, id?), at?))).collect())
}
