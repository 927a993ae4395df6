//! Reports in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::{array, max};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::changes;
use super::document::{ReportAuthor, ReportPerson};
use super::freeze::Sealed;
use super::model::{ReportAudience, ReportInsert, ReportRow, ReportStatus, WholeReportRow};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::{cared, restricted};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId, ReportId};
use crate::schema::{
    assignment_changes, assignments, check_ins, clients, couple_members, practices, reports, staff,
};

/// Reports about clients and couples in the reader's care; none about a couple with a member whose record is restricted,
/// because the figures of two cannot be taken apart.
pub fn visible_to<'q>(reader: &Reader) -> reports::BoxedQuery<'q, Pg> {
    reports::table
        .filter(reports::practice_id.eq(reader.practice))
        .filter(reports::context_id.eq_any(cared(reader)))
        .filter(reports::context_id.ne_all(array(with_restricted(reader.practice))))
        .into_boxed()
}

/// Couples with a member whose record is restricted.
fn with_restricted<'q>(practice: PracticeId) -> couple_members::BoxedQuery<'q, Pg, diesel::sql_types::Uuid> {
    couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::client_id.eq_any(restricted(practice)))
        .select(couple_members::couple_id)
        .into_boxed()
}

/// One report, if the reader may see it, with the last change after its freezing of a check-in that lies in its window
/// and that its audience may read, and of what was asked of days in it.
pub(super) async fn find_report(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: ReportId,
) -> ApiResult<Option<WholeReportRow>> {
    let in_window = || check_ins::local_date.between(reports::window_from, reports::window_to);
    let client_changed_at = check_ins::table
        .filter(check_ins::practice_id.eq(reader.practice))
        .filter(check_ins::client_id.nullable().eq(reports::client_id))
        .filter(check_ins::couple_id.is_null())
        .filter(in_window())
        .filter(check_ins::team_changed_at.assume_not_null().gt(reports::frozen_at))
        .select(max(check_ins::team_changed_at))
        .single_value();
    let members = couple_members::table.on(couple_members::practice_id
        .eq(check_ins::practice_id)
        .and(couple_members::client_id.eq(check_ins::client_id)));
    let of_couple = check_ins::table
        .inner_join(members)
        .filter(check_ins::practice_id.eq(reader.practice))
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(couple_members::couple_id.nullable().eq(reports::couple_id))
        .filter(check_ins::couple_id.eq(reports::couple_id));
    let changed_for_team = of_couple
        .filter(reports::audience.eq(AsText(ReportAudience::Clinician)))
        .filter(in_window())
        .filter(check_ins::team_changed_at.assume_not_null().gt(reports::frozen_at))
        .select(max(check_ins::team_changed_at))
        .single_value();
    let changed_for_couple = of_couple
        .filter(reports::audience.ne(AsText(ReportAudience::Clinician)))
        .filter(in_window())
        .filter(check_ins::partner_changed_at.assume_not_null().gt(reports::frozen_at))
        .select(max(check_ins::partner_changed_at))
        .single_value();
    let changed_terms = changed_terms(reader.practice);
    let columns = (
        ReportRow::as_select(),
        reports::document_sealed,
        client_changed_at,
        changed_for_team,
        changed_for_couple,
        changed_terms,
        (
            changes::measures_changed(reader.practice),
            changes::uses_changed(reader.practice),
            changes::ruptures_changed(reader.practice),
            changes::repairs_changed(reader.practice),
            changes::responses_changed(reader.practice),
            changes::shared_ruptures_changed(reader.practice),
            changes::shared_repairs_changed(reader.practice),
            changes::sessions_changed(reader.practice),
            changes::retros_changed(reader.practice),
            changes::life_events_changed(reader.practice),
            changes::earlier_life_events_changed(reader.practice),
        ),
    );
    let query = visible_to(reader).filter(reports::id.eq(id)).select(columns);
    Ok(query.first(&mut conn).await.optional()?)
}

