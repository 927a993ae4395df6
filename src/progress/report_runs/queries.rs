//! Runs in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::CreateReportRunRequest;
use super::model::{
    ReportRunItemInsert, ReportRunItemRow, ReportRunOutcome, ReportRunReason, ReportRunRow, ReportRunStatus,
};
use crate::identity::actor::Reader;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::cared;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{AccountId, MembershipId, PracticeId, ReportId, ReportRunId};
use crate::schema::{memberships, report_run_items, report_runs};

/// Runs that the reader asked for.
pub fn visible_to<'q>(reader: &Reader) -> report_runs::BoxedQuery<'q, Pg> {
    report_runs::table
        .filter(report_runs::practice_id.eq(reader.practice))
        .filter(report_runs::requested_by.eq(reader.member))
        .into_boxed()
}

/// One run, if the reader asked for it.
pub(super) async fn find_run(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: ReportRunId,
) -> ApiResult<Option<ReportRunRow>> {
    let row = visible_to(reader).filter(report_runs::id.eq(id)).select(ReportRunRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// A page of the reader's runs, the newest first.
pub(super) async fn list_runs(
    mut conn: Conn<'_>,
    reader: &Reader,
    before: Option<ReportRunId>,
    limit: PageLimit,
) -> ApiResult<Vec<ReportRunRow>> {
    let mut query = visible_to(reader)
        .order(report_runs::id.desc())
        .limit(limit.rows())
        .select(ReportRunRow::as_select());
    if let Some(before) = before {
        query = query.filter(report_runs::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// A page of those whom a run is about and who are in the reader's care, in their order.
pub(super) async fn list_items(
    mut conn: Conn<'_>,
    reader: &Reader,
    run: ReportRunId,
    after: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<ReportRunItemRow>> {
    let client = report_run_items::client_id.assume_not_null().eq_any(cared(reader));
    let couple = report_run_items::couple_id.assume_not_null().eq_any(cared(reader));
    let rows = report_run_items::table
        .filter(report_run_items::practice_id.eq(reader.practice))
        .filter(report_run_items::run_id.eq(run))
        .filter(report_run_items::number.gt(after.unwrap_or_default()))
        .filter(client.or(couple))
        .order(report_run_items::number)
        .limit(limit.rows())
        .select(ReportRunItemRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Enters a run about these. That a therapist has one at a time is for the database to say, which sees two requests at once
/// too.
pub(super) async fn insert_run(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: ReportRunId,
    request: &CreateReportRunRequest,
    contexts: &[Context],
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let total = i32::try_from(contexts.len()).map_err(|_| ApiError::Internal)?;
    diesel::insert_into(report_runs::table)
        .values((
            report_runs::practice_id.eq(reader.practice),
            report_runs::id.eq(id),
            report_runs::requested_by.eq(reader.member),
            report_runs::asked.eq(AsJson(request.clone())),
            report_runs::status.eq(AsText(ReportRunStatus::Queued)),
            report_runs::total.eq(total),
            report_runs::created_at.eq(now),
            report_runs::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    let item = |(number, context): (i32, &Context)| ReportRunItemInsert {
        practice_id: reader.practice,
        run_id: id,
        number,
        client_id: context.client(),
        couple_id: context.couple(),
    };
    let items: Vec<_> = (1..).zip(contexts).map(item).collect();
    diesel::insert_into(report_run_items::table).values(items).execute(&mut conn).await?;
    Ok(())
}

/// A run that goes on, locked until the transaction ends.
pub(super) async fn lock_open(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ReportRunId,
) -> ApiResult<Option<ReportRunRow>> {
    let row = report_runs::table
        .find((practice, id))
        .filter(report_runs::status.eq_any(ReportRunStatus::OPEN))
        .select(ReportRunRow::as_select())
        .for_update();
    Ok(row.first(&mut conn).await.optional()?)
}

/// The account of somebody who is a therapist of the practice now.
pub(super) async fn find_therapist(
    mut conn: Conn<'_>,
    practice: PracticeId,
    member: MembershipId,
) -> ApiResult<Option<AccountId>> {
    let account = memberships::table
        .find((practice, member))
        .filter(memberships::status.eq(AsText(MembershipStatus::Active)))
        .filter(memberships::roles.contains(vec![AsText(Role::Therapist)]))
        .select(memberships::account_id);
    Ok(account.first::<Option<AccountId>>(&mut conn).await.optional()?.flatten())
}

/// Those of a run whose turn is next.
pub(super) async fn list_waiting(
    mut conn: Conn<'_>,
    practice: PracticeId,
    run: ReportRunId,
    limit: i64,
) -> ApiResult<Vec<ReportRunItemRow>> {
    let rows = report_run_items::table
        .filter(report_run_items::practice_id.eq(practice))
        .filter(report_run_items::run_id.eq(run))
        .filter(report_run_items::outcome.eq(AsText(ReportRunOutcome::Waiting)))
        .order(report_run_items::number)
        .limit(limit)
        .select(ReportRunItemRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Notes what became of one.
pub(super) async fn update_item(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (run, number): (ReportRunId, i32),
    made: Result<ReportId, ReportRunReason>,
) -> ApiResult<()> {
    let outcome = if made.is_ok() { ReportRunOutcome::Made } else { ReportRunOutcome::Skipped };
    diesel::update(report_run_items::table.find((practice, run, number)))
        .set((
            report_run_items::outcome.eq(AsText(outcome)),
            report_run_items::report_id.eq(made.ok()),
            report_run_items::reason.eq(made.err().map(AsText)),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Counts those who had their turn, and says how the run stands with them.
pub(super) async fn update_run(
    mut conn: Conn<'_>,
    practice: PracticeId,
    run: ReportRunId,
    (made, skipped): (i32, i32),
    status: ReportRunStatus,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let finished = !ReportRunStatus::OPEN.contains(&AsText(status));
    diesel::update(report_runs::table.find((practice, run)))
        .set((
            report_runs::made.eq(report_runs::made + made),
            report_runs::skipped.eq(report_runs::skipped + skipped),
            report_runs::status.eq(AsText(status)),
            report_runs::finished_at.eq(finished.then_some(now)),
            report_runs::version.eq(report_runs::version + 1),
            report_runs::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
