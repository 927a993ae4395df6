//! Uses of boundaries in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{IntoBoxed, array};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ListBoundaryUsesQuery;
use super::model::{Place, UseInsert, UseRow, UseUpdate};
use super::versions::{VersionInsert, insert_version};
use crate::homework::authored::Known;
use crate::homework::check_ins::audience;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{Cached, Conn, coalesce};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{BoundaryUseId, ClientId, PracticeId};
use crate::schema::{boundaries, boundary_uses};

/// Uses, each with its boundary.
#[diesel::dsl::auto_type]
pub(super) fn with_boundary() -> _ {
    boundary_uses::table.inner_join(
        boundaries::table.on(boundaries::practice_id
            .eq(boundary_uses::practice_id)
            .and(boundaries::client_id.eq(boundary_uses::client_id))
            .and(boundaries::id.eq(boundary_uses::boundary_id))),
    )
}

/// Uses that the reader may know: the own ones for a client; for therapist and supervisor those of clients and couples in
/// care where neither the use nor its boundary is private; none of a restricted record, and none of a deleted boundary.
pub(super) fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_boundary, Pg> {
    let query = with_boundary()
        .filter(boundary_uses::practice_id.eq(reader.practice))
        .filter(boundaries::practice_id.eq(reader.practice))
        .filter(boundary_uses::deleted_at.is_null())
        .filter(boundaries::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(boundary_uses::client_id.eq(reader.member));
    }
    let (readable, context) =
        (audience(reader).readable(), coalesce(boundaries::couple_id, boundaries::client_id));
    query
        .filter(boundary_uses::visibility.eq_any(readable.clone()))
        .filter(boundaries::visibility.eq_any(readable))
        .filter(boundary_uses::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// One use, if the reader may see it.
pub(super) async fn find_use(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: BoundaryUseId,
) -> ApiResult<Option<UseRow>> {
    let found = visible_to(reader)
        .filter(boundary_uses::client_id.eq(client))
        .filter(boundary_uses::id.eq(id))
        .select(UseRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, BoundaryUseId);

/// A page of a client's uses that the reader may see, newest day first.
pub(super) async fn list_uses(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListBoundaryUsesQuery,
    after: Option<After>,
) -> ApiResult<Vec<UseRow>> {
    let mut query = visible_to(reader)
        .filter(boundary_uses::client_id.eq(client))
        .order((boundary_uses::local_date.desc(), boundary_uses::id.desc()))
        .limit(filter.limit.rows())
        .select(UseRow::as_select());
    if let Some(boundary) = filter.boundary_id {
        query = query.filter(boundary_uses::boundary_id.eq(boundary));
    }
    if let Some(from) = filter.local_date_from {
        query = query.filter(boundary_uses::local_date.ge(from));
    }
    if let Some(to) = filter.local_date_to {
        query = query.filter(boundary_uses::local_date.le(to));
    }
    if let Some((date, id)) = after {
        let later = boundary_uses::local_date.lt(date);
        let same_day = boundary_uses::local_date.eq(date).and(boundary_uses::id.lt(id));
        // The first bound is where the index starts; the second is exact.
        query = query.filter(boundary_uses::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<UseRow>>> {
    type Row = (UseRow, Vec<u8>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let row: Option<Row> = with_boundary()
        .filter(boundary_uses::practice_id.eq(place.practice))
        .filter(boundary_uses::client_id.eq(place.client))
        .filter(boundary_uses::id.eq(place.id))
        .select((
            UseRow::as_select(),
            boundary_uses::first_digest,
            boundary_uses::deleted_at,
            boundaries::deleted_at,
        ))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(row, first_digest, deleted_at, with_boundary)| Known {
        row,
        first_digest,
        deleted: deleted_at.or(with_boundary).is_some(),
    }))
}

/// Writes a new use.
pub(super) async fn insert_use(mut conn: Conn<'_>, row: &UseInsert) -> ApiResult<()> {
    diesel::insert_into(boundary_uses::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// How often an author asked for a sign since then.
pub(super) async fn count_signs(
    mut conn: Conn<'_>,
    practice: PracticeId,
    author: ClientId,
    since: DateTime<Utc>,
) -> ApiResult<i64> {
    let asked = boundary_uses::table
        .filter(boundary_uses::practice_id.eq(practice))
        .filter(boundary_uses::client_id.eq(author))
        .filter(boundary_uses::notify_partner)
        .filter(boundary_uses::created_at.gt(since));
    Ok(asked.count().get_result(&mut conn).await?)
}

/// Writes a correction over the version that its author knows, and the state before it.
pub(super) async fn write_correction(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    change: &UseUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    let also = conn;
    let update = diesel::update(boundary_uses::table.find((place.practice, place.client, place.id)))
        .filter(boundary_uses::version.eq(known))
        .filter(boundary_uses::deleted_at.is_null())
        .set(change);
    let update = async { Ok(Cached(update).execute(&mut conn).await?) };
    let (updated, ()) = futures_util::try_join!(update, insert_version(also, kept))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Marks a use as deleted and keeps what it said.
pub(super) async fn write_deletion(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    kept: &VersionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let also = conn;
    let update = diesel::update(boundary_uses::table.find((place.practice, place.client, place.id)))
        .filter(boundary_uses::version.eq(known))
        .filter(boundary_uses::deleted_at.is_null())
        .set((
            boundary_uses::deleted_at.eq(now),
            boundary_uses::version.eq(boundary_uses::version + 1),
            boundary_uses::updated_at.eq(now),
        ));
    let update = async { Ok(update.execute(&mut conn).await?) };
    let (updated, ()) = futures_util::try_join!(update, insert_version(also, kept))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
