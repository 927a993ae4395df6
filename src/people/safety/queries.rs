//! Safety marks in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::copied_wins::take_wins;
use super::model::{Lifting, MarkInsert, MarkRow, REASON, SafetyMarkKind, place};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::people::clients;
use crate::people::couples::withdraw;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, MeasureId, PracticeId, SafetyMarkId};
use crate::schema::{
    boundaries, check_in_personals, check_ins, clients as client_rows, couple_members, journal_entries,
    repair_responses, repairs, ruptures, safety_marks, shared_boundaries, shared_check_ins,
    shared_journal_entries, shared_repair_responses, shared_repairs, shared_ruptures,
};

/// Marks of one client, for who cares for the client alone or as part of a couple; for nobody else.
fn visible_to<'q>(reader: &Reader, client: ClientId) -> safety_marks::BoxedQuery<'q, Pg> {
    let cared = clients::visible_to(&carer(reader)).filter(client_rows::id.eq(client));
    safety_marks::table
        .filter(safety_marks::practice_id.eq(reader.practice))
        .filter(safety_marks::client_id.eq(client))
        .filter(safety_marks::client_id.eq_any(cared.select(client_rows::id)))
        .into_boxed()
}

/// The reader without the office's look at everybody.
fn carer(reader: &Reader) -> Reader {
    Reader { all_contacts: false, administers: false, client: false, ..*reader }
}

/// Whether the reader cares for the client, alone or as part of a couple.
pub(super) async fn cares_for(mut conn: Conn<'_>, reader: &Reader, client: ClientId) -> ApiResult<bool> {
    let cared = clients::visible_to(&carer(reader)).filter(client_rows::id.eq(client));
    Ok(diesel::select(exists(cared)).get_result(&mut conn).await?)
}

