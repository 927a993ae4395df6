//! Answers to repairs in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::{IntoBoxed, array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use serde::Serialize;

use super::dto::{EarlierRepairResponse, GivenRepairResponse};
use super::model::{CopyRow, Place, Received, ResponseInsert, ResponseRow, STATE, State, VersionInsert};
use crate::homework::authored::Earlier;
use crate::homework::authored::put_partner;
use crate::homework::check_ins::Audience;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::{cared, own_couples, restricted};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, SharedRepairId};
use crate::schema::{
    couple_members, couples, repair_response_versions, repair_responses, shared_repair_responses,
    shared_repairs,
};

/// Answers, each with its couple and the copy that the sender has.
#[diesel::dsl::auto_type]
pub fn with_copy() -> _ {
    let of_copy = shared_repair_responses::practice_id
        .eq(repair_responses::practice_id)
        .and(shared_repair_responses::client_id.eq(repair_responses::client_id))
        .and(shared_repair_responses::shared_repair_id.eq(repair_responses::shared_repair_id));
    repair_responses::table
        .inner_join(
            couples::table.on(couples::practice_id
                .eq(repair_responses::practice_id)
                .and(couples::id.eq(repair_responses::couple_id))),
        )
        .left_join(shared_repair_responses::table.on(of_copy))
}

/// Answers that the reader may know as they were given: the own ones for a client; for therapist and supervisor those within
/// couples in care, none of a restricted record. The one who sent the repair reads none here, but the copy.
pub fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_copy, Pg> {
    let query = with_copy()
        .filter(repair_responses::practice_id.eq(reader.practice))
        .filter(couples::practice_id.eq(reader.practice))
        .filter(repair_responses::answer.is_not_null())
        .into_boxed();
    if reader.client {
        return query.filter(repair_responses::client_id.eq(reader.member));
    }
    query
        .filter(repair_responses::visibility.eq_any(Audience::CareTeam.readable()))
        .filter(repair_responses::client_id.ne_all(array(restricted(reader.practice))))
        .filter(repair_responses::couple_id.eq_any(cared(reader)))
}

/// What was found: the answer, the copy, and where and when it was given.
type Found = (ResponseRow, Option<CopyRow>, CoupleId, Option<DateTime<Utc>>, DateTime<Utc>, DateTime<Utc>);

