//! What those who care for a client wrote, agreed, disclosed, reported and prepared.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, ExportId, PracticeId};
use crate::schema::{
    agreement_signatures, appointments, attachment_patterns, care_team_members, contact_preferences,
    couple_members, disclosures, erasure_requests, export_pieces, exports, jobs, legal_holds, reports,
    safety_marks,
};

pub(super) async fn remove(conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<()> {
    remove_records(conn, practice, client).await?;
    remove_reports(conn, practice, client).await?;
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
    contexts.push(client.uuid());
    let about =
        reports::table.filter(reports::practice_id.eq(practice)).filter(reports::context_id.eq_any(contexts));
    diesel::delete(about).execute(&mut conn).await?;
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
