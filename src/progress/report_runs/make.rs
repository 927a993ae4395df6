//! The job of a run: a few reports at a time, each time in a transaction of its own.

use chrono::{DateTime, Utc};

use super::model::{ReportRunItemRow, ReportRunReason, ReportRunRow, ReportRunStatus};
use super::queries;
use crate::identity::actor::Reader;
use crate::identity::audit::{Event, Member, Outcome, insert_audit_row};
use crate::identity::services::Services;
use crate::people::care_teams::Context;
use crate::platform::db::{AsJson, Conn, Mode};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{PracticeId, ReportId, ReportRunId};
use crate::platform::jobs::{self, Job};
use crate::progress::reports::make_report;

/// The job that makes the reports of a run.
pub const MAKE: &str = "make_reports";

/// Reports made in one transaction: who cancels waits for no more than these, and no more are made again after a crash.
const AT_ONCE: i64 = 5;

/// Makes the next reports of a run that goes on. While some are left the job comes again, behind whatever else is due.
pub async fn make_reports(services: &Services, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
    // What failed is tried alone, so that it holds nothing up but itself.
    let at_once = if job.attempts > 0 { 1 } else { AT_ONCE };
    let work = async |conn: Conn<'_>| {
        let (practice, id) = (job.practice_id, Id::from_uuid(job.subject_id));
        let Some(run) = queries::lock_open(conn, practice, id).await? else {
            return jobs::finish(conn, job.id).await;
        };
        let Some(account) = queries::find_therapist(conn, practice, run.requested_by).await? else {
            queries::update_run(conn, practice, id, (0, 0), ReportRunStatus::Failed, now).await?;
            return jobs::finish(conn, job.id).await;
        };
        let by = Member { practice, membership: run.requested_by, account };
        let next = queries::list_waiting(conn, practice, id, at_once).await?;
        let (mut made, mut skipped) = (0, 0);
        for item in &next {
            let report = make(services, conn, &run, item, by, now).await?;
            if report.is_ok() {
                made += 1
            } else {
                skipped += 1
            }
            queries::update_item(conn, practice, (id, item.number), report).await?;
        }
        go_on(conn, job, id, (made, skipped), now).await
    };
    services
        .database
        .in_practice(job.practice_id, Mode::Write, async |_| Ok(()), work)
        .await
        .map(|((), ())| ())
}

/// Passes over the one whose report cannot be made, so that the others have theirs.
pub async fn skip_one(services: &Services, job: &Job, now: DateTime<Utc>) -> ApiResult<()> {
    let work = async |conn: Conn<'_>| {
        let (practice, id) = (job.practice_id, Id::from_uuid(job.subject_id));
        if queries::lock_open(conn, practice, id).await?.is_none() {
            return jobs::finish(conn, job.id).await;
        }
        let next = queries::list_waiting(conn, practice, id, 1).await?;
        let mut skipped = 0;
        for item in next {
            queries::update_item(conn, practice, (id, item.number), Err(ReportRunReason::Failed)).await?;
            skipped += 1;
        }
        go_on(conn, job, id, (0, skipped), now).await
    };
    services
        .database
        .in_practice(job.practice_id, Mode::Write, async |_| Ok(()), work)
        .await
        .map(|((), ())| ())
}

async fn go_on(
    conn: Conn<'_>,
    job: &Job,
    run: ReportRunId,
    counts: (i32, i32),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let practice = job.practice_id;
    let left = !queries::list_waiting(conn, practice, run, 1).await?.is_empty();
    let status = if left { ReportRunStatus::Running } else { ReportRunStatus::Succeeded };
    queries::update_run(conn, practice, run, counts, status, now).await?;
    if left { jobs::come_again(conn, job.id, now).await } else { jobs::finish(conn, job.id).await }
}

/// Makes one report as the therapist would alone, with the therapist's care as it is now, and enters it in the trail.
async fn make(
    services: &Services,
    conn: Conn<'_>,
    run: &ReportRunRow,
    item: &ReportRunItemRow,
    by: Member,
    now: DateTime<Utc>,
) -> ApiResult<Result<ReportId, ReportRunReason>> {
    let (practice, context): (PracticeId, Context) = (by.practice, item.context()?);
    let AsJson(asked) = &run.asked;
    let (reader, id) = (Reader::of_therapist(practice, by.membership), ReportId::generate());
    let key = services.shared.practice_keys.get(conn, practice).await?;
    match make_report(conn, &reader, &key, id, &asked.about(context), now).await {
        Ok(()) => {}
        Err(ApiError::NotFound) => return Ok(Err(ReportRunReason::NotInCare)),
        Err(ApiError::Invalid(_)) => return Ok(Err(ReportRunReason::NoSession)),
        Err(error) => return Err(error),
    }
    let event = Event::new("create_report", "report").on(id);
    let event = match context {
        Context::Client(client) => event.of_client(client),
        Context::Couple(couple) => event.of_couple(couple),
    };
    insert_audit_row(conn, &services.shared.keys.audit, &event.row_of(by, now, Outcome::Success)).await?;
    Ok(Ok(id))
}