/// A page of the answers of a client that the reader may know, the newest repair first.
pub(super) async fn list_responses(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    before: Option<SharedRepairId>,
    limit: PageLimit,
) -> ApiResult<Vec<Found>> {
    let mut query = visible_to(reader)
        .filter(repair_responses::client_id.eq(client))
        .order(repair_responses::shared_repair_id.desc())
        .limit(limit.rows())
        .select((
            ResponseRow::as_select(),
            Option::<CopyRow>::as_select(),
            repair_responses::couple_id,
            couples::ended_at,
            repair_responses::created_at,
            repair_responses::updated_at,
        ));
    if let Some(before) = before {
        query = query.filter(repair_responses::shared_repair_id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// The key of the list's order.
pub(super) fn key_of(found: &Found) -> SharedRepairId {
    found.0.shared_repair_id
}

/// The answer for one that was found.
pub(super) fn open(found: Found, reader: &Reader, key: &PracticeKey) -> ApiResult<GivenRepairResponse> {
    let (row, copy, couple_id, ended_at, created_at, updated_at) = found;
    let state = row.state(reader.practice, key)?.ok_or(ApiError::Internal)?;
    let State { answer, words, visibility } = state;
    let mut audience = visibility.audience(ended_at.is_some());
    if !reader.client {
        put_partner(&mut audience, ended_at.is_none() && copy.is_some_and(|copy| copy.answer.is_some()));
    }
    Ok(GivenRepairResponse {
        shared_repair_id: row.shared_repair_id,
        client_id: row.client_id,
        couple_id,
        answer,
        words,
        visibility,
        audience,
        created_at,
        updated_at,
    })
}

/// An answer with what it was before, newest first.
#[derive(Serialize)]
pub struct OwnRepairResponse {
    /// As it is now.
    #[serde(flatten)]
    pub now: GivenRepairResponse,
    /// What it was before.
    pub earlier_versions: Vec<EarlierRepairResponse>,
}

/// A page of what this client answered, for the client to take along, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    before: Option<SharedRepairId>,
    key: &PracticeKey,
) -> ApiResult<(Vec<OwnRepairResponse>, Option<SharedRepairId>)> {
    let found = list_responses(conn, reader, reader.member, before, PageLimit::default()).await?;
    let next = found.last().map(key_of);
    let mut page = Vec::with_capacity(found.len());
    for found in found {
        let place = Place { practice: reader.practice, client: reader.member, id: key_of(&found) };
        let earlier_versions = list_earlier(conn, place, key).await?;
        page.push(OwnRepairResponse { now: open(found, reader, key)?, earlier_versions });
    }
    Ok((page, next))
}

async fn list_earlier(
    mut conn: Conn<'_>,
    place: Place,
    key: &PracticeKey,
) -> ApiResult<Vec<EarlierRepairResponse>> {
    let rows: Vec<(i32, Vec<u8>, DateTime<Utc>)> = repair_response_versions::table
        .filter(repair_response_versions::practice_id.eq(place.practice))
        .filter(repair_response_versions::client_id.eq(place.client))
        .filter(repair_response_versions::shared_repair_id.eq(place.id))
        .order(repair_response_versions::version.desc())
        .select((
            repair_response_versions::version,
            repair_response_versions::state_sealed,
            repair_response_versions::edited_at,
        ))
        .load(&mut conn)
        .await?;
    let open = |(version, sealed, edited_at): (i32, Vec<u8>, DateTime<Utc>)| {
        let earlier = Earlier::<State>::open(STATE, place, version, &sealed, key)?;
        let State { answer, words, visibility } = earlier.state;
        Ok(EarlierRepairResponse { answer, words, visibility, edited_at })
    };
    rows.into_iter().map(open).collect()
}

/// A repair that this reader got from the partner, while the couple lasts; nothing of it changes until this transaction ends.
pub(super) async fn lock_received(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    id: SharedRepairId,
) -> ApiResult<Option<Received>> {
    let member = own_couples(reader).filter(couple_members::couple_id.eq(couple));
    let lasting = couples::table
        .filter(couples::practice_id.eq(reader.practice))
        .filter(couples::id.eq(couple))
        .filter(couples::ended_at.is_null());
    let found = shared_repairs::table
        .filter(shared_repairs::practice_id.eq(reader.practice))
        .filter(shared_repairs::couple_id.eq(couple))
        .filter(shared_repairs::id.eq(id))
        .filter(shared_repairs::client_id.ne(reader.member))
        .filter(exists(member))
        .filter(exists(lasting))
        .select(Received::as_select())
        .for_update()
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// What was answered under this name, and since when that it is accepted.
pub(super) async fn find_response(
    mut conn: Conn<'_>,
    place: Place,
) -> ApiResult<Option<(ResponseRow, Option<DateTime<Utc>>)>> {
    let found = repair_responses::table
        .find((place.practice, place.client, place.id))
        .select((ResponseRow::as_select(), repair_responses::accepted_at))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// Writes an answer over the one before, whose state is kept.
pub(super) async fn write_response(
    mut conn: Conn<'_>,
    row: &ResponseInsert,
    kept: Option<&VersionInsert>,
) -> ApiResult<()> {
    diesel::insert_into(repair_responses::table)
        .values((row, repair_responses::created_at.eq(row.updated_at)))
        .on_conflict((
            repair_responses::practice_id,
            repair_responses::client_id,
            repair_responses::shared_repair_id,
        ))
        .do_update()
        .set(row)
        .execute(&mut conn)
        .await?;
    if let Some(kept) = kept {
        diesel::insert_into(repair_response_versions::table).values(kept).execute(&mut conn).await?;
    }
    Ok(())
}

/// Brings the sender's copy up to date, or leaves it without an answer.
pub(super) async fn replace_copy(mut conn: Conn<'_>, row: &ResponseInsert, given: bool) -> ApiResult<()> {
    let answer = row.answer.filter(|_| given);
    let words = row.words_sealed.as_ref().filter(|_| given);
    let copy = (
        shared_repair_responses::practice_id.eq(row.practice_id),
        shared_repair_responses::couple_id.eq(row.couple_id),
        shared_repair_responses::author_ref.eq(row.author_ref),
        shared_repair_responses::client_id.eq(row.client_id),
        shared_repair_responses::shared_repair_id.eq(row.shared_repair_id),
        shared_repair_responses::answer.eq(answer),
        shared_repair_responses::words_sealed.eq(words),
        shared_repair_responses::created_at.eq(row.updated_at),
        shared_repair_responses::updated_at.eq(row.updated_at),
    );
    diesel::insert_into(shared_repair_responses::table)
        .values(copy)
        .on_conflict((
            shared_repair_responses::practice_id,
            shared_repair_responses::couple_id,
            shared_repair_responses::author_ref,
        ))
        .do_update()
        .set((
            shared_repair_responses::answer.eq(excluded(shared_repair_responses::answer)),
            shared_repair_responses::words_sealed.eq(excluded(shared_repair_responses::words_sealed)),
            shared_repair_responses::version.eq(shared_repair_responses::version + 1),
            shared_repair_responses::updated_at.eq(excluded(shared_repair_responses::updated_at)),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
