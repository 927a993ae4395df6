//! On which days a couple held its retros.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::queries::visible_to;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::CoupleId;
use crate::schema::{retro_readers, retros};

/// The day of the first version of each month, where it is one of these, both included: of the versions that the care team
/// may know, or, `by_both`, of those that both partners read.
pub async fn held_between(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    by_both: bool,
    (from, to): (NaiveDate, NaiveDate),
) -> ApiResult<Vec<NaiveDate>> {
    let first = from.with_day(1).unwrap_or(from);
    let query = visible_to(reader)
        .filter(retros::couple_id.eq(couple))
        .filter(retros::month.between(first, to))
        .order((retros::month, retros::local_date, retros::number))
        .select((retros::month, retros::local_date));
    let readers = retro_readers::table
        .filter(retro_readers::practice_id.eq(reader.practice))
        .filter(retro_readers::couple_id.eq(retros::couple_id))
        .filter(retro_readers::number.eq(retros::number))
        .count()
        .single_value();
    let query = if by_both { query.filter(readers.assume_not_null().eq(2)) } else { query };
    let rows: Vec<(NaiveDate, NaiveDate)> = query.load(&mut conn).await?;
    let held = rows.chunk_by(|one, next| one.0 == next.0).filter_map(|versions| versions.first());
    Ok(held.map(|(_, day)| *day).filter(|day| (from..=to).contains(day)).collect())
}
