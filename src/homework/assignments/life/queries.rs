//! Steps in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer};
use diesel_async::RunQueryDsl;

use super::model::{Effect, PauseEffect, Step};
use crate::homework::assignments::changes::{Of, note_change};
use crate::homework::assignments::{AssignmentRow, AssignmentStatus, visible_to};
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId, MembershipId, PauseId, PracticeId};
use crate::platform::local_day::local_date;
use crate::schema::{assignment_pauses, assignment_revisions, assignments};

/// Who takes a step, where and when.
pub struct By {
    /// The practice.
    pub practice: PracticeId,
    /// Who.
    pub member: MembershipId,
    /// The current instant.
    pub now: DateTime<Utc>,
}

/// Writes what a step does over the version that the caller knows; 412 when it is not the current one any more.
pub async fn write_step(conn: Conn<'_>, by: &By, row: &AssignmentRow, effect: Effect) -> ApiResult<()> {
    futures_util::try_join!(
        update_assignment(conn, by, row, effect),
        move_terms(conn, by, row, effect),
        async {
            match effect.pause {
                PauseEffect::Keep => Ok(()),
                PauseEffect::Open(from) => open_pause(conn, by, row.id, from).await,
                PauseEffect::Close(last) => close_pause(conn, by.practice, row.id, last).await,
            }
        }
    )?;
    if let Some(days) = effect.changes(row) {
        let of = Of { practice: by.practice, assignment: row.id, member: None };
        note_change(conn, of, days, by.now).await?;
    }
    Ok(())
}

/// No revision holds before the first day.
async fn move_terms(mut conn: Conn<'_>, by: &By, row: &AssignmentRow, effect: Effect) -> ApiResult<()> {
    if effect.starts_on == row.starts_on {
        return Ok(());
    }
    let earlier = assignment_revisions::table
        .filter(assignment_revisions::practice_id.eq(by.practice))
        .filter(assignment_revisions::assignment_id.eq(row.id))
        .filter(assignment_revisions::effective_from.lt(effect.starts_on));
    diesel::update(earlier)
        .set(assignment_revisions::effective_from.eq(effect.starts_on))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Stops, today, whatever runs or is proposed of a client's individual homework.
pub async fn stop_running(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let running = [AssignmentStatus::Proposed, AssignmentStatus::Active, AssignmentStatus::Paused];
    let rows: Vec<AssignmentRow> = visible_to(&Reader::of_client(practice, client))
        .filter(assignments::context_id.eq(client))
        .filter(assignment_revisions::number.eq(assignments::revision))
        .filter(assignments::status.eq_any(running.map(AsText)))
        .select(AssignmentRow::as_select())
        .load(&mut conn)
        .await?;
    let by = By { practice, member: client, now };
    for row in rows {
        stop_today(conn, &by, &row).await?;
    }
    Ok(())
}

/// Stops one today, over the version that was read.
pub async fn stop_today(conn: Conn<'_>, by: &By, row: &AssignmentRow) -> ApiResult<()> {
    let (AsText(zone), AsText(day_start)) = (row.time_zone, row.day_start);
    let effect = Step::Stop(None).apply(row, local_date(by.now, zone, day_start))?;
    write_step(conn, by, row, effect).await
}

async fn update_assignment(
    mut conn: Conn<'_>,
    by: &By,
    row: &AssignmentRow,
    effect: Effect,
) -> ApiResult<()> {
    let updated = diesel::update(assignments::table.find((by.practice, row.id)))
        .filter(assignments::version.eq(row.version))
        .set((
            assignments::status.eq(AsText(effect.status)),
            assignments::starts_on.eq(effect.starts_on),
            assignments::ends_on.eq(effect.ends_on),
            assignments::version.eq(assignments::version + 1),
            assignments::updated_at.eq(by.now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

async fn open_pause(
    mut conn: Conn<'_>,
    by: &By,
    assignment: AssignmentId,
    from: chrono::NaiveDate,
) -> ApiResult<()> {
    diesel::insert_into(assignment_pauses::table)
        .values((
            assignment_pauses::practice_id.eq(by.practice),
            assignment_pauses::id.eq(PauseId::generate()),
            assignment_pauses::assignment_id.eq(assignment),
            assignment_pauses::starts_on.eq(from),
            assignment_pauses::created_by.eq(by.member),
            assignment_pauses::created_at.eq(by.now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// A pause that ends before it began keeps no day: its last is the one before its first.
async fn close_pause(
    mut conn: Conn<'_>,
    practice: PracticeId,
    assignment: AssignmentId,
    last: chrono::NaiveDate,
) -> ApiResult<()> {
    let open = assignment_pauses::table
        .filter(assignment_pauses::practice_id.eq(practice))
        .filter(assignment_pauses::assignment_id.eq(assignment))
        .filter(assignment_pauses::client_id.is_null())
        .filter(assignment_pauses::ends_on.is_null());
    let day_before = diesel::dsl::sql::<Date>("assignment_pauses.starts_on - ").bind::<Integer, _>(1);
    diesel::update(open)
        .set(assignment_pauses::ends_on.eq(greatest(last, day_before).nullable()))
        .execute(&mut conn)
        .await?;
    Ok(())
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The later of two dates.
    fn greatest(one: Date, other: Date) -> Date;
}
