//! What was released to a client, page by page: to take along.

use super::dto::{Received, ReleasedReportResponse};
use super::queries::{find_received, list_received};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::ReportReleaseId;

/// A page of the reports that were released to this client, newest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    before: Option<ReportReleaseId>,
    key: &PracticeKey,
) -> ApiResult<(Vec<ReleasedReportResponse>, Option<ReportReleaseId>)> {
    let rows = list_received(conn, reader, reader.member, before, PageLimit::default()).await?;
    let next = rows.last().map(|row| row.release);
    let mut reports = Vec::new();
    for row in rows {
        if let Some(whole) = find_received(conn, reader, reader.member, row.report.id).await? {
            reports.push(Received::open(whole, reader.practice, key)?.into());
        }
    }
    Ok((reports, next))
}
