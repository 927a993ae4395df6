//! What couples share of their journals, in the database. Own entries are read where they were written; those of the partner
//! only as the copies that were made when they were shared.

use chrono::NaiveDate;
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::SharedJournalEntryResponse;
use super::model::{SharedInsert, SharedRow};
use crate::homework::check_ins::Audience;
use crate::homework::journals::model::Place;
use crate::homework::journals::queries::with_parts;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::{own_couples, places, restricted};
use crate::people::couples::withdraw;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{CoupleId, SharedJournalEntryId};
use crate::schema::{
    care_team_members, couple_members, couples, journal_entries, library_versions, shared_journal_entries,
};

type AsWritten = (
    journal_entries::id,
    diesel::dsl::AssumeNotNull<journal_entries::partner_ref>,
    journal_entries::client_id,
    journal_entries::assignment_id,
    journal_entries::item_id,
    journal_entries::item_version,
    journal_entries::local_date,
    journal_entries::words_sealed,
    journal_entries::partner_version,
    diesel::dsl::Nullable<library_versions::title>,
    diesel::dsl::Nullable<library_versions::content>,
);

fn as_written() -> AsWritten {
    (
        journal_entries::id,
        journal_entries::partner_ref.assume_not_null(),
        journal_entries::client_id,
        journal_entries::assignment_id,
        journal_entries::item_id,
        journal_entries::item_version,
        journal_entries::local_date,
        journal_entries::words_sealed,
        journal_entries::partner_version,
        library_versions::title.nullable(),
        library_versions::content.nullable(),
    )
}

/// What is shared in the couple, as it was written: for the care team all but what is of a restricted record, for a member
/// the own entries.
fn written<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_parts, Pg> {
    let query = with_parts()
        .filter(journal_entries::practice_id.eq(reader.practice))
        .filter(journal_entries::couple_id.eq(couple))
        .filter(journal_entries::visibility.eq_any(Audience::Partner.readable()))
        .filter(journal_entries::partner_ref.is_not_null())
        .filter(journal_entries::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        return query.filter(exists(member)).filter(journal_entries::client_id.eq(reader.member));
    }
    query
        .filter(journal_entries::client_id.ne_all(array(restricted(reader.practice))))
        .filter(exists(places(reader).filter(care_team_members::context_id.eq(couple))))
}

#[diesel::dsl::auto_type]
fn with_couple() -> _ {
    shared_journal_entries::table
        .inner_join(
            couples::table.on(couples::practice_id
                .eq(shared_journal_entries::practice_id)
                .and(couples::id.eq(shared_journal_entries::couple_id))),
        )
        .left_join(
            library_versions::table.on(library_versions::practice_id
                .eq(shared_journal_entries::practice_id)
                .and(library_versions::item_id.nullable().eq(shared_journal_entries::item_id))
                .and(library_versions::number.nullable().eq(shared_journal_entries::item_version))),
        )
}

/// What the partner of this client shares, while the couple lasts.
fn received<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_couple, Pg> {
    let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
    with_couple()
        .filter(shared_journal_entries::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(shared_journal_entries::couple_id.eq(couple))
        .filter(shared_journal_entries::client_id.ne(reader.member))
        .filter(couples::ended_at.is_null())
        .filter(exists(member))
        .into_boxed()
}

/// The key of the list's order.
pub type After = (NaiveDate, SharedJournalEntryId);

/// One entry that the couple shares.
pub async fn find_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    id: SharedJournalEntryId,
) -> ApiResult<Option<SharedRow>> {
    let mut also = conn;
    let own = written(reader, couple).filter(journal_entries::partner_ref.eq(id)).select(as_written());
    if !reader.client {
        return Ok(own.first(&mut conn).await.optional()?);
    }
    let theirs =
        received(reader, couple).filter(shared_journal_entries::id.eq(id)).select(SharedRow::as_select());
    let (own, theirs): (Vec<SharedRow>, Vec<SharedRow>) =
        futures_util::try_join!(own.load(&mut conn), theirs.load(&mut also))?;
    Ok(own.into_iter().chain(theirs).next())
}

