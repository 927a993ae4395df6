//! Retros in the database. Every read starts from [`visible_to`].

mod writing;

use chrono::NaiveDate;
use diesel::dsl::{array, exists, max};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

pub(super) use self::writing::{
    Agreement, agreement_reaches, both_agree, insert_retro, note_wins, reach_partner, write_agreement,
    write_applied,
};
use super::model::{ReaderRow, RetroRow};
use crate::homework::assignments::{self as homework, AssignmentRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, own_couples};
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId, PracticeId};
use crate::schema::{
    assignment_revisions, assignments, clients, couples, library_items, retro_readers, retros,
};

/// Versions that the reader may know. For a partner the own ones and those that reach, of the own couples; once the couple has
/// ended, of the others those alone that this reader had agreed to. For the care team those of its couples, but of nobody
/// whose record is restricted, or who is erased.
pub(super) fn visible_to<'q>(reader: &Reader) -> retros::BoxedQuery<'q, Pg> {
    let query = retros::table.filter(retros::practice_id.eq(reader.practice)).into_boxed();
    if !reader.client {
        let hidden = clients::table
            .filter(clients::practice_id.eq(reader.practice))
            .filter(clients::restricted_at.is_not_null())
            .select(clients::id.nullable());
        let shown = retros::client_id.is_null().or(retros::client_id.ne_all(array(hidden)));
        return query.filter(retros::couple_id.eq_any(cared(reader))).filter(shown);
    }
    let lasting = couples::table
        .filter(couples::practice_id.eq(reader.practice))
        .filter(couples::ended_at.is_null())
        .select(couples::id);
    let read = retro_readers::table
        .filter(retro_readers::practice_id.eq(reader.practice))
        .filter(retro_readers::couple_id.eq(retros::couple_id))
        .filter(retro_readers::number.eq(retros::number))
        .filter(retro_readers::client_id.eq(reader.member))
        .filter(
            retros::client_id
                .is_not_distinct_from(reader.member)
                .or(retro_readers::agreed_at.is_not_null())
                .or(retros::couple_id.eq_any(lasting)),
        );
    query.filter(retros::couple_id.eq_any(own_couples(reader))).filter(exists(read))
}

/// The numbers of those that a client counts as these.
#[diesel::dsl::auto_type]
fn counted_by(practice: PracticeId, couple: CoupleId, client: ClientId) -> _ {
    retro_readers::table
        .filter(retro_readers::practice_id.eq(practice))
        .filter(retro_readers::couple_id.eq(couple))
        .filter(retro_readers::client_id.eq(client))
}

/// One version, by the number that the reader knows it by.
pub(super) async fn find_retro(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    number: i32,
) -> ApiResult<Option<RetroRow>> {
    let query = visible_to(reader).filter(retros::couple_id.eq(couple));
    let query = if reader.client {
        let counted = counted_by(reader.practice, couple, reader.member)
            .filter(retro_readers::own_number.eq(number))
            .select(retro_readers::number);
        query.filter(retros::number.eq_any(array(counted)))
    } else {
        query.filter(retros::number.eq(number))
    };
    Ok(query.select(RetroRow::as_select()).first(&mut conn).await.optional()?)
}

/// The newest version that the reader may know.
pub(super) async fn find_newest(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
) -> ApiResult<Option<RetroRow>> {
    let newest = visible_to(reader).filter(retros::couple_id.eq(couple)).order(retros::number.desc());
    Ok(newest.select(RetroRow::as_select()).first(&mut conn).await.optional()?)
}

