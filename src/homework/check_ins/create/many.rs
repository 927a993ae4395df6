//! Writes many check-ins by a statement for each kind of row. A column is one parameter, so that the text of the statement
//! is the same however many there are and the server plans it once.

use diesel::sql_types::{
    Array, Bytea, Date, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;

use super::New;
use crate::homework::check_ins::model::{CheckInInsert, PersonalInsert};
use crate::homework::check_ins::shared::insert_all_shared;
use crate::platform::db::{Cached, Conn};
use crate::platform::http::ApiResult;

const INSERT_ACTS: &str = include_str!("insert_batch.sql");
const INSERT_PERSONALS: &str = include_str!("insert_batch_personals.sql");

/// By the order of their ids, so that two sendings of the same wait for each other and not each for the other.
pub(in crate::homework::check_ins) async fn insert_check_ins(
    conn: Conn<'_>,
    all: &mut [New],
) -> ApiResult<()> {
    if all.is_empty() {
        return Ok(());
    }
    all.sort_unstable_by_key(|new| new.act.id);
    let acts: Vec<_> = all.iter().map(|new| &new.act).collect();
    let personals: Vec<_> = all.iter().filter_map(|new| new.personal.as_ref()).collect();
    let shared: Vec<_> = all.iter().filter_map(|new| new.shared.as_ref()).collect();
    // Sent in this order: what belongs to an act comes after it.
    futures_util::try_join!(
        insert_acts(conn, &acts),
        insert_personals(conn, &personals),
        insert_all_shared(conn, &shared)
    )?;
    Ok(())
}

fn column<R, T>(rows: &[&R], value: impl Fn(&R) -> T) -> Vec<T> {
    rows.iter().map(|row| value(row)).collect()
}

async fn insert_acts(mut conn: Conn<'_>, rows: &[&CheckInInsert]) -> ApiResult<()> {
    let insert = diesel::sql_query(INSERT_ACTS)
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.practice_id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.client_id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.assignment_id))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.couple_id))
        .bind::<Array<Integer>, _>(column(rows, |row| row.revision))
        .bind::<Array<Text>, _>(column(rows, |row| row.purpose))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.occurred_at))
        .bind::<Array<Text>, _>(column(rows, |row| row.time_zone))
        .bind::<Array<Date>, _>(column(rows, |row| row.local_date))
        .bind::<Array<Text>, _>(column(rows, |row| row.outcome))
        .bind::<Array<Integer>, _>(column(rows, |row| row.count))
        .bind::<Array<Nullable<Integer>>, _>(column(rows, |row| row.minutes))
        .bind::<Array<Text>, _>(column(rows, |row| row.visibility))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.partner_ref))
        .bind::<Array<Nullable<SqlUuid>>, _>(column(rows, |row| row.share_grant_id))
        .bind::<Array<Bytea>, _>(column(rows, |row| row.first_digest.clone()))
        .bind::<Array<Integer>, _>(column(rows, |row| row.team_version))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.team_changed_at))
        .bind::<Array<Nullable<Timestamptz>>, _>(column(rows, |row| row.partner_changed_at))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.received_at))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.created_at))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.updated_at));
    Cached(insert).execute(&mut conn).await?;
    Ok(())
}

async fn insert_personals(mut conn: Conn<'_>, rows: &[&PersonalInsert]) -> ApiResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let insert = diesel::sql_query(INSERT_PERSONALS)
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.practice_id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.client_id))
        .bind::<Array<SqlUuid>, _>(column(rows, |row| row.check_in_id))
        .bind::<Array<Text>, _>(column(rows, |row| row.visibility))
        .bind::<Array<Nullable<SmallInt>>, _>(column(rows, |row| row.effort))
        .bind::<Array<Nullable<SmallInt>>, _>(column(rows, |row| row.helpfulness))
        .bind::<Array<Nullable<SmallInt>>, _>(column(rows, |row| row.closeness))
        .bind::<Array<Bytea>, _>(column(rows, |row| row.words_sealed.clone()))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.created_at))
        .bind::<Array<Timestamptz>, _>(column(rows, |row| row.updated_at));
    Cached(insert).execute(&mut conn).await?;
    Ok(())
}
