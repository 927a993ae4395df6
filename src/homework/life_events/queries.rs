//! Life events in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ListLifeEventsQuery;
use super::model::{EventInsert, EventRow, EventUpdate, LifeEventVisibility, Place};
use super::versions::{VersionInsert, insert_version};
use crate::homework::authored::Known;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{AsText, Conn, coalesce};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, LifeEventId};
use crate::schema::life_events;

/// Events that the reader may know: the own ones for a client; for therapist and supervisor those of clients and couples in care
/// that are not private, one in a couple only through the couple's care team; none of a restricted record. No partner reads any.
pub(super) fn visible_to<'q>(reader: &Reader) -> life_events::BoxedQuery<'q, Pg> {
    let query = life_events::table
        .filter(life_events::practice_id.eq(reader.practice))
        .filter(life_events::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(life_events::client_id.eq(reader.member));
    }
    let context = coalesce(life_events::couple_id, life_events::client_id);
    query
        .filter(life_events::visibility.eq(AsText(LifeEventVisibility::Therapist)))
        .filter(life_events::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// One event, if the reader may see it.
pub(super) async fn find_event(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: LifeEventId,
) -> ApiResult<Option<EventRow>> {
    let found = visible_to(reader)
        .filter(life_events::client_id.eq(client))
        .filter(life_events::id.eq(id))
        .select(EventRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, LifeEventId);

/// A page of a client's events that the reader may see, newest day first.
pub(super) async fn list_events(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListLifeEventsQuery,
    after: Option<After>,
) -> ApiResult<Vec<EventRow>> {
    let mut query = visible_to(reader)
        .filter(life_events::client_id.eq(client))
        .order((life_events::happened_on.desc(), life_events::id.desc()))
        .limit(filter.limit.rows())
        .select(EventRow::as_select());
    if let Some(from) = filter.on_from {
        query = query.filter(life_events::happened_on.ge(from));
    }
    if let Some(to) = filter.on_to {
        query = query.filter(life_events::happened_on.le(to));
    }
    if let Some((date, id)) = after {
        let later = life_events::happened_on.lt(date);
        let same_day = life_events::happened_on.eq(date).and(life_events::id.lt(id));
        query = query.filter(life_events::happened_on.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<EventRow>>> {
    let found: Option<(EventRow, Vec<u8>, Option<DateTime<Utc>>)> = life_events::table
        .find((place.practice, place.client, place.id))
        .select((EventRow::as_select(), life_events::first_digest, life_events::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(row, first_digest, deleted_at)| Known {
        row,
        first_digest,
        deleted: deleted_at.is_some(),
    }))
}

/// Writes a new event.
pub(super) async fn insert_event(mut conn: Conn<'_>, event: &EventInsert) -> ApiResult<()> {
    diesel::insert_into(life_events::table).values(event).execute(&mut conn).await?;
    Ok(())
}

/// Writes a correction over the version that its author knows, and keeps what it said.
pub(super) async fn write_correction(
    mut conn: Conn<'_>,
    place: Place,
    change: &EventUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    let updated = diesel::update(life_events::table.find((place.practice, place.client, place.id)))
        .filter(life_events::version.eq(kept.version))
        .filter(life_events::deleted_at.is_null())
        .set(change)
        .execute(&mut conn)
        .await?;
    keep(conn, updated, kept).await
}

/// Marks an event as deleted and keeps what it said.
pub(super) async fn write_deletion(
    mut conn: Conn<'_>,
    place: Place,
    kept: &VersionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(life_events::table.find((place.practice, place.client, place.id)))
        .filter(life_events::version.eq(kept.version))
        .filter(life_events::deleted_at.is_null())
        .set((
            life_events::deleted_at.eq(now),
            life_events::version.eq(life_events::version + 1),
            life_events::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    keep(conn, updated, kept).await
}

async fn keep(conn: Conn<'_>, updated: usize, kept: &VersionInsert) -> ApiResult<()> {
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { insert_version(conn, kept).await }
}