/// One mark of a client.
pub(super) async fn find_mark(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: SafetyMarkId,
) -> ApiResult<Option<MarkRow>> {
    let row = visible_to(reader, client)
        .filter(safety_marks::id.eq(id))
        .select(MarkRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// A page of a client's marks, the newest first.
pub(super) async fn list_marks(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    before: Option<SafetyMarkId>,
    limit: PageLimit,
) -> ApiResult<Vec<MarkRow>> {
    let mut query = visible_to(reader, client)
        .order(safety_marks::id.desc())
        .limit(limit.rows())
        .select(MarkRow::as_select());
    if let Some(before) = before {
        query = query.filter(safety_marks::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// The marks that stand on these clients, as far as the reader cares for them.
pub async fn list_standing(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: &[ClientId],
) -> ApiResult<Vec<(ClientId, SafetyMarkKind)>> {
    let cared = clients::visible_to(&carer(reader)).filter(client_rows::id.eq_any(of));
    let rows: Vec<(ClientId, AsText<SafetyMarkKind>)> = safety_marks::table
        .filter(safety_marks::practice_id.eq(reader.practice))
        .filter(safety_marks::client_id.eq_any(of))
        .filter(safety_marks::client_id.eq_any(cared.select(client_rows::id)))
        .filter(safety_marks::lifted_at.is_null())
        .select((safety_marks::client_id, safety_marks::kind))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|(client, AsText(kind))| (client, kind)).collect())
}

/// Places a mark. A hold first waits for what the client is just writing, so that all of it is there before the hold is,
/// and nothing comes after.
pub(super) async fn insert_mark(mut conn: Conn<'_>, row: &MarkInsert) -> ApiResult<()> {
    lock(conn, row.practice_id, row.client_id).await?;
    diesel::insert_into(safety_marks::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Raises the flag of an answer that must not wait, once for each measure: also a retry, or one after it was lifted, adds none.
pub async fn raise_flag(
    mut conn: Conn<'_>,
    (practice, client, measure): (PracticeId, ClientId, MeasureId),
    reason: &str,
    key: &PracticeKey,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let id = SafetyMarkId::generate();
    let row = MarkInsert {
        practice_id: practice,
        id,
        client_id: client,
        kind: AsText(SafetyMarkKind::Flag),
        reason_sealed: key.seal(REASON, &place(practice, id), &reason)?,
        placed_by: None,
        measure_id: Some(measure),
        placed_at: now,
        created_at: now,
        updated_at: now,
    };
    diesel::insert_into(safety_marks::table).values(&row).on_conflict_do_nothing().execute(&mut conn).await?;
    Ok(())
}

/// Lifts a mark over the version that the caller knows. With a hold goes what its client took back or deleted while it
/// stood; what was shared meanwhile stays unknown to the partner.
pub(super) async fn lift_mark(
    mut conn: Conn<'_>,
    practice: PracticeId,
    mark: &MarkRow,
    lifting: &Lifting,
) -> ApiResult<()> {
    lock(conn, practice, mark.client_id).await?;
    let lifted = diesel::update(safety_marks::table.find((practice, mark.id)))
        .filter(safety_marks::version.eq(mark.version))
        .filter(safety_marks::lifted_at.is_null())
        .set(lifting)
        .execute(&mut conn)
        .await?;
    if lifted == 0 {
        return Err(ApiError::PreconditionFailed);
    }
    if mark.kind.0 == SafetyMarkKind::Hold { take_away(conn, practice, mark.client_id).await } else { Ok(()) }
}

async fn lock(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let row = client_rows::table.find((practice, client)).select(client_rows::id).for_update();
    row.first::<ClientId>(&mut conn).await?;
    Ok(())
}

async fn take_away(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let gone = take_check_ins(conn, practice, client).await?
        + take_feelings(conn, practice, client).await?
        + take_entries(conn, practice, client).await?
        + take_boundaries(conn, practice, client).await?
        + take_ruptures(conn, practice, client).await?
        + take_repairs(conn, practice, client).await?
        + take_responses(conn, practice, client).await?
        + take_wins(conn, practice, client).await?;
    withdraw(conn, practice, client, gone).await
}

async fn take_ruptures(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_shared = ruptures::table
        .filter(ruptures::practice_id.eq(practice))
        .filter(ruptures::client_id.eq(client))
        .filter(ruptures::partner_ref.is_not_null())
        .filter(ruptures::deleted_at.is_null())
        .select(ruptures::partner_ref.assume_not_null());
    let gone = shared_ruptures::table
        .filter(shared_ruptures::practice_id.eq(practice))
        .filter(shared_ruptures::client_id.eq(client))
        .filter(shared_ruptures::author_ref.ne_all(still_shared));
    Ok(diesel::delete(gone).execute(&mut conn).await?)
}

async fn take_repairs(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_shared = repairs::table
        .filter(repairs::practice_id.eq(practice))
        .filter(repairs::client_id.eq(client))
        .filter(repairs::partner_ref.is_not_null())
        .filter(repairs::deleted_at.is_null())
        .select(repairs::partner_ref.assume_not_null());
    let gone = shared_repairs::table
        .filter(shared_repairs::practice_id.eq(practice))
        .filter(shared_repairs::client_id.eq(client))
        .filter(shared_repairs::author_ref.ne_all(still_shared));
    Ok(diesel::delete(gone).execute(&mut conn).await?)
}

/// Leaves the copies of answers without one that is not given to the sender any more.
async fn take_responses(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_given = repair_responses::table
        .filter(repair_responses::practice_id.eq(practice))
        .filter(repair_responses::client_id.eq(client))
        .filter(repair_responses::visibility.eq("partner"))
        .filter(repair_responses::answer.is_not_null())
        .select(repair_responses::author_ref);
    let gone = shared_repair_responses::table
        .filter(shared_repair_responses::practice_id.eq(practice))
        .filter(shared_repair_responses::client_id.eq(client))
        .filter(shared_repair_responses::answer.is_not_null())
        .filter(shared_repair_responses::author_ref.ne_all(still_given));
    let updated = diesel::update(gone)
        .set((
            shared_repair_responses::answer.eq(None::<String>),
            shared_repair_responses::words_sealed.eq(None::<Vec<u8>>),
            shared_repair_responses::version.eq(shared_repair_responses::version + 1),
        ))
        .execute(&mut conn)
        .await?;
    Ok(updated)
}

async fn take_check_ins(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_shared = check_ins::table
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_ins::client_id.eq(client))
        .filter(check_ins::partner_ref.is_not_null())
        .filter(check_ins::deleted_at.is_null())
        .select(check_ins::partner_ref.assume_not_null());
    let gone = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(practice))
        .filter(shared_check_ins::client_id.eq(client))
        .filter(shared_check_ins::author_ref.ne_all(still_shared));
    Ok(diesel::delete(gone).execute(&mut conn).await?)
}

/// Leaves the copies of check-ins that stay without what is not shared of them any more: how it felt, and the words.
async fn take_feelings(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_shared = check_in_personals::table
        .filter(check_in_personals::practice_id.eq(practice))
        .filter(check_in_personals::client_id.eq(client))
        .filter(check_in_personals::visibility.eq("partner"))
        .select(check_in_personals::check_in_id);
    let gone = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(practice))
        .filter(shared_check_ins::client_id.eq(client))
        .filter(shared_check_ins::words_sealed.is_not_null())
        .filter(shared_check_ins::check_in_id.ne_all(still_shared));
    let updated = diesel::update(gone)
        .set((
            shared_check_ins::effort.eq(None::<i16>),
            shared_check_ins::helpfulness.eq(None::<i16>),
            shared_check_ins::closeness.eq(None::<i16>),
            shared_check_ins::words_sealed.eq(None::<Vec<u8>>),
            shared_check_ins::version.eq(shared_check_ins::version + 1),
            shared_check_ins::updated_at.eq(diesel::dsl::now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(updated)
}

async fn take_entries(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_shared = journal_entries::table
        .filter(journal_entries::practice_id.eq(practice))
        .filter(journal_entries::client_id.eq(client))
        .filter(journal_entries::partner_ref.is_not_null())
        .filter(journal_entries::deleted_at.is_null())
        .select(journal_entries::partner_ref.assume_not_null());
    let gone = shared_journal_entries::table
        .filter(shared_journal_entries::practice_id.eq(practice))
        .filter(shared_journal_entries::client_id.eq(client))
        .filter(shared_journal_entries::author_ref.ne_all(still_shared));
    Ok(diesel::delete(gone).execute(&mut conn).await?)
}

async fn take_boundaries(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<usize> {
    let still_shared = boundaries::table
        .filter(boundaries::practice_id.eq(practice))
        .filter(boundaries::client_id.eq(client))
        .filter(boundaries::partner_ref.is_not_null())
        .filter(boundaries::deleted_at.is_null())
        .select(boundaries::partner_ref.assume_not_null());
    let gone = shared_boundaries::table
        .filter(shared_boundaries::practice_id.eq(practice))
        .filter(shared_boundaries::client_id.eq(client))
        .filter(shared_boundaries::author_ref.ne_all(still_shared));
    Ok(diesel::delete(gone).execute(&mut conn).await?)
}

/// Whether a client who is about to write is under a hold; none can be placed until this transaction ends.
pub async fn lock_and_ask(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<bool> {
    let (mut first, mut second) = (conn, conn);
    let row = client_rows::table.find((practice, client)).select(client_rows::id).for_key_share();
    let held = open_holds(practice).filter(safety_marks::client_id.eq(client));
    // In this order, each with a look of its own: what was placed while the first one waited is seen by the second.
    let (locked, held) = futures_util::join!(
        row.first::<ClientId>(&mut first),
        diesel::select(exists(held)).get_result(&mut second)
    );
    locked?;
    Ok(held?)
}

/// The same for a change of everything that the client shares: waits for what the client is just writing, and nothing of
/// the client can be written until this transaction ends.
pub async fn shut_and_ask(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<bool> {
    lock(conn, practice, client).await?;
    let held = open_holds(practice).filter(safety_marks::client_id.eq(client));
    Ok(diesel::select(exists(held)).get_result(&mut conn).await?)
}

/// Which of these clients, and of the members of these couples, are under a hold; none can be placed until this transaction
/// ends.
pub async fn lock_and_list(conn: Conn<'_>, practice: PracticeId, of: &[Uuid]) -> ApiResult<Vec<ClientId>> {
    let mut first = conn;
    let rows = client_rows::table
        .filter(client_rows::practice_id.eq(practice))
        .filter(client_rows::id.eq_any(of).or(client_rows::id.eq_any(members(practice, of))))
        .order(client_rows::id)
        .select(client_rows::id)
        .for_key_share();
    // In this order, as in `lock_and_ask`.
    let (locked, held) =
        futures_util::join!(rows.load::<ClientId>(&mut first), list_held(conn, practice, of));
    locked?;
    held
}

/// Whether the client, or a member of the couple, is under a hold; none can be placed until this transaction ends.
pub async fn lock_and_ask_all(conn: Conn<'_>, practice: PracticeId, of: Context) -> ApiResult<bool> {
    Ok(!lock_and_list(conn, practice, &[of.id()]).await?.is_empty())
}

/// Which of these clients, and of the members of these couples, are under a hold just now.
pub async fn list_held(mut conn: Conn<'_>, practice: PracticeId, of: &[Uuid]) -> ApiResult<Vec<ClientId>> {
    let concerned =
        safety_marks::client_id.eq_any(of).or(safety_marks::client_id.eq_any(members(practice, of)));
    let held = open_holds(practice).filter(concerned).select(safety_marks::client_id);
    Ok(held.load(&mut conn).await?)
}

/// Since when what the partner reads of each of these clients stood as it stood at a moment: since the placing of the hold under
/// which one was then, else since that moment.
pub async fn stood_since(
    mut conn: Conn<'_>,
    practice: PracticeId,
    clients: &[ClientId],
    at: DateTime<Utc>,
) -> ApiResult<Vec<(ClientId, DateTime<Utc>)>> {
    let lifted_later = safety_marks::lifted_at.is_null().or(safety_marks::lifted_at.assume_not_null().gt(at));
    let held: Vec<(ClientId, DateTime<Utc>)> = safety_marks::table
        .filter(safety_marks::practice_id.eq(practice))
        .filter(safety_marks::client_id.eq_any(clients))
        .filter(safety_marks::kind.eq(AsText(SafetyMarkKind::Hold)))
        .filter(safety_marks::placed_at.le(at))
        .filter(lifted_later)
        .select((safety_marks::client_id, safety_marks::placed_at))
        .load(&mut conn)
        .await?;
    let since = |client: &ClientId| {
        let placed = held.iter().filter(|(held, _)| held == client).map(|(_, placed_at)| *placed_at);
        (*client, placed.min().unwrap_or(at))
    };
    Ok(clients.iter().map(since).collect())
}

fn members<'q>(practice: PracticeId, couples: &'q [Uuid]) -> couple_members::BoxedQuery<'q, Pg, SqlUuid> {
    couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.eq_any(couples))
        .select(couple_members::client_id)
        .into_boxed()
}

fn open_holds<'q>(practice: PracticeId) -> safety_marks::BoxedQuery<'q, Pg> {
    safety_marks::table
        .filter(safety_marks::practice_id.eq(practice))
        .filter(safety_marks::kind.eq(AsText(SafetyMarkKind::Hold)))
        .filter(safety_marks::lifted_at.is_null())
        .into_boxed()
}

impl Lifting {
    /// Over a version.
    pub(super) fn over(
        version: i32,
        by: crate::platform::ids::kind::StaffId,
        reason: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            lifted_by: by,
            lifted_at: now,
            lift_reason_sealed: reason,
            version: version.saturating_add(1),
            updated_at: now,
        }
    }
}
