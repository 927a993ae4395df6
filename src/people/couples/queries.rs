//! Couples in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{CoupleRow, MemberRow, pair};
use super::planned_end::forget_plans;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, own_care, own_couples};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::{clients, couple_members, couples, share_grants};

/// Couples that the reader may know of: all of the practice for owner, admin and front desk, who know names and
/// nothing clinical; those in care for therapist and supervisor; the own ones, ended too, for a client.
pub fn visible_to<'q>(reader: &Reader) -> couples::BoxedQuery<'q, Pg> {
    let query = couples::table.filter(couples::practice_id.eq(reader.practice)).into_boxed();
    if reader.all_contacts {
        query
    } else if reader.client {
        query.filter(couples::id.eq_any(own_couples(reader)))
    } else {
        query.filter(couples::id.eq_any(cared(reader)))
    }
}

#[diesel::dsl::auto_type]
fn with_members(practice: PracticeId) -> _ {
    let of_couple =
        couple_members::practice_id.eq(couples::practice_id).and(couple_members::couple_id.eq(couples::id));
    let of_member =
        clients::practice_id.eq(couple_members::practice_id).and(clients::id.eq(couple_members::client_id));
    couples::table
        .inner_join(couple_members::table.on(of_couple))
        .inner_join(clients::table.on(of_member))
        .filter(couples::practice_id.eq(practice))
        .filter(couple_members::practice_id.eq(practice))
        .filter(clients::practice_id.eq(practice))
}