/// A page of what the couple shares, newest day first.
pub async fn list_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<SharedRow>> {
    let also = conn;
    let mut own = written(reader, couple)
        .order((journal_entries::local_date.desc(), journal_entries::partner_ref.desc()))
        .limit(limit.rows())
        .select(as_written());
    if let Some((date, id)) = after {
        let later = journal_entries::local_date.lt(date);
        let same_day =
            journal_entries::local_date.eq(date).and(journal_entries::partner_ref.assume_not_null().lt(id));
        own = own.filter(journal_entries::local_date.le(date)).filter(later.or(same_day));
    }
    if !reader.client {
        return Ok(own.load(&mut conn).await?);
    }
    let own = async { Ok(own.load(&mut conn).await?) };
    let (mut page, theirs): (Vec<SharedRow>, Vec<SharedRow>) =
        futures_util::try_join!(own, list_theirs(also, reader, couple, after, limit))?;
    page.extend(theirs);
    page.sort_by_key(|copy| std::cmp::Reverse((copy.local_date, copy.id)));
    Ok(page)
}

async fn list_theirs(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<SharedRow>> {
    let mut theirs = received(reader, couple)
        .order((shared_journal_entries::local_date.desc(), shared_journal_entries::id.desc()))
        .limit(limit.rows())
        .select(SharedRow::as_select());
    if let Some((date, id)) = after {
        let later = shared_journal_entries::local_date.lt(date);
        let same_day = shared_journal_entries::local_date.eq(date).and(shared_journal_entries::id.lt(id));
        theirs = theirs.filter(shared_journal_entries::local_date.le(date)).filter(later.or(same_day));
    }
    Ok(theirs.load(&mut conn).await?)
}

/// A page of what the partner of this client shares, opened, newest day first, and where the next one goes on.
pub async fn list_received(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    key: &PracticeKey,
) -> ApiResult<(Vec<SharedJournalEntryResponse>, Option<After>)> {
    let rows = list_theirs(conn, reader, couple, after, PageLimit::default()).await?;
    let next = rows.last().map(|row| (row.local_date, row.id));
    let open = |row| SharedJournalEntryResponse::open(row, reader.practice, key);
    Ok((rows.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}

/// Makes the partner's copy of an entry.
pub async fn insert_shared(mut conn: Conn<'_>, row: &SharedInsert) -> ApiResult<()> {
    diesel::insert_into(shared_journal_entries::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Brings the partner's copy of an entry up to date, or takes it away.
pub async fn replace_shared(mut conn: Conn<'_>, place: Place, row: Option<&SharedInsert>) -> ApiResult<()> {
    let known = shared_journal_entries::table
        .filter(shared_journal_entries::practice_id.eq(place.practice))
        .filter(shared_journal_entries::client_id.eq(place.client))
        .filter(shared_journal_entries::entry_id.eq(place.id));
    let Some(row) = row else {
        let gone = diesel::delete(known).execute(&mut conn).await?;
        return withdraw(conn, place.practice, place.client, gone).await;
    };
    let updated = diesel::update(known.filter(shared_journal_entries::author_ref.eq(row.author_ref)))
        .set((
            shared_journal_entries::words_sealed.eq(&row.words_sealed),
            shared_journal_entries::version.eq(shared_journal_entries::version + 1),
            shared_journal_entries::updated_at.eq(row.updated_at),
        ))
        .execute(&mut conn)
        .await?;
    if updated > 0 {
        return withdraw(conn, place.practice, place.client, updated).await;
    }
    // What it was called before, if it was shared, is over.
    let gone = diesel::delete(known).execute(&mut conn).await?;
    withdraw(conn, place.practice, place.client, gone).await?;
    insert_shared(conn, row).await
}
