//! Ruptures that couples share, in the database. Own ones are read where they were written; those of the partner only as the
//! copies that were made when they were shared.

use chrono::NaiveDate;
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::SharedRuptureResponse;
use super::model::{SharedInsert, SharedRow};
use crate::homework::check_ins::Audience;
use crate::homework::ruptures::model::Place;
use crate::homework::ruptures::queries::with_couple as with_own_couple;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::{own_couples, places, restricted};
use crate::people::couples::withdraw;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{CoupleId, SharedRuptureId};
use crate::schema::{care_team_members, couple_members, couples, ruptures, shared_ruptures};

type AsWritten = (
    ruptures::id,
    diesel::dsl::AssumeNotNull<ruptures::partner_ref>,
    ruptures::client_id,
    ruptures::local_date,
    ruptures::intensity,
    ruptures::topic_sealed,
    ruptures::partner_version,
);

fn as_written() -> AsWritten {
    (
        ruptures::id,
        ruptures::partner_ref.assume_not_null(),
        ruptures::client_id,
        ruptures::local_date,
        ruptures::intensity,
        ruptures::topic_sealed,
        ruptures::partner_version,
    )
}

/// What is shared in the couple, as it was written: for the care team all but what is of a restricted record, for a member
/// the own ones.
fn written<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_own_couple, Pg> {
    let query = with_own_couple()
        .filter(ruptures::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(ruptures::couple_id.eq(couple))
        .filter(ruptures::visibility.eq_any(Audience::Partner.readable()))
        .filter(ruptures::partner_ref.is_not_null())
        .filter(ruptures::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        return query.filter(exists(member)).filter(ruptures::client_id.eq(reader.member));
    }
    query
        .filter(ruptures::client_id.ne_all(array(restricted(reader.practice))))
        .filter(exists(places(reader).filter(care_team_members::context_id.eq(couple))))
}

#[diesel::dsl::auto_type]
fn with_couple() -> _ {
    shared_ruptures::table.inner_join(couples::table.on(
        couples::practice_id.eq(shared_ruptures::practice_id).and(couples::id.eq(shared_ruptures::couple_id)),
    ))
}

/// What the partner of this client shares, while the couple lasts.
fn received<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_couple, Pg> {
    let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
    with_couple()
        .filter(shared_ruptures::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(shared_ruptures::couple_id.eq(couple))
        .filter(shared_ruptures::client_id.ne(reader.member))
        .filter(couples::ended_at.is_null())
        .filter(exists(member))
        .into_boxed()
}

/// The key of the list's order.
pub type After = (NaiveDate, SharedRuptureId);

/// One rupture that the couple shares.
pub async fn find_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    id: SharedRuptureId,
) -> ApiResult<Option<SharedRow>> {
    let mut also = conn;
    let own = written(reader, couple).filter(ruptures::partner_ref.eq(id)).select(as_written());
    if !reader.client {
        return Ok(own.first(&mut conn).await.optional()?);
    }
    let theirs = received(reader, couple).filter(shared_ruptures::id.eq(id)).select(SharedRow::as_select());
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
        .order((ruptures::local_date.desc(), ruptures::partner_ref.desc()))
        .limit(limit.rows())
        .select(as_written());
    if let Some((date, id)) = after {
        let later = ruptures::local_date.lt(date);
        let same_day = ruptures::local_date.eq(date).and(ruptures::partner_ref.assume_not_null().lt(id));
        own = own.filter(ruptures::local_date.le(date)).filter(later.or(same_day));
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
        .order((shared_ruptures::local_date.desc(), shared_ruptures::id.desc()))
        .limit(limit.rows())
        .select(SharedRow::as_select());
    if let Some((date, id)) = after {
        let later = shared_ruptures::local_date.lt(date);
        let same_day = shared_ruptures::local_date.eq(date).and(shared_ruptures::id.lt(id));
        theirs = theirs.filter(shared_ruptures::local_date.le(date)).filter(later.or(same_day));
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
) -> ApiResult<(Vec<SharedRuptureResponse>, Option<After>)> {
    let rows = list_theirs(conn, reader, couple, after, PageLimit::default()).await?;
    let next = rows.last().map(|row| (row.local_date, row.id));
    let open = |row| SharedRuptureResponse::open(row, reader.practice, key);
    Ok((rows.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}

/// Makes the partner's copy of a rupture.
pub async fn insert_shared(mut conn: Conn<'_>, row: &SharedInsert) -> ApiResult<()> {
    diesel::insert_into(shared_ruptures::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Brings the partner's copy of a rupture up to date, or takes it away.
pub async fn replace_shared(mut conn: Conn<'_>, place: Place, row: Option<&SharedInsert>) -> ApiResult<()> {
    let known = shared_ruptures::table
        .filter(shared_ruptures::practice_id.eq(place.practice))
        .filter(shared_ruptures::client_id.eq(place.client))
        .filter(shared_ruptures::rupture_id.eq(place.id));
    let Some(row) = row else {
        let gone = diesel::delete(known).execute(&mut conn).await?;
        return withdraw(conn, place.practice, place.client, gone).await;
    };
    let updated = diesel::update(known.filter(shared_ruptures::author_ref.eq(row.author_ref)))
        .set((
            shared_ruptures::intensity.eq(row.intensity),
            shared_ruptures::topic_sealed.eq(&row.topic_sealed),
            shared_ruptures::version.eq(shared_ruptures::version + 1),
            shared_ruptures::updated_at.eq(row.updated_at),
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