/// A page of the versions of a couple, the newest first, below one as the reader counts them.
pub(super) async fn list_retros(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<RetroRow>> {
    let mut query = visible_to(reader)
        .filter(retros::couple_id.eq(couple))
        .order(retros::number.desc())
        .limit(limit.rows())
        .select(RetroRow::as_select());
    if let Some(before) = before {
        query = if reader.client {
            let counted = counted_by(reader.practice, couple, reader.member)
                .filter(retro_readers::own_number.lt(before))
                .select(retro_readers::number);
            query.filter(retros::number.eq_any(array(counted)))
        } else {
            query.filter(retros::number.lt(before))
        };
    }
    Ok(query.load(&mut conn).await?)
}

/// Who of the two reads these versions and all later ones that the reader may know; what of it is told is decided by the view.
pub(super) async fn list_readers(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    from: i32,
) -> ApiResult<Vec<ReaderRow>> {
    let of_reader =
        clients::practice_id.eq(retro_readers::practice_id).and(clients::id.eq(retro_readers::client_id));
    let known = visible_to(reader).filter(retros::couple_id.eq(couple)).select(retros::number);
    let rows = retro_readers::table
        .inner_join(clients::table.on(of_reader))
        .filter(clients::practice_id.eq(reader.practice))
        .filter(retro_readers::practice_id.eq(reader.practice))
        .filter(retro_readers::couple_id.eq(couple))
        .filter(retro_readers::number.ge(from))
        .filter(retro_readers::number.eq_any(array(known)))
        .order((retro_readers::number, retro_readers::client_id))
        .select(ReaderRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// All homework of a couple, each under its newest revision, as the reader may see it.
pub(super) async fn list_homework(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
) -> ApiResult<Vec<AssignmentRow>> {
    let rows = homework::visible_to(reader)
        .filter(assignments::context_id.eq(couple))
        .filter(assignment_revisions::number.eq(assignments::revision))
        .order(assignments::id)
        .select(AssignmentRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Homework of a couple whose row nobody changes until this transaction ends, with its version.
pub(super) async fn lock_homework(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    ids: &[AssignmentId],
) -> ApiResult<Vec<(AssignmentId, i32)>> {
    let rows = assignments::table
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::couple_id.eq(couple))
        .filter(assignments::id.eq_any(ids))
        .order(assignments::id)
        .select((assignments::id, assignments::version))
        .for_no_key_update()
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// The ids of library items by their keys.
pub(super) async fn find_by_key(
    mut conn: Conn<'_>,
    practice: PracticeId,
    keys: &[&str],
) -> ApiResult<Vec<(LibraryItemId, String)>> {
    let rows = library_items::table
        .filter(library_items::practice_id.eq(practice))
        .filter(library_items::key.eq_any(keys))
        .select((library_items::id, library_items::key))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// What a client counts the next version as.
pub(super) async fn next_own(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    client: ClientId,
) -> ApiResult<i32> {
    let top = counted_by(practice, couple, client).select(max(retro_readers::own_number));
    Ok(after(top.first(&mut conn).await?))
}

/// The number after those that there are.
pub(super) async fn next_number(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
) -> ApiResult<i32> {
    let top = retros::table
        .filter(retros::practice_id.eq(practice))
        .filter(retros::couple_id.eq(couple))
        .select(max(retros::number));
    Ok(after(top.first(&mut conn).await?))
}

fn after(number: Option<i32>) -> i32 {
    number.unwrap_or_default().saturating_add(1)
}

/// Whether a client knows a check-in that was made by holding the retro of this month.
pub(super) async fn is_filled(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    client: ClientId,
    month: NaiveDate,
) -> ApiResult<bool> {
    let filled = counted_by(practice, couple, client)
        .filter(retro_readers::fills_habit)
        .filter(retro_readers::number.eq_any(of_month(practice, couple, month)));
    Ok(diesel::select(exists(filled)).get_result(&mut conn).await?)
}

#[diesel::dsl::auto_type]
fn of_month(practice: PracticeId, couple: CoupleId, month: NaiveDate) -> _ {
    retros::table
        .filter(retros::practice_id.eq(practice))
        .filter(retros::couple_id.eq(couple))
        .filter(retros::month.eq(month))
        .select(retros::number)
}
