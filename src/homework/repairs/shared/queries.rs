//! Repairs that couples share, in the database. Own ones are read where they were written, with the answer that reached their
//! author; those of the partner only as the copies that were made when they were sent, with the own answer.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::SharedRepairResponse;
use super::model::{Given, Item, SharedRow};
use crate::homework::check_ins::Audience;
use crate::homework::repairs::responses::{CopyRow, ResponseRow};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::{own_couples, places, restricted};
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, RepairId, SharedRepairId};
use crate::schema::{
    care_team_members, clients, couple_members, couples, repair_responses, repairs, shared_repair_responses,
    shared_repairs,
};

type AsWritten = (
    repairs::id,
    diesel::dsl::AssumeNotNull<repairs::partner_ref>,
    repairs::client_id,
    repairs::in_person,
    repairs::local_date,
    repairs::own_done,
    repairs::impact_done,
    repairs::validate_done,
    repairs::do_over_done,
    repairs::follow_through_by,
    repairs::follow_through,
    repairs::follow_through_on,
    repairs::words_sealed,
    repairs::partner_version,
);

fn as_written() -> AsWritten {
    (
        repairs::id,
        repairs::partner_ref.assume_not_null(),
        repairs::client_id,
        repairs::in_person,
        repairs::local_date,
        repairs::own_done,
        repairs::impact_done,
        repairs::validate_done,
        repairs::do_over_done,
        repairs::follow_through_by,
        repairs::follow_through,
        repairs::follow_through_on,
        repairs::words_sealed,
        repairs::partner_version,
    )
}

/// What was written and shared, with what was answered, and with the copy of that for the sender. An answer of somebody whose
/// record is restricted is not there for the care team.
#[diesel::dsl::auto_type]
fn with_answers() -> _ {
    let of_response = repair_responses::practice_id
        .eq(repairs::practice_id)
        .and(repair_responses::couple_id.eq(repairs::couple_id))
        .and(repair_responses::author_ref.nullable().eq(repairs::partner_ref));
    let of_copy = shared_repair_responses::practice_id
        .eq(repairs::practice_id)
        .and(shared_repair_responses::couple_id.eq(repairs::couple_id))
        .and(shared_repair_responses::author_ref.nullable().eq(repairs::partner_ref));
    let of_answering = clients::practice_id
        .eq(repair_responses::practice_id)
        .and(clients::id.eq(repair_responses::client_id));
    repairs::table
        .inner_join(
            couples::table
                .on(couples::practice_id.eq(repairs::practice_id).and(couples::id.eq(repairs::couple_id))),
        )
        .left_join(repair_responses::table.on(of_response))
        .left_join(shared_repair_responses::table.on(of_copy))
        .left_join(clients::table.on(of_answering))
}

