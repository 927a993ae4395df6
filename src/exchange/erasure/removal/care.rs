//! What those who care for a client wrote, agreed, disclosed, reported and prepared.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, ExportId, PracticeId};
use crate::schema::{
    agreement_signatures, appointments, attachment_patterns, care_team_members, contact_preferences,
    couple_members, disclosures, erasure_requests, export_pieces, exports, jobs, legal_holds,
    report_authorisation_signatures, report_authorisations, report_releases, report_run_items, reports,
    safety_marks,
};

pub(super) async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    remove_records(conn, practice, client).await?;
    remove_reports(conn, practice, client).await?;
    remove_authorisations(conn, practice, client).await?;
    remove_exports(conn, practice, client).await?;
    remove_keeping(conn, practice, client).await
}

async fn remove_records(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    diesel::delete(attachment_patterns::table.find((practice, client))).execute(&mut conn).await?;
    diesel::delete(contact_preferences::table.find((practice, client))).execute(&mut conn).await?;
    let appointed = appointments::table
        .filter(appointments::practice_id.eq(practice))
        .filter(appointments::client_id.eq(client));
    diesel::delete(appointed).execute(&mut conn).await?;
    let marks = safety_marks::table
        .filter(safety_marks::practice_id.eq(practice))
        .filter(safety_marks::client_id.eq(client));
    diesel::delete(marks).execute(&mut conn).await?;
    let told = disclosures::table
        .filter(disclosures::practice_id.eq(practice))
        .filter(disclosures::client_id.eq(client));
    diesel::delete(told).execute(&mut conn).await?;
    let places = care_team_members::table
        .filter(care_team_members::practice_id.eq(practice))
        .filter(care_team_members::client_id.eq(client));
    diesel::delete(places).execute(&mut conn).await?;
    let signed = agreement_signatures::table
        .filter(agreement_signatures::practice_id.eq(practice))
        .filter(agreement_signatures::client_id.eq(client));
    let no_line = agreement_signatures::line_sealed.eq(None::<Vec<u8>>);
    diesel::update(signed).set(no_line).execute(&mut conn).await?;
    Ok(())
}

async fn remove_reports(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let couples = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::client_id.eq(client))
        .select(couple_members::couple_id);
    let mut contexts: Vec<Uuid> = couples.load(&mut conn).await?;
    for couple in &contexts {
        keep_counting(conn, practice, client, *couple).await?;
    }
    contexts.push(client.uuid());
    let about = || {
        let of_practice = reports::table.filter(reports::practice_id.eq(practice));
        of_practice.filter(reports::context_id.eq_any(&contexts))
    };
    let clients = report_run_items::client_id.assume_not_null().eq_any(&contexts);
    let couples = report_run_items::couple_id.assume_not_null().eq_any(&contexts);
    let runs = report_run_items::table
        .filter(report_run_items::practice_id.eq(practice))
        .filter(clients.or(couples));
    diesel::delete(runs).execute(&mut conn).await?;
    let released = report_releases::table
        .filter(report_releases::practice_id.eq(practice))
        .filter(report_releases::report_id.eq_any(about().select(reports::id)));
    diesel::delete(released).execute(&mut conn).await?;
    diesel::delete(about()).execute(&mut conn).await?;
    Ok(())
}

/// Counts what was taken back of the couple's reports among what has gone of what the partner reads, as the rows did that go now:
/// to the partner nothing shows, and no archive of before opens again.
async fn keep_counting(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    couple: Uuid,
) -> ApiResult<()> {
    let of_couple = reports::table
        .filter(reports::practice_id.eq(practice))
        .filter(reports::couple_id.eq(couple))
        .select(reports::id);
    let taken_back: i64 = report_releases::table
        .filter(report_releases::practice_id.eq(practice))
        .filter(report_releases::report_id.eq_any(of_couple))
        .filter(report_releases::client_id.ne(client))
        .filter(report_releases::withdrawn_at.is_not_null())
        .count()
        .get_result(&mut conn)
        .await?;
    let taken_back = i32::try_from(taken_back).unwrap_or(i32::MAX);
    let counted = couple_members::withdrawals.eq(couple_members::withdrawals + taken_back);
    let member = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::couple_id.eq(couple))
        .filter(couple_members::client_id.eq(client));
    diesel::update(member).set(counted).execute(&mut conn).await?;
    Ok(())
}

/// What the client alone was asked to authorise, and the own signatures. What both were asked stays the partner's as well.
async fn remove_authorisations(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let asked = report_authorisations::table
        .filter(report_authorisations::practice_id.eq(practice))
        .filter(report_authorisations::client_id.eq(client));
    let signed = report_authorisation_signatures::table
        .filter(report_authorisation_signatures::practice_id.eq(practice))
        .filter(report_authorisation_signatures::client_id.eq(client));
    diesel::delete(signed).execute(&mut conn).await?;
    diesel::delete(asked).execute(&mut conn).await?;
    Ok(())
}

async fn remove_exports(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    let own = exports::table.filter(exports::practice_id.eq(practice)).filter(exports::client_id.eq(client));
    let ids: Vec<ExportId> = own.select(exports::id).load(&mut conn).await?;
    let pieces = export_pieces::table
        .filter(export_pieces::practice_id.eq(practice))
        .filter(export_pieces::export_id.eq_any(ids.clone()));
    diesel::delete(pieces).execute(&mut conn).await?;
    // Whatever waits to be done about the client or an export.
    let subjects: Vec<Uuid> = ids.into_iter().map(|id| id.uuid()).chain([client.uuid()]).collect();
    let work = jobs::table.filter(jobs::practice_id.eq(practice)).filter(jobs::subject_id.eq_any(subjects));
    diesel::delete(work).execute(&mut conn).await?;
    diesel::delete(own).execute(&mut conn).await?;
    Ok(())
}

async fn remove_keeping(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    diesel::delete(legal_holds::table.find((practice, client))).execute(&mut conn).await?;
    diesel::delete(erasure_requests::table.find((practice, client))).execute(&mut conn).await?;
    Ok(())
}