/// One couple with its members, if the reader may know of it.
pub async fn find_couple(mut conn: Conn<'_>, reader: &Reader, id: CoupleId) -> ApiResult<Option<CoupleRow>> {
    let rows = with_members(reader.practice)
        .filter(couples::id.eq(id))
        .filter(couples::id.eq_any(visible_to(reader).select(couples::id)))
        .order(couple_members::position)
        .select(MemberRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(pair(rows, reader)?.pop())
}

/// The two members of a couple, by position, if the reader may know of it.
pub async fn find_member_ids(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: CoupleId,
) -> ApiResult<Option<[ClientId; 2]>> {
    let ids: Vec<ClientId> = couple_members::table
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(couple_members::couple_id.eq(id))
        .filter(couple_members::couple_id.eq_any(visible_to(reader).select(couples::id)))
        .order(couple_members::position)
        .select(couple_members::client_id)
        .load(&mut conn)
        .await?;
    Ok(ids.try_into().ok())
}

/// A page of couples, oldest first.
pub async fn list_couples(
    mut conn: Conn<'_>,
    reader: &Reader,
    members: &[ClientId],
    after: Option<CoupleId>,
    limit: PageLimit,
) -> ApiResult<Vec<CoupleRow>> {
    let mut seen = visible_to(reader);
    if !members.is_empty() {
        let theirs = couple_members::table
            .filter(couple_members::practice_id.eq(reader.practice))
            .filter(couple_members::client_id.eq_any(members))
            .select(couple_members::couple_id);
        seen = seen.filter(couples::id.eq_any(theirs));
    }
    if let Some(after) = after {
        seen = seen.filter(couples::id.gt(after));
    }
    let page = seen.order(couples::id).limit(limit.rows()).select(couples::id);
    let rows = with_members(reader.practice)
        .filter(couples::id.eq_any(page))
        .order((couples::id, couple_members::position))
        .select(MemberRow::as_select())
        .load(&mut conn)
        .await?;
    pair(rows, reader)
}

/// Which of these clients are in the reader's own care, each on its own.
pub(super) async fn in_own_care(
    mut conn: Conn<'_>,
    reader: &Reader,
    ids: [ClientId; 2],
) -> ApiResult<Vec<ClientId>> {
    let cared = clients::table
        .filter(clients::practice_id.eq(reader.practice))
        .filter(clients::id.eq_any(ids.to_vec()))
        .filter(clients::id.eq_any(cared(&own_care(reader))))
        .select(clients::id);
    Ok(cared.load(&mut conn).await?)
}

/// Whether the reader may end this couple: as one of its partners, or as a therapist on its care team.
pub(super) async fn may_end(mut conn: Conn<'_>, reader: &Reader, id: CoupleId) -> ApiResult<bool> {
    let own = visible_to(&own_care(reader)).filter(couples::id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(&mut conn).await?)
}

/// Makes a couple. That a client is in one active couple at most is for the database to say, which sees two
/// requests at once too.
pub(super) async fn insert_couple(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: CoupleId,
    members: [ClientId; 2],
    started_on: NaiveDate,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::insert_into(couples::table)
        .values((
            couples::practice_id.eq(practice),
            couples::id.eq(id),
            couples::started_on.eq(started_on),
            couples::created_at.eq(now),
            couples::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    let [first, second] = members;
    let mut rows = [(1_i16, first), (2_i16, second)];
    // Always in the same order, so that two requests for the same clients wait for each other instead of locking up.
    rows.sort_by_key(|(_, client)| *client);
    let rows = rows.map(|(position, client)| {
        (
            couple_members::practice_id.eq(practice),
            couple_members::couple_id.eq(id),
            couple_members::position.eq(position),
            couple_members::client_id.eq(client),
        )
    });
    diesel::insert_into(couple_members::table).values(rows.to_vec()).execute(&mut conn).await?;
    Ok(())
}

/// Ends a couple that has not ended, for both members at once, with every grant that was given within it and every
/// plan to end it. Who did it is
/// nowhere in these rows.
pub(super) async fn end_couple(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: CoupleId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let (mut also, mut third) = (conn, conn);
    let members = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.eq(id))
        .filter(couple_members::ended_at.is_null());
    let grants = share_grants::table
        .filter(share_grants::practice_id.eq(practice))
        .filter(share_grants::couple_id.eq(id))
        .filter(share_grants::ended_at.is_null());
    futures_util::try_join!(
        diesel::update(couples::table.find((practice, id)))
            .filter(couples::ended_at.is_null())
            .set((
                couples::ended_at.eq(now),
                couples::version.eq(couples::version + 1),
                couples::updated_at.eq(now),
            ))
            .execute(&mut conn),
        diesel::update(members).set(couple_members::ended_at.eq(now)).execute(&mut also),
        diesel::update(grants)
            .set((
                share_grants::ended_at.eq(now),
                share_grants::version.eq(share_grants::version + 1),
                share_grants::updated_at.eq(now),
            ))
            .execute(&mut third),
    )?;
    forget_plans(conn, practice, id).await
}

/// Ends the couple that a client is in, if it is in one, as anybody's end of it does.
pub async fn end_couple_of(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let active = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::client_id.eq(client))
        .filter(couple_members::ended_at.is_null())
        .select(couple_members::couple_id);
    let active: Option<CoupleId> = active.first(&mut conn).await.optional()?;
    match active {
        Some(couple) => end_couple(conn, practice, couple, now).await,
        None => Ok(()),
    }
}

/// Makes sure that a couple lasts until this transaction ends: an end waits for it, and finds what it writes.
pub async fn keep_lasting(mut conn: Conn<'_>, practice: PracticeId, id: CoupleId) -> ApiResult<()> {
    let lasting = couples::table
        .filter(couples::practice_id.eq(practice))
        .filter(couples::id.eq(id))
        .filter(couples::ended_at.is_null())
        .select(couples::id)
        .for_share()
        .first::<CoupleId>(&mut conn)
        .await
        .optional()?;
    lasting.map(|_| ()).ok_or(ApiError::Conflict(Conflict::CoupleEnded))
}

/// The same for what the two write in turn: nobody else who takes a turn goes on before this transaction ends.
pub async fn take_turn(mut conn: Conn<'_>, practice: PracticeId, couple: CoupleId) -> ApiResult<()> {
    let lasting = couples::table
        .filter(couples::practice_id.eq(practice))
        .filter(couples::id.eq(couple))
        .filter(couples::ended_at.is_null())
        .select(couples::id)
        .for_no_key_update();
    let found = lasting.first::<CoupleId>(&mut conn).await.optional()?;
    found.map(|_| ()).ok_or(ApiError::Conflict(Conflict::CoupleEnded))
}

/// Refuses a member that is not in the reader's own care, whether or not there is such a client.
pub(super) async fn check_own_care(conn: Conn<'_>, reader: &Reader, members: [ClientId; 2]) -> ApiResult<()> {
    let cared = in_own_care(conn, reader, members).await?;
    let refused = ["/member_ids/0", "/member_ids/1"].into_iter().zip(members);
    let errors: Vec<_> = refused
        .filter(|(_, member)| !cared.contains(member))
        .map(|(pointer, _)| FieldError::at(pointer, "not_in_care", "must be a client in your care"))
        .collect();
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}
