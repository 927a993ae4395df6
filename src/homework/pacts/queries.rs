//! Pacts in the database. Every read starts from [`visible_to`].

use diesel::dsl::{array, exists, max};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{AcceptanceInsert, AcceptanceRow, PactInsert, PactRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, own_couples};
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId};
use crate::schema::{clients, couples, pact_acceptances, pacts};

/// Versions that the reader may know. For a partner the own ones and those of the other that reach, of the own couples; once
/// the couple has ended, of the other's those alone that this reader had accepted. For the care team those of its couples, but of
/// nobody whose record is restricted, or who is erased.
fn visible_to<'q>(reader: &Reader) -> pacts::BoxedQuery<'q, Pg> {
    let query = pacts::table.filter(pacts::practice_id.eq(reader.practice)).into_boxed();
    if !reader.client {
        let hidden = clients::table
            .filter(clients::practice_id.eq(reader.practice))
            .filter(clients::restricted_at.is_not_null())
            .select(clients::id);
        return query
            .filter(pacts::couple_id.eq_any(cared(reader)))
            .filter(pacts::client_id.ne_all(array(hidden)));
    }
    let lasting = couples::table
        .filter(couples::practice_id.eq(reader.practice))
        .filter(couples::ended_at.is_null())
        .select(couples::id);
    let accepted = pact_acceptances::table
        .filter(pact_acceptances::practice_id.eq(reader.practice))
        .filter(pact_acceptances::assignment_id.eq(pacts::assignment_id))
        .filter(pact_acceptances::number.eq(pacts::number))
        .filter(pact_acceptances::client_id.eq(reader.member));
    let kept = pacts::couple_id.eq_any(lasting).or(exists(accepted));
    let reaching = pacts::partner_number.is_not_null().and(kept);
    query
        .filter(pacts::couple_id.eq_any(own_couples(reader)))
        .filter(pacts::client_id.eq(reader.member).or(reaching))
}

/// One version, by the number that the reader knows it by.
pub(super) async fn find_pact(
    mut conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
    number: i32,
) -> ApiResult<Option<PactRow>> {
    let query = visible_to(reader).filter(pacts::assignment_id.eq(assignment));
    let query = if reader.client {
        let own = pacts::client_id.eq(reader.member).and(pacts::author_number.eq(number));
        let of_partner =
            pacts::client_id.ne(reader.member).and(pacts::partner_number.assume_not_null().eq(number));
        query.filter(own.or(of_partner))
    } else {
        query.filter(pacts::number.eq(number))
    };
    Ok(query.select(PactRow::as_select()).first(&mut conn).await.optional()?)
}

/// The newest version that the reader may know.
pub(super) async fn find_newest(
    mut conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
) -> ApiResult<Option<PactRow>> {
    let newest = visible_to(reader).filter(pacts::assignment_id.eq(assignment)).order(pacts::number.desc());
    Ok(newest.select(PactRow::as_select()).first(&mut conn).await.optional()?)
}

/// A page of the versions of one homework, the newest first.
pub(super) async fn list_pacts(
    mut conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<PactRow>> {
    let mut query = visible_to(reader)
        .filter(pacts::assignment_id.eq(assignment))
        .order(pacts::number.desc())
        .limit(limit.rows())
        .select(PactRow::as_select());
    if let Some(before) = before {
        query = if reader.client {
            let own = pacts::client_id.eq(reader.member).and(pacts::author_number.lt(before));
            let of_partner =
                pacts::client_id.ne(reader.member).and(pacts::partner_number.assume_not_null().lt(before));
            query.filter(own.or(of_partner))
        } else {
            query.filter(pacts::number.lt(before))
        };
    }
    Ok(query.load(&mut conn).await?)
}

/// A page of all versions of a couple, homework by homework, the oldest first.
pub(super) async fn list_of_couple(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<(AssignmentId, i32)>,
) -> ApiResult<Vec<PactRow>> {
    let mut query = visible_to(reader)
        .filter(pacts::couple_id.eq(couple))
        .order((pacts::assignment_id, pacts::number))
        .limit(PageLimit::default().rows())
        .select(PactRow::as_select());
    if let Some((assignment, number)) = after {
        let same = pacts::assignment_id.eq(assignment).and(pacts::number.gt(number));
        query = query.filter(pacts::assignment_id.gt(assignment).or(same));
    }
    Ok(query.load(&mut conn).await?)
}

/// Who accepted these versions; what of it is told is decided by the view.
pub(super) async fn list_acceptances(
    mut conn: Conn<'_>,
    practice: PracticeId,
    versions: &[PactRow],
) -> ApiResult<Vec<AcceptanceRow>> {
    let assignments: Vec<AssignmentId> = versions.iter().map(|row| row.assignment_id).collect();
    let numbers: Vec<i32> = versions.iter().map(|row| row.number).collect();
    let of_acceptor = clients::practice_id
        .eq(pact_acceptances::practice_id)
        .and(clients::id.eq(pact_acceptances::client_id));
    let rows = pact_acceptances::table
        .inner_join(clients::table.on(of_acceptor))
        .filter(clients::practice_id.eq(practice))
        .filter(pact_acceptances::practice_id.eq(practice))
        .filter(pact_acceptances::assignment_id.eq_any(assignments))
        .filter(pact_acceptances::number.eq_any(numbers))
        .order(pact_acceptances::client_id)
        .select(AcceptanceRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// What the next version of an author is counted as.
pub(super) struct NextNumbers {
    pub of_all: i32,
    pub for_author: i32,
    pub for_partner: i32,
}

/// The numbers after those that there are: each of the two counts what that one may know.
pub(super) async fn next_numbers(
    mut conn: Conn<'_>,
    practice: PracticeId,
    assignment: AssignmentId,
    author: ClientId,
) -> ApiResult<NextNumbers> {
    type Top = (ClientId, Option<i32>, Option<i32>, Option<i32>);
    let tops: Vec<Top> = pacts::table
        .filter(pacts::practice_id.eq(practice))
        .filter(pacts::assignment_id.eq(assignment))
        .group_by(pacts::client_id)
        .select((pacts::client_id, max(pacts::number), max(pacts::author_number), max(pacts::partner_number)))
        .load(&mut conn)
        .await?;
    let mut next = NextNumbers { of_all: 1, for_author: 1, for_partner: 1 };
    for (client, number, own, other) in tops {
        let (author_knows, partner_knows) = if client == author { (own, other) } else { (other, own) };
        next.of_all = after(number).max(next.of_all);
        next.for_author = after(author_knows).max(next.for_author);
        next.for_partner = after(partner_knows).max(next.for_partner);
    }
    Ok(next)
}

fn after(number: Option<i32>) -> i32 {
    number.unwrap_or_default().saturating_add(1)
}

/// Writes a version.
pub(super) async fn insert_pact(mut conn: Conn<'_>, row: &PactInsert) -> ApiResult<()> {
    diesel::insert_into(pacts::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes an acceptance; one that was given under a hold and is given again without counts for the partner from now on.
pub(super) async fn put_acceptance(mut conn: Conn<'_>, row: &AcceptanceInsert) -> ApiResult<()> {
    let key = (row.practice_id, row.assignment_id, row.number, row.client_id);
    let written = diesel::insert_into(pact_acceptances::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(&mut conn)
        .await?;
    if written == 0 && row.reaches_partner {
        diesel::update(pact_acceptances::table.find(key))
            .set(pact_acceptances::reaches_partner.eq(true))
            .execute(&mut conn)
            .await?;
    }
    Ok(())
}
