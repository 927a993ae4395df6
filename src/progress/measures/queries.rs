//! Measures in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ListMeasuresQuery;
use super::model::{MeasureInsert, MeasureRow, Place};
use super::versions::{VersionInsert, insert_version};
use crate::homework::Known;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{Cached, Conn, coalesce};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, MeasureId};
use crate::schema::measures;

/// Measures that the reader may know: the own ones for a client, but no safety screen; for therapist and supervisor those of
/// clients and couples in care, one in a couple only through the couple's care team; none of a restricted record. No partner
/// reads any, and nobody one that is deleted.
pub(super) fn visible_to<'q>(reader: &Reader) -> measures::BoxedQuery<'q, Pg> {
    let query = measures::table
        .filter(measures::practice_id.eq(reader.practice))
        .filter(measures::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(measures::client_id.eq(reader.member)).filter(measures::screen.eq(false));
    }
    let context = coalesce(measures::couple_id, measures::client_id);
    query
        .filter(measures::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// One measure, if the reader may see it.
pub(super) async fn find_measure(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: MeasureId,
) -> ApiResult<Option<MeasureRow>> {
    let found = visible_to(reader)
        .filter(measures::client_id.eq(client))
        .filter(measures::id.eq(id))
        .select(MeasureRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, MeasureId);

/// A page of a client's measures that the reader may see, newest day first.
pub(super) async fn list_measures(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListMeasuresQuery,
    after: Option<After>,
) -> ApiResult<Vec<MeasureRow>> {
    let mut query = visible_to(reader)
        .filter(measures::client_id.eq(client))
        .order((measures::local_date.desc(), measures::id.desc()))
        .limit(filter.limit.rows())
        .select(MeasureRow::as_select());
    if let Some(instrument) = &filter.instrument {
        query = query.filter(measures::instrument_key.eq(instrument.clone()));
    }
    if let Some(from) = filter.local_date_from {
        query = query.filter(measures::local_date.ge(from));
    }
    if let Some(to) = filter.local_date_to {
        query = query.filter(measures::local_date.le(to));
    }
    if let Some((date, id)) = after {
        let later = measures::local_date.lt(date);
        let same_day = measures::local_date.eq(date).and(measures::id.lt(id));
        query = query.filter(measures::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What an id already stands for, deleted or not, with the digest of what was sent first.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<MeasureRow>>> {
    let found: Option<(MeasureRow, Vec<u8>, Option<DateTime<Utc>>)> = measures::table
        .find((place.practice, place.client, place.id))
        .select((MeasureRow::as_select(), measures::first_digest, measures::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(row, first_digest, deleted_at)| Known {
        row,
        first_digest,
        deleted: deleted_at.is_some(),
    }))
}

/// Writes a new measure.
pub(super) async fn insert_measure(mut conn: Conn<'_>, row: &MeasureInsert) -> ApiResult<()> {
    diesel::insert_into(measures::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes other answers over the version that the caller knows, and keeps those before.
pub(super) async fn write_answers(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    (answers_sealed, complete, scored_scales): (Vec<u8>, bool, Vec<String>),
    kept: &VersionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let update = diesel::update(measures::table.find((place.practice, place.client, place.id)))
        .filter(measures::version.eq(known))
        .filter(measures::deleted_at.is_null())
        .set((
            measures::answers_sealed.eq(answers_sealed),
            measures::complete.eq(complete),
            measures::scored_scales.eq(scored_scales),
            measures::version.eq(measures::version + 1),
            measures::updated_at.eq(now),
        ));
    let updated = Cached(update).execute(&mut conn).await?;
    keep(conn, updated, kept).await
}

/// Marks a measure as deleted and keeps what was answered.
pub(super) async fn write_deletion(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    kept: &VersionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let update = diesel::update(measures::table.find((place.practice, place.client, place.id)))
        .filter(measures::version.eq(known))
        .filter(measures::deleted_at.is_null())
        .set((
            measures::deleted_at.eq(now),
            measures::version.eq(measures::version + 1),
            measures::updated_at.eq(now),
        ));
    let updated = update.execute(&mut conn).await?;
    keep(conn, updated, kept).await
}

/// Keeps what was answered, once it is given up: of two who change one version the second is told that it came too late.
async fn keep(conn: Conn<'_>, updated: usize, kept: &VersionInsert) -> ApiResult<()> {
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { insert_version(conn, kept).await }
}