/// What was found of what was written: the repair, the answer, its copy, when the couple ended, and since when the record of
/// the one who answered is restricted.
type Written =
    (SharedRow, Option<ResponseRow>, Option<CopyRow>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// What is shared in the couple, as it was written: for the care team all but what is of a restricted record, for a member
/// the own ones.
fn written<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_answers, Pg> {
    let query = with_answers()
        .filter(repairs::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(repairs::couple_id.eq(couple))
        .filter(repairs::visibility.eq_any(Audience::Partner.readable()))
        .filter(repairs::partner_ref.is_not_null())
        .filter(repairs::deleted_at.is_null())
        .into_boxed();
    if reader.client {
        let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        return query.filter(exists(member)).filter(repairs::client_id.eq(reader.member));
    }
    query
        .filter(repairs::client_id.ne_all(array(restricted(reader.practice))))
        .filter(exists(places(reader).filter(care_team_members::context_id.eq(couple))))
}

/// The sender gets the copy alone, while the couple lasts; the care team what was answered.
fn item_of((row, answered, copy, ended_at, restricted_at): Written, reader: &Reader) -> Item {
    let given = if reader.client {
        copy.filter(|_| ended_at.is_none()).map(Given::for_sender)
    } else {
        answered.filter(|_| restricted_at.is_none()).map(|answered| Given::for_team(answered, copy))
    };
    Item { row, given }
}

/// Copies of repairs, each with its couple and with what this client answered.
#[diesel::dsl::auto_type]
fn with_own_answer(client: ClientId) -> _ {
    let of_response = repair_responses::practice_id
        .eq(shared_repairs::practice_id)
        .and(repair_responses::client_id.eq(client))
        .and(repair_responses::shared_repair_id.eq(shared_repairs::id));
    shared_repairs::table
        .inner_join(
            couples::table.on(couples::practice_id
                .eq(shared_repairs::practice_id)
                .and(couples::id.eq(shared_repairs::couple_id))),
        )
        .left_join(repair_responses::table.on(of_response))
}

/// What the partner of this client sent, while the couple lasts.
fn received<'q>(reader: &Reader, couple: CoupleId) -> IntoBoxed<'q, with_own_answer, Pg> {
    let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
    with_own_answer(reader.member)
        .filter(shared_repairs::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(shared_repairs::couple_id.eq(couple))
        .filter(shared_repairs::client_id.ne(reader.member))
        .filter(couples::ended_at.is_null())
        .filter(exists(member))
        .into_boxed()
}

fn received_item((row, answered): (SharedRow, Option<ResponseRow>)) -> Item {
    Item { row, given: answered.map(Given::own) }
}

/// The key of the list's order.
pub type After = (NaiveDate, SharedRepairId);

/// One repair that the couple shares, and whether the couple has ended.
pub async fn find_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    id: SharedRepairId,
) -> ApiResult<Option<(Item, bool)>> {
    let mut also = conn;
    let own = written(reader, couple).filter(repairs::partner_ref.eq(id)).select((
        as_written(),
        Option::<ResponseRow>::as_select(),
        Option::<CopyRow>::as_select(),
        couples::ended_at,
        clients::restricted_at.nullable(),
    ));
    let theirs = received(reader, couple)
        .filter(shared_repairs::id.eq(id))
        .select((SharedRow::as_select(), Option::<ResponseRow>::as_select()));
    let theirs = async {
        if !reader.client {
            return Ok(None);
        }
        theirs.first::<(SharedRow, Option<ResponseRow>)>(&mut also).await.optional()
    };
    let own = async { own.first::<Written>(&mut conn).await.optional() };
    let (own, theirs) = futures_util::try_join!(own, theirs)?;
    let own = own.map(|found| {
        let ended = found.3.is_some();
        (item_of(found, reader), ended)
    });
    Ok(own.or_else(|| theirs.map(|found| (received_item(found), false))))
}

/// A page of what the couple shares, newest day first, and whether the couple has ended.
pub async fn list_shared(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<(Item, bool)>> {
    let also = conn;
    let mut own = written(reader, couple)
        .order((repairs::local_date.desc(), repairs::partner_ref.desc()))
        .limit(limit.rows())
        .select((
            as_written(),
            Option::<ResponseRow>::as_select(),
            Option::<CopyRow>::as_select(),
            couples::ended_at,
            clients::restricted_at.nullable(),
        ));
    if let Some((date, id)) = after {
        let later = repairs::local_date.lt(date);
        let same_day = repairs::local_date.eq(date).and(repairs::partner_ref.assume_not_null().lt(id));
        own = own.filter(repairs::local_date.le(date)).filter(later.or(same_day));
    }
    let own = async { Ok(own.load::<Written>(&mut conn).await?) };
    let theirs = async {
        if !reader.client {
            return Ok(Vec::new());
        }
        list_theirs(also, reader, couple, after, limit).await
    };
    let (own, theirs) = futures_util::try_join!(own, theirs)?;
    let own = own.into_iter().map(|found| {
        let ended = found.3.is_some();
        (item_of(found, reader), ended)
    });
    let mut page: Vec<_> = own.chain(theirs.into_iter().map(|item| (item, false))).collect();
    page.sort_by_key(|(item, _)| std::cmp::Reverse((item.row.local_date, item.row.id)));
    Ok(page)
}

async fn list_theirs(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    limit: PageLimit,
) -> ApiResult<Vec<Item>> {
    let mut theirs = received(reader, couple)
        .order((shared_repairs::local_date.desc(), shared_repairs::id.desc()))
        .limit(limit.rows())
        .select((SharedRow::as_select(), Option::<ResponseRow>::as_select()));
    if let Some((date, id)) = after {
        let later = shared_repairs::local_date.lt(date);
        let same_day = shared_repairs::local_date.eq(date).and(shared_repairs::id.lt(id));
        theirs = theirs.filter(shared_repairs::local_date.le(date)).filter(later.or(same_day));
    }
    let rows: Vec<(SharedRow, Option<ResponseRow>)> = theirs.load(&mut conn).await?;
    Ok(rows.into_iter().map(received_item).collect())
}

/// A page of what the partner of this client sent, opened, newest day first, and where the next one goes on.
pub async fn list_received(
    conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    after: Option<After>,
    key: &PracticeKey,
) -> ApiResult<(Vec<SharedRepairResponse>, Option<After>)> {
    let items = list_theirs(conn, reader, couple, after, PageLimit::default()).await?;
    let next = items.last().map(|item| (item.row.local_date, item.row.id));
    let open = |item| SharedRepairResponse::open(item, reader.practice, false, key);
    Ok((items.into_iter().map(open).collect::<ApiResult<_>>()?, next))
}

/// The answer to an own repair, as it reached its author.
pub async fn find_answer_to_own(
    mut conn: Conn<'_>,
    author: &Reader,
    id: RepairId,
) -> ApiResult<Option<Given>> {
    let copy: Option<Option<CopyRow>> = with_answers()
        .filter(repairs::practice_id.eq(author.practice))
        .filter(repairs::client_id.eq(author.member))
        .filter(repairs::id.eq(id))
        .filter(couples::ended_at.is_null())
        .select(Option::<CopyRow>::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(copy.flatten().map(Given::for_sender))
}
