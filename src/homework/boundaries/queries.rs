//! Boundaries in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ListBoundariesQuery;
use super::model::{BoundaryInsert, BoundaryRow, BoundaryUpdate, Place};
use super::shared::{SharedInsert, insert_shared};
use super::versions::{VersionInsert, insert_version};
use crate::homework::authored::Known;
use crate::homework::check_ins::audience;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{Cached, Conn, coalesce};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{BoundaryId, ClientId};
use crate::schema::{boundaries, couples, library_versions, shared_boundaries};

/// Boundaries, each with its couple and with the version of the reflection that it answers.
#[diesel::dsl::auto_type]
pub(super) fn with_parts() -> _ {
    boundaries::table
        .left_join(
            couples::table.on(couples::practice_id
                .eq(boundaries::practice_id)
                .and(couples::id.nullable().eq(boundaries::couple_id))),
        )
        .inner_join(
            library_versions::table.on(library_versions::practice_id
                .eq(boundaries::practice_id)
                .and(library_versions::item_id.eq(boundaries::item_id))
                .and(library_versions::number.eq(boundaries::item_version))),
        )
}

/// Boundaries that the reader may know: the own ones for a client; for therapist and supervisor those of clients and couples in
/// care that are not private, one in a couple only through the couple's care team; none of a restricted record. A partner
/// reads none here, but the projection in `shared`.
pub(super) fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_parts, Pg> {
    let query = with_parts()
        .filter(boundaries::practice_id.eq(reader.practice))
        .filter(boundaries::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(boundaries::client_id.eq(reader.member));
    }
    let context = coalesce(boundaries::couple_id, boundaries::client_id);
    query
        .filter(boundaries::visibility.eq_any(audience(reader).readable()))
        .filter(boundaries::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// Whether the partner has a copy of a boundary.
#[diesel::dsl::auto_type(no_type_alias)]
fn copied() -> _ {
    exists(
        shared_boundaries::table
            .filter(shared_boundaries::practice_id.eq(boundaries::practice_id))
            .filter(shared_boundaries::client_id.eq(boundaries::client_id))
            .filter(shared_boundaries::boundary_id.eq(boundaries::id)),
    )
}

/// What was found, and whether the partner has a copy of it.
pub(super) type Read = (BoundaryRow, bool);

/// One boundary, if the reader may see it.
pub(super) async fn find_boundary_row(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: BoundaryId,
) -> ApiResult<Option<Read>> {
    let found = visible_to(reader)
        .filter(boundaries::client_id.eq(client))
        .filter(boundaries::id.eq(id))
        .select((BoundaryRow::as_select(), copied()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, BoundaryId);

/// A page of a client's boundaries that the reader may see, newest day first.
pub(super) async fn list_boundary_rows(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListBoundariesQuery,
    after: Option<After>,
) -> ApiResult<Vec<Read>> {
    let mut query = visible_to(reader)
        .filter(boundaries::client_id.eq(client))
        .order((boundaries::local_date.desc(), boundaries::id.desc()))
        .limit(filter.limit.rows())
        .select((BoundaryRow::as_select(), copied()));
    query = match filter.ended {
        Some(true) => query.filter(boundaries::ended_at.is_not_null()),
        Some(false) => query.filter(boundaries::ended_at.is_null()),
        None => query,
    };
    if let Some((date, id)) = after {
        let later = boundaries::local_date.lt(date);
        let same_day = boundaries::local_date.eq(date).and(boundaries::id.lt(id));
        // The first bound is where the index starts; the second is exact.
        query = query.filter(boundaries::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<BoundaryRow>>> {
    let row: Option<(BoundaryRow, Vec<u8>, Option<DateTime<Utc>>)> = with_parts()
        .filter(boundaries::practice_id.eq(place.practice))
        .filter(boundaries::client_id.eq(place.client))
        .filter(boundaries::id.eq(place.id))
        .select((BoundaryRow::as_select(), boundaries::first_digest, boundaries::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(row, first_digest, deleted_at)| Known { row, first_digest, deleted: deleted_at.is_some() }))
}

/// Writes a new boundary, and the partner's copy where it is shared.
pub(super) async fn insert_boundary(
    conn: Conn<'_>,
    boundary: &BoundaryInsert,
    shared: Option<&SharedInsert>,
) -> ApiResult<()> {
    let mut first = conn;
    let insert = diesel::insert_into(boundaries::table).values(boundary);
    let insert_shared = async {
        let Some(shared) = shared else { return Ok(()) };
        insert_shared(conn, shared).await
    };
    let written = async { Ok(insert.execute(&mut first).await?) };
    futures_util::try_join!(written, insert_shared)?;
    Ok(())
}

/// Writes a correction over the version that its author knows, and the state before it.
pub(super) async fn write_correction(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    change: &BoundaryUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    let also = conn;
    let update = diesel::update(boundaries::table.find((place.practice, place.client, place.id)))
        .filter(boundaries::version.eq(known))
        .filter(boundaries::deleted_at.is_null())
        .set(change);
    let update = async { Ok(Cached(update).execute(&mut conn).await?) };
    let (updated, ()) = futures_util::try_join!(update, insert_version(also, kept))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Marks a boundary as deleted and keeps what it said.
pub(super) async fn write_deletion(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    kept: &VersionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let also = conn;
    let update = diesel::update(boundaries::table.find((place.practice, place.client, place.id)))
        .filter(boundaries::version.eq(known))
        .filter(boundaries::deleted_at.is_null())
        .set((
            boundaries::deleted_at.eq(now),
            boundaries::version.eq(boundaries::version + 1),
            boundaries::updated_at.eq(now),
        ));
    let update = async { Ok(update.execute(&mut conn).await?) };
    let (updated, ()) = futures_util::try_join!(update, insert_version(also, kept))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