/// When days of a report's window last came to count otherwise after its freezing, by a revision, a pause, an excuse or an end.
/// What rests one member of a couple alone is in no figure but the care team's.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn changed_terms(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let of_all = assignment_changes::client_id.is_null();
    let shown = of_all.or(reports::client_id.is_not_null()).or(reports::audience.eq(clinician));
    let lasting = assignment_changes::to_day.is_null();
    let reaching = assignment_changes::to_day.assume_not_null().ge(reports::window_from);
    assignment_changes::table
        .inner_join(
            assignments::table.on(assignments::practice_id
                .eq(assignment_changes::practice_id)
                .and(assignments::id.eq(assignment_changes::assignment_id))),
        )
        .filter(assignment_changes::practice_id.eq(practice))
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::context_id.eq(reports::context_id))
        .filter(assignment_changes::changed_at.gt(reports::frozen_at))
        .filter(assignment_changes::from_day.le(reports::window_to))
        .filter(lasting.or(reaching))
        .filter(shown)
        .order(assignment_changes::changed_at.desc())
        .select(assignment_changes::changed_at)
        .single_value()
}

/// A page of reports, oldest first.
pub(super) async fn list_reports(
    mut conn: Conn<'_>,
    reader: &Reader,
    (client, couple): (Option<ClientId>, Option<CoupleId>),
    after: Option<ReportId>,
    limit: PageLimit,
) -> ApiResult<Vec<ReportRow>> {
    let mut query = visible_to(reader).order(reports::id).limit(limit.rows()).select(ReportRow::as_select());
    if let Some(client) = client {
        query = query.filter(reports::context_id.eq(client));
    }
    if let Some(couple) = couple {
        query = query.filter(reports::context_id.eq(couple));
    }
    if let Some(after) = after {
        query = query.filter(reports::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// Whether a report that the reader may see is about this client alone.
pub async fn is_about_client(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: ReportId,
) -> ApiResult<bool> {
    let found = visible_to(reader).filter(reports::id.eq(id)).filter(reports::client_id.eq(client));
    let found: Option<ReportId> = found.select(reports::id).first(&mut conn).await.optional()?;
    Ok(found.is_some())
}

/// Makes a report.
pub(super) async fn insert_report(mut conn: Conn<'_>, row: &ReportInsert) -> ApiResult<()> {
    diesel::insert_into(reports::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes other words into a draft over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn update_document(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, version): (ReportId, i32),
    sealed: &Sealed,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(reports::table.find((practice, id)))
        .filter(reports::version.eq(version))
        .filter(reports::status.eq(AsText(ReportStatus::Draft)))
        .set((
            reports::document_sealed.eq(&sealed.document),
            reports::sha256.eq(sealed.sha256.as_slice()),
            reports::version.eq(reports::version + 1),
            reports::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// Makes a draft final, over the version that the caller knows.
pub(super) async fn finalise_report(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, version): (ReportId, i32),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(reports::table.find((practice, id)))
        .filter(reports::version.eq(version))
        .filter(reports::status.eq(AsText(ReportStatus::Draft)))
        .set((
            reports::status.eq(AsText(ReportStatus::Final)),
            reports::finalised_at.eq(now),
            reports::version.eq(reports::version + 1),
            reports::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

/// The names of those whom a report is about; in one for both partners as they know of each other from the service.
pub(super) async fn people_of(
    mut conn: Conn<'_>,
    practice: PracticeId,
    context: Context,
    audience: ReportAudience,
) -> ApiResult<Vec<ReportPerson>> {
    let members = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.nullable().eq(context.couple()))
        .select(couple_members::client_id);
    let rows: Vec<(ClientId, Option<String>, String, String)> = clients::table
        .filter(clients::practice_id.eq(practice))
        .filter(clients::id.nullable().eq(context.client()).or(clients::id.eq_any(members)))
        .order(clients::id)
        .select((clients::id, clients::preferred_name, clients::given_name, clients::family_name))
        .load(&mut conn)
        .await?;
    let person = |(client_id, preferred, given, family): (_, Option<String>, String, String)| ReportPerson {
        client_id,
        name: match (preferred.unwrap_or(given), audience) {
            (called, ReportAudience::Couple) => called,
            (called, _) => format!("{called} {family}"),
        },
    };
    Ok(rows.into_iter().map(person).collect())
}

/// The name of the staff member who makes a report, and of the practice.
pub(super) async fn author(mut conn: Conn<'_>, reader: &Reader) -> ApiResult<ReportAuthor> {
    let author = staff::table
        .find((reader.practice, reader.member))
        .inner_join(practices::table.on(practices::practice_id.eq(staff::practice_id)))
        .select((staff::name, practices::name));
    let (name, practice) = author.first(&mut conn).await?;
    Ok(ReportAuthor { staff_id: reader.member, name, practice: Some(practice) })
}
