//! Plans to end a couple, in the database. What is due is told apart from whose plan it is, in a table of no practice:
//! the service looks through it for all practices at once.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::dto::PlanRow;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::Id;
use crate::platform::ids::kind::{CoupleId, PracticeId};
use crate::schema::{couple_end_plans, couples, due_couple_ends};

/// The reader's own plan for a couple; another's is never told.
pub(super) async fn find_plan(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
) -> ApiResult<Option<PlanRow>> {
    let row = couple_end_plans::table
        .find((reader.practice, couple, reader.member))
        .select(PlanRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// Writes the reader's own plan, or another time into it.
pub(super) async fn write_plan(
    mut conn: Conn<'_>,
    reader: &Reader,
    couple: CoupleId,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> ApiResult<PlanRow> {
    forget_due(conn, reader, couple).await?;
    let due = Id::<PlanRow>::generate().uuid();
    let row = diesel::insert_into(couple_end_plans::table)
        .values((
            couple_end_plans::practice_id.eq(reader.practice),
            couple_end_plans::couple_id.eq(couple),
            couple_end_plans::planned_by.eq(reader.member),
            couple_end_plans::at.eq(at),
            couple_end_plans::due_id.eq(due),
            couple_end_plans::created_at.eq(now),
            couple_end_plans::updated_at.eq(now),
        ))
        .on_conflict((
            couple_end_plans::practice_id,
            couple_end_plans::couple_id,
            couple_end_plans::planned_by,
        ))
        .do_update()
        .set((
            couple_end_plans::at.eq(excluded(couple_end_plans::at)),
            couple_end_plans::due_id.eq(excluded(couple_end_plans::due_id)),
            couple_end_plans::version.eq(couple_end_plans::version + 1),
            couple_end_plans::updated_at.eq(excluded(couple_end_plans::updated_at)),
        ))
        .returning(PlanRow::as_returning())
        .get_result(&mut conn)
        .await?;
    diesel::insert_into(due_couple_ends::table)
        .values((
            due_couple_ends::id.eq(due),
            due_couple_ends::practice_id.eq(reader.practice),
            due_couple_ends::couple_id.eq(couple),
            due_couple_ends::due_at.eq(at),
        ))
        .execute(&mut conn)
        .await?;
    Ok(row)
}

async fn forget_due(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<()> {
    let due: Option<Uuid> = couple_end_plans::table
        .find((reader.practice, couple, reader.member))
        .select(couple_end_plans::due_id)
        .first(&mut conn)
        .await
        .optional()?;
    if let Some(due) = due {
        diesel::delete(due_couple_ends::table.find(due)).execute(&mut conn).await?;
    }
    Ok(())
}

/// Takes the reader's own plan back.
pub(super) async fn delete_plan(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<()> {
    forget_due(conn, reader, couple).await?;
    let own = couple_end_plans::table.find((reader.practice, couple, reader.member));
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}

/// Forgets every plan for a couple that has ended.
pub(in crate::people::couples) async fn forget_plans(
    conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
) -> ApiResult<()> {
    let (mut first, mut second) = (conn, conn);
    let plans = couple_end_plans::table
        .filter(couple_end_plans::practice_id.eq(practice))
        .filter(couple_end_plans::couple_id.eq(couple));
    let due = due_couple_ends::table
        .filter(due_couple_ends::practice_id.eq(practice))
        .filter(due_couple_ends::couple_id.eq(couple));
    futures_util::try_join!(
        diesel::delete(plans).execute(&mut first),
        diesel::delete(due).execute(&mut second)
    )?;
    Ok(())
}

/// The couples, of whatever practice, whose end is due.
pub(super) async fn list_due(
    mut conn: Conn<'_>,
    now: DateTime<Utc>,
) -> ApiResult<Vec<(PracticeId, CoupleId)>> {
    let due = due_couple_ends::table
        .filter(due_couple_ends::due_at.le(now))
        .order(due_couple_ends::due_at)
        .limit(100)
        .select((due_couple_ends::practice_id, due_couple_ends::couple_id));
    Ok(due.load(&mut conn).await?)
}

/// Whether a plan for this couple is still due. The couple's row is held, so that no plan is taken back any more.
pub(super) async fn is_due(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let row = couples::table.find((practice, couple)).select(couples::id).for_no_key_update();
    row.first::<CoupleId>(&mut conn).await?;
    let due = couple_end_plans::table
        .filter(couple_end_plans::practice_id.eq(practice))
        .filter(couple_end_plans::couple_id.eq(couple))
        .filter(couple_end_plans::at.le(now));
    Ok(diesel::select(exists(due)).get_result(&mut conn).await?)
}
