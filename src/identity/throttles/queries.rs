//! Counts and known places in the database. They belong to no practice and name nobody.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use super::model::{FORGOTTEN_AFTER, PLACE_KEPT, ThrottleRow};
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::schema::{known_places, throttles};

/// Whether a place is known.
pub(super) async fn is_known(mut conn: Conn<'_>, place: &[u8]) -> ApiResult<bool> {
    Ok(diesel::select(exists(known_places::table.find(place))).get_result(&mut conn).await?)
}

/// Remembers a place.
pub(super) async fn remember_place(mut conn: Conn<'_>, place: &[u8], now: DateTime<Utc>) -> ApiResult<()> {
    diesel::insert_into(known_places::table)
        .values((known_places::place_digest.eq(place), known_places::seen_at.eq(now)))
        .on_conflict(known_places::place_digest)
        .do_update()
        .set(known_places::seen_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The count of a subject, locked, made where there is none: tries at once wait for each other.
pub(super) async fn lock_count(
    mut conn: Conn<'_>,
    digest: &[u8],
    now: DateTime<Utc>,
) -> ApiResult<ThrottleRow> {
    // One statement, so that a count which is being cleared is either locked or made anew.
    let row = diesel::insert_into(throttles::table)
        .values((
            throttles::subject_digest.eq(digest),
            throttles::tries.eq(0),
            throttles::tried_at.eq(now),
            throttles::free_at.eq(now),
        ))
        .on_conflict(throttles::subject_digest)
        .do_update()
        .set(throttles::subject_digest.eq(excluded(throttles::subject_digest)))
        .returning(ThrottleRow::as_returning())
        .get_result(&mut conn)
        .await?;
    Ok(row)
}

/// Writes a count.
pub(super) async fn write_count(
    mut conn: Conn<'_>,
    digest: &[u8],
    tries: i32,
    since: DateTime<Utc>,
    free_at: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(throttles::table.find(digest))
        .set((throttles::tries.eq(tries), throttles::tried_at.eq(since), throttles::free_at.eq(free_at)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Gives back a try that was right, or right as far as it went.
///
/// It takes back the wait that it began itself, and none that another try has begun since.
pub(super) async fn give_back(mut conn: Conn<'_>, digest: &[u8], free_at: DateTime<Utc>) -> ApiResult<()> {
    diesel::update(throttles::table.find(digest).filter(throttles::tries.gt(0)))
        .set(throttles::tries.eq(throttles::tries - 1))
        .execute(&mut conn)
        .await?;
    diesel::update(throttles::table.find(digest).filter(throttles::free_at.eq(free_at)))
        .set(throttles::free_at.eq(throttles::tried_at))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Begins the counts of these subjects anew.
pub(super) async fn clear(mut conn: Conn<'_>, digests: &[&[u8]]) -> ApiResult<()> {
    let all = throttles::table.filter(throttles::subject_digest.eq_any(digests.to_vec()));
    diesel::delete(all).execute(&mut conn).await?;
    Ok(())
}

/// Deletes what says nothing any more.
pub async fn prune_throttles(mut conn: Conn<'_>, now: DateTime<Utc>) -> ApiResult<()> {
    let mut also = conn;
    let counts = throttles::table
        .filter(throttles::tried_at.lt(now - FORGOTTEN_AFTER))
        .filter(throttles::free_at.lt(now));
    let places = known_places::table.filter(known_places::seen_at.lt(now - PLACE_KEPT));
    futures_util::try_join!(
        diesel::delete(counts).execute(&mut conn),
        diesel::delete(places).execute(&mut also)
    )?;
    Ok(())
}
