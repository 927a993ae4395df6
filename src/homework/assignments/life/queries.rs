//! Steps in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer};
use diesel_async::RunQueryDsl;

use super::model::{Effect, PauseEffect};
use crate::homework::assignments::AssignmentRow;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, MembershipId, PauseId, PracticeId};
use crate::schema::{assignment_pauses, assignments};

/// Who takes a step, where and when.
pub struct By {
    pub practice: PracticeId,
    pub member: MembershipId,
    pub now: DateTime<Utc>,
}

/// Writes what a step does over the version that the caller knows; 412 when it is not the current one any more.
pub async fn write_step(conn: Conn<'_>, by: &By, row: &AssignmentRow, effect: Effect) -> ApiResult<()> {
    futures_util::try_join!(update_assignment(conn, by, row, effect), async {
        match effect.pause {
            PauseEffect::Keep => Ok(()),
            PauseEffect::Open(from) => open_pause(conn, by, row.id, from).await,
            PauseEffect::Close(last) => close_pause(conn, by.practice, row.id, last).await,
        }
    })?;
    Ok(())
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
