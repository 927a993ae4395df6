//! Plans to end a couple, in the database. Each has a job, which names the couple and not whose plan it is.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use super::carry_out::END;
use super::dto::PlanRow;
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AccountId, CoupleId, JobId, MembershipId, PracticeId};
use crate::platform::jobs;
use crate::schema::{couple_end_plans, couples, memberships};

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
    forget_job(conn, reader, couple).await?;
    let job = jobs::enqueue(conn, reader.practice, END, couple.uuid(), at).await?;
    let row = diesel::insert_into(couple_end_plans::table)
        .values((
            couple_end_plans::practice_id.eq(reader.practice),
            couple_end_plans::couple_id.eq(couple),
            couple_end_plans::planned_by.eq(reader.member),
            couple_end_plans::at.eq(at),
            couple_end_plans::job_id.eq(job),
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
            couple_end_plans::job_id.eq(excluded(couple_end_plans::job_id)),
            couple_end_plans::version.eq(couple_end_plans::version + 1),
            couple_end_plans::updated_at.eq(excluded(couple_end_plans::updated_at)),
        ))
        .returning(PlanRow::as_returning())
        .get_result(&mut conn)
        .await?;
    Ok(row)
}

async fn forget_job(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<()> {
    let job: Option<JobId> = couple_end_plans::table
        .find((reader.practice, couple, reader.member))
        .select(couple_end_plans::job_id)
        .first(&mut conn)
        .await
        .optional()?;
    if let Some(job) = job {
        jobs::finish(conn, job).await?;
    }
    Ok(())
}

/// Takes the reader's own plan back.
pub(super) async fn delete_plan(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<()> {
    forget_job(conn, reader, couple).await?;
    let own = couple_end_plans::table.find((reader.practice, couple, reader.member));
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}

/// Forgets every plan for a couple that has ended.
pub(in crate::people::couples) async fn forget_plans(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
) -> ApiResult<()> {
    let plans = couple_end_plans::table
        .filter(couple_end_plans::practice_id.eq(practice))
        .filter(couple_end_plans::couple_id.eq(couple));
    let waiting = diesel::delete(plans).returning(couple_end_plans::job_id).load(&mut conn).await?;
    jobs::forget(conn, &waiting).await
}

/// Whose plan for this couple is due, if it still is. The couple's row is held, so that no plan is taken back any more.
pub(super) async fn find_due(
    mut conn: Conn<'_>,
    practice: PracticeId,
    couple: CoupleId,
    now: DateTime<Utc>,
) -> ApiResult<Option<(MembershipId, AccountId)>> {
    let row = couples::table.find((practice, couple)).select(couples::id).for_no_key_update();
    row.first::<CoupleId>(&mut conn).await?;
    let due = couple_end_plans::table
        .inner_join(
            memberships::table.on(memberships::practice_id
                .eq(couple_end_plans::practice_id)
                .and(memberships::id.eq(couple_end_plans::planned_by))),
        )
        .filter(couple_end_plans::practice_id.eq(practice))
        .filter(couple_end_plans::couple_id.eq(couple))
        .filter(couple_end_plans::at.le(now))
        .order(couple_end_plans::at)
        .select((memberships::id, memberships::account_id.assume_not_null()));
    Ok(due.first(&mut conn).await.optional()?)
}
