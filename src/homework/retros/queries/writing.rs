//! Writing retros, agreements and what their readers are told.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::of_month;
use crate::homework::retros::model::{AppliedBy, ReaderInsert, RetroInsert, RetroRow};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::{retro_readers, retros};

/// Writes a version and who reads it.
pub(in crate::homework::retros) async fn insert_retro(
    mut conn: Conn<'_>,
    row: &RetroInsert,
    readers: &[ReaderInsert],
) -> ApiResult<()> {
    diesel::insert_into(retros::table).values(row).execute(&mut conn).await?;
    diesel::insert_into(retro_readers::table).values(readers).execute(&mut conn).await?;
    Ok(())
}

/// What an agreement changes in the row of who agreed.
pub(in crate::homework::retros) struct Agreement {
    pub agreed_at: DateTime<Utc>,
    pub reaches: bool,
    pub filled: bool,
}

/// Writes an agreement. With `filled` the check-in is known to whom the agreement reaches.
pub(in crate::homework::retros) async fn write_agreement(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &RetroRow,
    client: ClientId,
    agreement: &Agreement,
) -> ApiResult<()> {
    let own = retro_readers::table.find((practice, row.couple_id, row.number, client));
    let Agreement { agreed_at, reaches, filled } = *agreement;
    diesel::update(own)
        .set((
            retro_readers::agreed_at.eq(agreed_at),
            retro_readers::agreement_reaches.eq(reaches),
            retro_readers::version.eq(retro_readers::version + 1),
        ))
        .execute(&mut conn)
        .await?;
    if reaches {
        let other = of_version(practice, row)
            .filter(retro_readers::client_id.ne(client))
            .filter(retro_readers::agreed_at.is_not_null());
        diesel::update(other)
            .set(retro_readers::version.eq(retro_readers::version + 1))
            .execute(&mut conn)
            .await?;
    }
    if filled {
        let known = of_version(practice, row).filter(retro_readers::client_id.eq(client));
        diesel::update(known).set(retro_readers::fills_habit.eq(true)).execute(&mut conn).await?;
    }
    if filled && reaches {
        let known = of_version(practice, row).filter(retro_readers::client_id.ne(client));
        diesel::update(known).set(retro_readers::fills_habit.eq(true)).execute(&mut conn).await?;
    }
    touch(conn, practice, row, agreed_at).await
}

/// Whether the partner is told of an agreement.
pub(in crate::homework::retros) async fn agreement_reaches(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &RetroRow,
    client: ClientId,
) -> ApiResult<bool> {
    let own = retro_readers::table.find((practice, row.couple_id, row.number, client));
    Ok(own.select(retro_readers::agreement_reaches).first(&mut conn).await?)
}

/// Whether both partners agreed to a version, each so that the other may be told of it.
pub(in crate::homework::retros) async fn both_agree(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &RetroRow,
) -> ApiResult<bool> {
    let agreed = of_version(practice, row)
        .filter(retro_readers::agreed_at.is_not_null())
        .filter(retro_readers::agreement_reaches)
        .count();
    Ok(agreed.get_result::<i64>(&mut conn).await? == 2)
}

/// Notes that an agreement which was given under a hold counts for the partner from now on: nothing new to its giver.
pub(in crate::homework::retros) async fn reach_partner(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &RetroRow,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let own = retro_readers::table.find((practice, row.couple_id, row.number, client));
    diesel::update(own).set(retro_readers::agreement_reaches.eq(true)).execute(&mut conn).await?;
    let other = of_version(practice, row)
        .filter(retro_readers::client_id.ne(client))
        .filter(retro_readers::agreed_at.is_not_null());
    diesel::update(other)
        .set(retro_readers::version.eq(retro_readers::version + 1))
        .execute(&mut conn)
        .await?;
    touch(conn, practice, row, now).await
}

#[diesel::dsl::auto_type]
fn of_version(practice: PracticeId, row: &RetroRow) -> _ {
    let (couple, number): (CoupleId, i32) = (row.couple_id, row.number);
    retro_readers::table
        .filter(retro_readers::practice_id.eq(practice))
        .filter(retro_readers::couple_id.eq(couple))
        .filter(retro_readers::number.eq(number))
}

async fn touch(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &RetroRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(retros::table.find((practice, row.couple_id, row.number)))
        .set((retros::version.eq(retros::version + 1), retros::updated_at.eq(now)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Notes that a version was carried out.
pub(in crate::homework::retros) async fn write_applied(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &RetroRow,
    by: AppliedBy,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let applied = (retros::applied_at.eq(now), retros::applied_by.eq(AsText(by)));
    diesel::update(retros::table.find((practice, row.couple_id, row.number)))
        .set((applied, retros::updated_at.eq(now)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Notes that the wins of a month changed for these readers, and for the care team.
pub(in crate::homework::retros) async fn note_wins(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    (month, readers): (NaiveDate, &[ClientId]),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let told = retro_readers::table
        .filter(retro_readers::practice_id.eq(practice))
        .filter(retro_readers::couple_id.eq(couple))
        .filter(retro_readers::client_id.eq_any(readers))
        .filter(retro_readers::number.eq_any(of_month(practice, couple, month)));
    diesel::update(told)
        .set(retro_readers::version.eq(retro_readers::version + 1))
        .execute(&mut conn)
        .await?;
    let all = retros::table
        .filter(retros::practice_id.eq(practice))
        .filter(retros::couple_id.eq(couple))
        .filter(retros::month.eq(month));
    diesel::update(all)
        .set((retros::version.eq(retros::version + 1), retros::updated_at.eq(now)))
        .execute(&mut conn)
        .await?;
    Ok(())
}
