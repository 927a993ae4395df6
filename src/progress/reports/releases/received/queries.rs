//! What was released to a client, in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, NaiveTime, Utc};
use diesel::dsl::max;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, ReportId, ReportReleaseId};
use crate::progress::reports::changes::SectionChanges;
use crate::progress::reports::model::{ReportRow, WholeReportRow};
use crate::progress::reports::queries::changed_terms;
use crate::schema::{check_ins, couple_members, report_releases, reports, shared_check_ins};

/// A released report without its document.
pub(super) struct ReceivedRow {
    pub release: ReportReleaseId,
    pub released_at: DateTime<Utc>,
    pub report: ReportRow,
}

/// A released report with its document.
pub(super) struct WholeReceivedRow {
    pub released_at: DateTime<Utc>,
    pub report: WholeReportRow,
}

/// What is released to this client, for that client alone: not what was taken back, and of a couple's nothing after its end, as
/// nothing that the partner had shared. A hold changes nothing of what was released before it.
fn visible_to<'q>(reader: &Reader, client: ClientId) -> report_releases::BoxedQuery<'q, Pg> {
    let lasting = couple_members::table
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(couple_members::client_id.eq(reader.member))
        .filter(couple_members::ended_at.is_null())
        .select(couple_members::couple_id);
    let own = reports::context_id.eq(reader.member).or(reports::context_id.eq_any(lasting));
    let known = reports::table.filter(reports::practice_id.eq(reader.practice)).filter(own);
    report_releases::table
        .filter(report_releases::practice_id.eq(reader.practice))
        .filter(report_releases::client_id.eq(client))
        .filter(report_releases::client_id.eq(reader.member))
        .filter(report_releases::withdrawn_at.is_null())
        .filter(report_releases::report_id.eq_any(known.select(reports::id)))
        .into_boxed()
}

/// A page of what was released to a client, the newest first.
pub(super) async fn list_received(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    before: Option<ReportReleaseId>,
    limit: PageLimit,
) -> ApiResult<Vec<ReceivedRow>> {
    let mut also = conn;
    let mut releases = visible_to(reader, client).order(report_releases::id.desc()).limit(limit.rows());
    if let Some(before) = before {
        releases = releases.filter(report_releases::id.lt(before));
    }
    let releases: Vec<(ReportReleaseId, ReportId, DateTime<Utc>)> = releases
        .select((report_releases::id, report_releases::report_id, report_releases::released_at))
        .load(&mut conn)
        .await?;
    let ids: Vec<ReportId> = releases.iter().map(|(_, report, _)| *report).collect();
    let mut known: Vec<ReportRow> = reports::table
        .filter(reports::practice_id.eq(reader.practice))
        .filter(reports::id.eq_any(ids))
        .select(ReportRow::as_select())
        .load(&mut also)
        .await?;
    let row = |(release, id, released_at)| {
        let at = known.iter().position(|report| report.id == id)?;
        Some(ReceivedRow { release, released_at, report: known.swap_remove(at) })
    };
    Ok(releases.into_iter().filter_map(row).collect())
}

/// One report that was released to a client, with the last change after its freezing of what this client can read of its window.
/// Of a couple's: what the client shares, under a hold too, and the copies of what the partner does, which stand still under
/// one.
pub(super) async fn find_received(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: ReportId,
) -> ApiResult<Option<WholeReceivedRow>> {
    let mut also = conn;
    let in_window = || check_ins::local_date.between(reports::window_from, reports::window_to);
    let own = check_ins::table
        .filter(check_ins::practice_id.eq(reader.practice))
        .filter(check_ins::client_id.eq(reader.member));
    let alone = own
        .filter(check_ins::client_id.nullable().eq(reports::client_id))
        .filter(check_ins::couple_id.is_null())
        .filter(in_window())
        .filter(check_ins::team_changed_at.assume_not_null().gt(reports::frozen_at))
        .select(max(check_ins::team_changed_at))
        .single_value();
    let shared = own
        .filter(check_ins::couple_id.eq(reports::couple_id))
        .filter(in_window())
        .filter(check_ins::partner_changed_at.assume_not_null().gt(reports::frozen_at))
        .select(max(check_ins::partner_changed_at))
        .single_value();
    let by_partner = shared_check_ins::table
        .filter(shared_check_ins::practice_id.eq(reader.practice))
        .filter(shared_check_ins::couple_id.nullable().eq(reports::couple_id))
        .filter(shared_check_ins::client_id.ne(reader.member))
        .filter(shared_check_ins::local_date.between(reports::window_from, reports::window_to))
        .filter(shared_check_ins::updated_at.gt(reports::frozen_at))
        .select(max(shared_check_ins::updated_at))
        .single_value();
    let columns = (
        ReportRow::as_select(),
        reports::document_sealed,
        alone,
        shared,
        by_partner,
        changed_terms(reader.practice),
    );
    let released = visible_to(reader, client).filter(report_releases::report_id.eq(id));
    let ids = visible_to(reader, client).select(report_releases::report_id);
    let report = reports::table
        .filter(reports::practice_id.eq(reader.practice))
        .filter(reports::id.eq(id))
        .filter(reports::id.eq_any(ids))
        .select(columns);
    let (released, report) = futures_util::join!(
        released.select(report_releases::released_at).first::<DateTime<Utc>>(&mut conn),
        report.first::<Columns>(&mut also)
    );
    let Some((released_at, columns)) = released.optional()?.zip(report.optional()?) else { return Ok(None) };
    let (report, document_sealed, client_changed_at, own, by_partner, changed_terms) = columns;
    // When the partner wrote is told by the day, as everywhere.
    let by_day = |at: DateTime<Utc>| at.date_naive().and_time(NaiveTime::MIN).and_utc().max(report.frozen_at);
    let (by_partner, changed_terms) = (by_partner.map(by_day), changed_terms.map(by_day));
    let report = WholeReportRow {
        report,
        document_sealed,
        client_changed_at,
        changed_for_team: None,
        changed_for_couple: own.max(by_partner),
        changed_terms,
        // Of the rest a recipient is told nothing: what is behind it may have been shared under a hold, or be the partner's.
        changed_sections: SectionChanges::default(),
    };
    Ok(Some(WholeReceivedRow { released_at, report }))
}

/// A report, its document, and when which data changed.
type Columns = (
    ReportRow,
    Vec<u8>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);
