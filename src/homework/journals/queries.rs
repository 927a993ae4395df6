//! Journal entries in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ListJournalEntriesQuery;
use super::model::{EntryInsert, EntryRow, EntryUpdate, Place};
use super::shared::{SharedInsert, insert_shared};
use super::versions::{VersionInsert, insert_version};
use crate::homework::authored::Known;
use crate::homework::check_ins::audience;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{Cached, Conn, coalesce};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, JournalEntryId};
use crate::schema::{couples, journal_entries, library_versions, shared_journal_entries};

/// Entries, each with its couple and with the version of the reflection that it answers.
#[diesel::dsl::auto_type]
pub(super) fn with_parts() -> _ {
    journal_entries::table
        .left_join(
            couples::table.on(couples::practice_id
                .eq(journal_entries::practice_id)
                .and(couples::id.nullable().eq(journal_entries::couple_id))),
        )
        .left_join(
            library_versions::table.on(library_versions::practice_id
                .eq(journal_entries::practice_id)
                .and(library_versions::item_id.nullable().eq(journal_entries::item_id))
                .and(library_versions::number.nullable().eq(journal_entries::item_version))),
        )
}

/// Entries that the reader may know: the own ones for a client; for therapist and supervisor those of clients and couples in
/// care that are not private, one in a couple only through the couple's care team; none of a restricted record. A partner
/// reads none here, but the projection in `shared`.
pub(super) fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_parts, Pg> {
    let query = with_parts()
        .filter(journal_entries::practice_id.eq(reader.practice))
        .filter(journal_entries::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        return query.filter(journal_entries::client_id.eq(reader.member));
    }
    let context = coalesce(journal_entries::couple_id, journal_entries::client_id);
    query
        .filter(journal_entries::visibility.eq_any(audience(reader).readable()))
        .filter(journal_entries::client_id.ne_all(array(restricted(reader.practice))))
        .filter(context.eq_any(cared(reader)))
}

/// Whether the partner has a copy of an entry.
#[diesel::dsl::auto_type(no_type_alias)]
fn copied() -> _ {
    exists(
        shared_journal_entries::table
            .filter(shared_journal_entries::practice_id.eq(journal_entries::practice_id))
            .filter(shared_journal_entries::client_id.eq(journal_entries::client_id))
            .filter(shared_journal_entries::entry_id.eq(journal_entries::id)),
    )
}

/// What was found, and whether the partner has a copy of it.
pub(super) type Read = (EntryRow, bool);

/// One entry, if the reader may see it.
pub(super) async fn find_entry(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: JournalEntryId,
) -> ApiResult<Option<Read>> {
    let found = visible_to(reader)
        .filter(journal_entries::client_id.eq(client))
        .filter(journal_entries::id.eq(id))
        .select((EntryRow::as_select(), copied()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// The key of the list's order.
pub(super) type After = (NaiveDate, JournalEntryId);

/// A page of a client's entries that the reader may see, newest day first.
pub(super) async fn list_entries(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    filter: &ListJournalEntriesQuery,
    after: Option<After>,
) -> ApiResult<Vec<Read>> {
    let mut query = visible_to(reader)
        .filter(journal_entries::client_id.eq(client))
        .order((journal_entries::local_date.desc(), journal_entries::id.desc()))
        .limit(filter.limit.rows())
        .select((EntryRow::as_select(), copied()));
    if let Some(assignment) = filter.assignment_id {
        query = query.filter(journal_entries::assignment_id.eq(assignment));
    }
    if let Some(from) = filter.local_date_from {
        query = query.filter(journal_entries::local_date.ge(from));
    }
    if let Some(to) = filter.local_date_to {
        query = query.filter(journal_entries::local_date.le(to));
    }
    if let Some((date, id)) = after {
        let later = journal_entries::local_date.lt(date);
        let same_day = journal_entries::local_date.eq(date).and(journal_entries::id.lt(id));
        // The first bound is where the index starts; the second is exact.
        query = query.filter(journal_entries::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(query.load(&mut conn).await?)
}

/// What this author wrote under this id, deleted or not: only to answer the author's own retry.
pub(super) async fn find_known(mut conn: Conn<'_>, place: Place) -> ApiResult<Option<Known<EntryRow>>> {
    let row: Option<(EntryRow, Vec<u8>, Option<DateTime<Utc>>)> = with_parts()
        .filter(journal_entries::practice_id.eq(place.practice))
        .filter(journal_entries::client_id.eq(place.client))
        .filter(journal_entries::id.eq(place.id))
        .select((EntryRow::as_select(), journal_entries::first_digest, journal_entries::deleted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(row, first_digest, deleted_at)| Known { row, first_digest, deleted: deleted_at.is_some() }))
}

/// Writes a new entry, and the partner's copy where it is shared.
pub(super) async fn insert_entry(
    conn: Conn<'_>,
    entry: &EntryInsert,
    shared: Option<&SharedInsert>,
) -> ApiResult<()> {
    let mut first = conn;
    let insert = diesel::insert_into(journal_entries::table).values(entry);
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
    change: &EntryUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    let also = conn;
    let update = diesel::update(journal_entries::table.find((place.practice, place.client, place.id)))
        .filter(journal_entries::version.eq(known))
        .filter(journal_entries::deleted_at.is_null())
        .set(change);
    let update = async { Ok(Cached(update).execute(&mut conn).await?) };
    let (updated, ()) = futures_util::try_join!(update, insert_version(also, kept))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Marks an entry as deleted and keeps what it said.
pub(super) async fn write_deletion(
    mut conn: Conn<'_>,
    place: Place,
    known: i32,
    kept: &VersionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let also = conn;
    let update = diesel::update(journal_entries::table.find((place.practice, place.client, place.id)))
        .filter(journal_entries::version.eq(known))
        .filter(journal_entries::deleted_at.is_null())
        .set((
            journal_entries::deleted_at.eq(now),
            journal_entries::version.eq(journal_entries::version + 1),
            journal_entries::updated_at.eq(now),
        ));
    let update = async { Ok(update.execute(&mut conn).await?) };
    let (updated, ()) = futures_util::try_join!(update, insert_version(also, kept))?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
