//! Releases in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{ReleaseInsert, ReleaseRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{
    ClientId, PracticeId, ReportAuthorisationId, ReportId, ReportReleaseId, StaffId,
};
use crate::progress::reports::model::ReportRow;
use crate::progress::reports::queries as reports_queries;
use crate::schema::{couple_members, report_releases, reports};

/// Releases of one report, for who reads the report as one on the care team.
fn visible_to<'q>(reader: &Reader, report: ReportId) -> report_releases::BoxedQuery<'q, Pg> {
    let seen = reports_queries::visible_to(reader).filter(reports::id.eq(report)).select(reports::id);
    report_releases::table
        .filter(report_releases::practice_id.eq(reader.practice))
        .filter(report_releases::report_id.eq(report))
        .filter(report_releases::report_id.eq_any(seen))
        .into_boxed()
}

/// The report without its document, if the reader may see it.
pub(super) async fn find_report(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: ReportId,
) -> ApiResult<Option<ReportRow>> {
    let row = reports_queries::visible_to(reader).filter(reports::id.eq(id)).select(ReportRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// One release.
pub(super) async fn find_release(
    mut conn: Conn<'_>,
    reader: &Reader,
    report: ReportId,
    id: ReportReleaseId,
) -> ApiResult<Option<ReleaseRow>> {
    let row = visible_to(reader, report).filter(report_releases::id.eq(id)).select(ReleaseRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// A page of a report's releases, the newest first.
pub(super) async fn list_releases(
    mut conn: Conn<'_>,
    reader: &Reader,
    report: ReportId,
    before: Option<ReportReleaseId>,
    limit: PageLimit,
) -> ApiResult<Vec<ReleaseRow>> {
    let mut query = visible_to(reader, report)
        .order(report_releases::id.desc())
        .limit(limit.rows())
        .select(ReleaseRow::as_select());
    if let Some(before) = before {
        query = query.filter(report_releases::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// Makes sure that nobody else releases a report before this transaction ends.
pub(super) async fn take_turn(mut conn: Conn<'_>, practice: PracticeId, id: ReportId) -> ApiResult<()> {
    let row = reports::table.find((practice, id)).select(reports::id).for_no_key_update();
    row.first::<ReportId>(&mut conn).await.optional()?;
    Ok(())
}

/// Whether a report is released to this recipient, and was not taken back.
pub(super) async fn is_released(
    mut conn: Conn<'_>,
    practice: PracticeId,
    report: ReportId,
    (client, outside): (Option<ClientId>, Option<ReportAuthorisationId>),
) -> ApiResult<bool> {
    let same = report_releases::client_id.eq(client).or(report_releases::authorisation_id.eq(outside));
    let standing = report_releases::table
        .filter(report_releases::practice_id.eq(practice))
        .filter(report_releases::report_id.eq(report))
        .filter(report_releases::withdrawn_at.is_null())
        .filter(same);
    Ok(diesel::select(exists(standing)).get_result(&mut conn).await?)
}

/// Each person whom a report is about.
pub(super) async fn subjects(
    mut conn: Conn<'_>,
    practice: PracticeId,
    about: Context,
) -> ApiResult<Vec<ClientId>> {
    let couple = match about {
        Context::Client(one) => return Ok(vec![one]),
        Context::Couple(couple) => couple,
    };
    let members = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.eq(couple))
        .order(couple_members::client_id)
        .select(couple_members::client_id);
    Ok(members.load(&mut conn).await?)
}

/// Releases a report.
pub(super) async fn insert_release(mut conn: Conn<'_>, row: &ReleaseInsert) -> ApiResult<()> {
    diesel::insert_into(report_releases::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Takes a release back, unless that was done before.
pub(super) async fn withdraw_release(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ReportReleaseId,
    by: StaffId,
    reason: &[u8],
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(report_releases::table.find((practice, id)))
        .filter(report_releases::withdrawn_at.is_null())
        .set((
            report_releases::withdrawn_by.eq(by),
            report_releases::withdrawn_at.eq(now),
            report_releases::reason_sealed.eq(reason),
            report_releases::version.eq(report_releases::version + 1),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
