//! Work that outlives its request: a plain table, so that a job is queued in the transaction of its cause and finished in
//! the transaction of its effect. Who takes one moves its time ahead; after a crash it is due again by itself.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::db::Conn;
use super::http::ApiResult;
use super::ids::kind::{JobId, PracticeId};
use crate::schema::jobs;

/// A job that was taken.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct Job {
    /// The id.
    pub id: JobId,
    /// The practice in whose transaction it is done.
    pub practice_id: PracticeId,
    /// What is to be done.
    pub kind: String,
    /// The row that it is about.
    pub subject_id: Uuid,
    /// How often it was taken before.
    pub attempts: i32,
}

/// Queues a job.
pub async fn enqueue(
    mut conn: Conn<'_>,
    practice: PracticeId,
    kind: &'static str,
    subject: Uuid,
    due_at: DateTime<Utc>,
) -> ApiResult<JobId> {
    let id = JobId::generate();
    diesel::insert_into(jobs::table)
        .values((
            jobs::id.eq(id),
            jobs::practice_id.eq(practice),
            jobs::kind.eq(kind),
            jobs::subject_id.eq(subject),
            jobs::due_at.eq(due_at),
        ))
        .execute(&mut conn)
        .await?;
    Ok(id)
}

/// Takes the job of these kinds that has been due longest, passing over those that others are just taking. If it is not
/// finished within the lease, another process may take it.
pub async fn take(
    mut conn: Conn<'_>,
    kinds: &[&str],
    now: DateTime<Utc>,
    lease: TimeDelta,
) -> ApiResult<Option<Job>> {
    let due = jobs::table
        .filter(jobs::due_at.le(now))
        .filter(jobs::kind.eq_any(kinds))
        .order((jobs::due_at, jobs::id))
        .limit(1)
        .select(Job::as_select())
        .for_update()
        .skip_locked();
    let Some(job) = due.first(&mut conn).await.optional()? else { return Ok(None) };
    diesel::update(jobs::table.find(job.id))
        .set((jobs::attempts.eq(jobs::attempts + 1), jobs::due_at.eq(now + lease)))
        .execute(&mut conn)
        .await?;
    Ok(Some(job))
}

/// Removes a job that is done. In the transaction of its effect, so that it is done once.
pub async fn finish(mut conn: Conn<'_>, id: JobId) -> ApiResult<()> {
    diesel::delete(jobs::table.find(id)).execute(&mut conn).await?;
    Ok(())
}

/// Lets a job that is done for now come again. In the transaction of its effect, as [`finish`] is.
pub async fn come_again(mut conn: Conn<'_>, id: JobId, due_at: DateTime<Utc>) -> ApiResult<()> {
    let again = (jobs::due_at.eq(due_at), jobs::attempts.eq(0));
    diesel::update(jobs::table.find(id)).set(again).execute(&mut conn).await?;
    Ok(())
}

/// Removes jobs whose cause is gone.
pub async fn forget(mut conn: Conn<'_>, ids: &[JobId]) -> ApiResult<()> {
    diesel::delete(jobs::table.filter(jobs::id.eq_any(ids))).execute(&mut conn).await?;
    Ok(())
}

/// Makes what waits to be done of this kind due now: about one subject, or all of a practice.
pub async fn wake(
    mut conn: Conn<'_>,
    practice: PracticeId,
    kind: &'static str,
    subject: Option<Uuid>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let waiting = jobs::table
        .filter(jobs::practice_id.eq(practice))
        .filter(jobs::kind.eq(kind))
        .filter(jobs::due_at.gt(now));
    match subject {
        Some(subject) => {
            diesel::update(waiting.filter(jobs::subject_id.eq(subject)))
                .set(jobs::due_at.eq(now))
                .execute(&mut conn)
                .await?
        }
        None => diesel::update(waiting).set(jobs::due_at.eq(now)).execute(&mut conn).await?,
    };
    Ok(())
}

/// Removes what waits to be done of this kind about a subject.
pub async fn cancel(
    mut conn: Conn<'_>,
    practice: PracticeId,
    kind: &'static str,
    subject: Uuid,
) -> ApiResult<()> {
    let waiting = jobs::table
        .filter(jobs::practice_id.eq(practice))
        .filter(jobs::kind.eq(kind))
        .filter(jobs::subject_id.eq(subject));
    diesel::delete(waiting).execute(&mut conn).await?;
    Ok(())
}

/// Lets a job wait that could not be done.
pub async fn postpone(mut conn: Conn<'_>, id: JobId, due_at: DateTime<Utc>) -> ApiResult<()> {
    diesel::update(jobs::table.find(id)).set(jobs::due_at.eq(due_at)).execute(&mut conn).await?;
    Ok(())
}
