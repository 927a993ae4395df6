//! What couples share, in the database. Own items are read where they were written; those of the partner only as the
//! copies that were made when they were shared.

use chrono::NaiveDate;
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::SharedCheckInResponse;
use super::model::{SharedInsert, SharedRow};
use crate::homework::check_ins::model::Audience;
use crate::homework::check_ins::queries::with_parts;
use crate::homework::check_ins::state::Place;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::{own_couples, places, restricted};
use crate::people::couples::withdraw;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{CoupleId, SharedCheckInId};
use crate::schema::{
    care_team_members, check_in_personals, check_ins, couple_members, couples, shared_check_ins,
};

type AsWritten = (
    check_ins::id,
    diesel::dsl::AssumeNotNull<check_ins::partner_ref>,
    check_ins::client_id,
    check_ins::assignment_id,
    check_ins::purpose,
    check_ins::local_date,
    check_ins::outcome,
    check_ins::count,
    check_ins::minutes,
    check_ins::partner_version,
    diesel::dsl::Nullable<check_in_personals::effort>,
    diesel::dsl::Nullable<check_in_personals::helpfulness>,
    diesel::dsl::Nullable<check_in_personals::closeness>,
    diesel::dsl::Nullable<check_in_personals::words_sealed>,
);

fn as_written() -> AsWritten {
    (
        check_ins::id,
        check_ins::partner_ref.assume_not_null(),
        check_ins::client_id,
        check_ins::assignment_id,
        check_ins::purpose,
        check_ins::local_date,
        check_ins::outcome,
        check_ins::count,
        check_ins::minutes,
        check_ins::partner_version,
        check_in_personals::effort.nullable(),
        check_in_personals::helpfulness.nullable(),
        check_in_personals::closeness.nullable(),
        check_in_personals::words_sealed.nullable(),
    )
}

/// What is shared in the couple, as it was written: for the care team all but what is of a restricted record, for a member
/// the own items.
fn written<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_parts, Pg> {
    let readable = Audience::Partner.readable();
    let query = with_parts(readable.clone())
        .filter(check_ins::practice_id.eq(reader.practice))
        .filter(check_ins::couple_id.eq(couple))
        .filter(check_ins::visibility.eq_any(readable))
        .filter(check_ins::partner_ref.is_not_null())
        .filter(check_ins::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        return query.filter(exists(member)).filter(check_ins::client_id.eq(reader.member));
    }
    query
        .filter(check_ins::client_id.ne_all(array(restricted(reader.practice))))
        .filter(exists(places(reader).filter(care_team_members::context_id.eq(couple))))
}

#[diesel::dsl::auto_type]
fn with_couple() -> _ {
    shared_check_ins::table.inner_join(
        couples::table.on(couples::practice_id
            .eq(shared_check_ins::practice_id)
            .and(couples::id.eq(shared_check_ins::couple_id))),
    )
}

/// What the partner of this client shares, while the couple lasts.
fn received<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_couple, Pg> {
    let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
    with_couple()
        .filter(shared_check_ins::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(shared_check_ins::couple_id.eq(couple))
        .filter(shared_check_ins::client_id.ne(reader.member))
        .filter(couples::ended_at.is_null())
        .filter(exists(member))
        .into_boxed()
}

/// The key of the list's order.
pub type After = (NaiveDate, SharedCheckInId);

/// One item that the couple shares.
pub async fn find_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    id: SharedCheckInId,
) -> ApiResult<Option<SharedRow>> {
    let mut also = conn;
    let own = written(reader, couple).filter(check_ins::partner_ref.eq(id)).select(as_written());
    if !reader.client {
        return Ok(own.first(&mut conn).await.optional()?);
    }
    let theirs = received(reader, couple).filter(shared_check_ins::id.eq(id)).select(SharedRow::as_select());
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
        .order((check_ins::local_date.desc(), check_ins::partner_ref.desc()))
        .limit(limit.rows())
        .select(as_written());
    if let Some((date, id)) = after {
        let later = check_ins::local_date.lt(date);
        let same_day = check_ins::local_date.eq(date).and(check_ins::partner_ref.assume_not_null().lt(id));
        own = own.filter(check_ins::local_date.le(date)).filter(later.or(same_day));
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
        .order((shared_check_ins::local_date.desc(), shared_check_ins::id.desc()))
        .limit(limit.rows())
        .select(SharedRow::as_select());
    if let Some((date, id)) = after {
        let later = shared_check_ins::local_date.lt(date);
        let same_day = shared_check_ins::local_date.eq(date).and(shared_check_ins::id.lt(id));
        theirs = theirs.filter(shared_check_ins::local_date.le(date)).filter(later.or(same_day));
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
) -> ApiResult<(Vec<SharedCheckInResponse>, Option<After>)> {
    let rows = list_theirs(conn, reader, couple, after, PageLimit::default()).await?;
    let next = rows.last().map(|row| (row.local_date, row.id));
    let open = |row| SharedCheckInResponse::open(row, reader.practice, key);
    Ok((rows.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}

/// Makes the partner's copy of an item.
pub async fn insert_shared(mut conn: Conn<'_>, row: &SharedInsert) -> ApiResult<()> {
    diesel::insert_into(shared_check_ins::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Makes the partner's copies of many items.
pub async fn insert_all_shared(mut conn: Conn<'_>, rows: &[&SharedInsert]) -> ApiResult<()> {
    if !rows.is_empty() {
        diesel::insert_into(shared_check_ins::table).values(rows.to_vec()).execute(&mut conn).await?;
    }
    Ok(())
}

/// Brings the partner's copy of an item up to date, or takes it away.
pub async fn replace_shared(mut conn: Conn<'_>, place: Place, row: Option<&SharedInsert>) -> ApiResult<()> {
    let known = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(place.practice))
        .filter(shared_check_ins::client_id.eq(place.client))
        .filter(shared_check_ins::check_in_id.eq(place.id));
    let Some(row) = row else {
        let gone = diesel::delete(known).execute(&mut conn).await?;
        return withdraw(conn, place.practice, place.client, gone).await;
    };
    let updated = diesel::update(known.filter(shared_check_ins::author_ref.eq(row.author_ref)))
        .set((
            shared_check_ins::outcome.eq(row.outcome),
            shared_check_ins::count.eq(row.count),
            shared_check_ins::minutes.eq(row.minutes),
            shared_check_ins::effort.eq(row.effort),
            shared_check_ins::helpfulness.eq(row.helpfulness),
            shared_check_ins::closeness.eq(row.closeness),
            shared_check_ins::words_sealed.eq(&row.words_sealed),
            shared_check_ins::version.eq(shared_check_ins::version + 1),
            shared_check_ins::updated_at.eq(row.updated_at),
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
