//! Legal holds in the database, and when something clinical was last done.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::HoldRow;
use crate::identity::actor::Reader;
use crate::people::clients;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{
    agreement_signatures, assignments, attachment_patterns, boundaries, boundary_uses, check_ins,
    clients as client_rows, couple_members, disclosures, journal_entries, legal_holds, life_events, measures,
    report_authorisation_signatures, reports, safety_marks,
};

/// The hold on the record of a client whom the reader may know.
pub(super) async fn find_hold(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
) -> ApiResult<Option<HoldRow>> {
    let known = clients::visible_to(reader).filter(client_rows::id.eq(client)).select(client_rows::id);
    let row = legal_holds::table
        .find((reader.practice, client))
        .filter(legal_holds::client_id.eq_any(known))
        .select(HoldRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// Whether there is a hold on a record.
pub(super) async fn has_hold(mut conn: Conn<'_>, practice: PracticeId, client: ClientId) -> ApiResult<bool> {
    let hold = legal_holds::table.find((practice, client));
    Ok(diesel::select(exists(hold)).get_result(&mut conn).await?)
}

/// Places a hold, or gives the one that is there another reason.
pub(super) async fn write_hold(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    reason_sealed: &[u8],
    now: DateTime<Utc>,
) -> ApiResult<HoldRow> {
    let row = diesel::insert_into(legal_holds::table)
        .values((
            legal_holds::practice_id.eq(reader.practice),
            legal_holds::client_id.eq(client),
            legal_holds::reason_sealed.eq(reason_sealed),
            legal_holds::placed_by.eq(reader.member),
            legal_holds::created_at.eq(now),
            legal_holds::updated_at.eq(now),
        ))
        .on_conflict((legal_holds::practice_id, legal_holds::client_id))
        .do_update()
        .set((
            legal_holds::reason_sealed.eq(excluded(legal_holds::reason_sealed)),
            legal_holds::placed_by.eq(excluded(legal_holds::placed_by)),
            legal_holds::version.eq(legal_holds::version + 1),
            legal_holds::updated_at.eq(excluded(legal_holds::updated_at)),
        ))
        .returning(HoldRow::as_returning())
        .get_result(&mut conn)
        .await?;
    Ok(row)
}

/// Lifts a hold; says whether there was one.
pub(super) async fn delete_hold(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<bool> {
    let lifted = diesel::delete(legal_holds::table.find((practice, client))).execute(&mut conn).await?;
    Ok(lifted > 0)
}

/// When something clinical was last written by or about a client: what was given, recorded, told, reported, signed or
/// disclosed, alone or in a couple. That something ended or stopped is no such act. None where there never was one.
pub async fn find_last_act(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<Option<DateTime<Utc>>> {
    let couples = couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::client_id.eq(client))
        .select(couple_members::couple_id);
    let mut contexts: Vec<Uuid> = couples.load(&mut conn).await?;
    contexts.push(client.uuid());
    let (joint, own, written) = futures_util::try_join!(
        last_in_contexts(conn, practice, contexts),
        last_of_client(conn, practice, client),
        last_written(conn, practice, client)
    )?;
    Ok(joint.max(own).max(written))
}

async fn last_in_contexts(
    mut conn: Conn<'_>,
    practice: PracticeId,
    contexts: Vec<Uuid>,
) -> ApiResult<Option<DateTime<Utc>>> {
    let given: Option<DateTime<Utc>> = assignments::table
        .filter(assignments::practice_id.eq(practice))
        .filter(assignments::context_id.eq_any(contexts.clone()))
        .select(max(assignments::created_at))
        .first(&mut conn)
        .await?;
    let reported: Option<DateTime<Utc>> = reports::table
        .filter(reports::practice_id.eq(practice))
        .filter(reports::context_id.eq_any(contexts))
        .select(max(reports::created_at))
        .first(&mut conn)
        .await?;
    Ok(given.max(reported))
}

/// When a client last wrote in the journal, of a limit or of a use of one, answered an instrument, or logged an event.
async fn last_written(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<Option<DateTime<Utc>>> {
    let entries: Option<DateTime<Utc>> = journal_entries::table
        .filter(journal_entries::practice_id.eq(practice))
        .filter(journal_entries::client_id.eq(client))
        .select(max(journal_entries::updated_at))
        .first(&mut conn)
        .await?;
    let limits: Option<DateTime<Utc>> = boundaries::table
        .filter(boundaries::practice_id.eq(practice))
        .filter(boundaries::client_id.eq(client))
        .select(max(boundaries::updated_at))
        .first(&mut conn)
        .await?;
    let uses: Option<DateTime<Utc>> = boundary_uses::table
        .filter(boundary_uses::practice_id.eq(practice))
        .filter(boundary_uses::client_id.eq(client))
        .select(max(boundary_uses::updated_at))
        .first(&mut conn)
        .await?;
    let answered: Option<DateTime<Utc>> = measures::table
        .filter(measures::practice_id.eq(practice))
        .filter(measures::client_id.eq(client))
        .select(max(measures::updated_at))
        .first(&mut conn)
        .await?;
    let logged: Option<DateTime<Utc>> = life_events::table
        .filter(life_events::practice_id.eq(practice))
        .filter(life_events::client_id.eq(client))
        .select(max(life_events::updated_at))
        .first(&mut conn)
        .await?;
    Ok(entries.max(limits).max(uses).max(answered).max(logged))
}

async fn last_of_client(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
) -> ApiResult<Option<DateTime<Utc>>> {
    let recorded: Option<DateTime<Utc>> = check_ins::table
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_ins::client_id.eq(client))
        .select(max(check_ins::updated_at))
        .first(&mut conn)
        .await?;
    let marked: Option<DateTime<Utc>> = safety_marks::table
        .filter(safety_marks::practice_id.eq(practice))
        .filter(safety_marks::client_id.eq(client))
        .select(max(safety_marks::updated_at))
        .first(&mut conn)
        .await?;
    let assessed: Option<DateTime<Utc>> = attachment_patterns::table
        .filter(attachment_patterns::practice_id.eq(practice))
        .filter(attachment_patterns::client_id.eq(client))
        .select(max(attachment_patterns::updated_at))
        .first(&mut conn)
        .await?;
    let disclosed: Option<DateTime<Utc>> = disclosures::table
        .filter(disclosures::practice_id.eq(practice))
        .filter(disclosures::client_id.eq(client))
        .select(max(disclosures::created_at))
        .first(&mut conn)
        .await?;
    let signed: Option<DateTime<Utc>> = agreement_signatures::table
        .filter(agreement_signatures::practice_id.eq(practice))
        .filter(agreement_signatures::client_id.eq(client))
        .select(max(agreement_signatures::signed_at))
        .first(&mut conn)
        .await?;
    let authorised: Option<DateTime<Utc>> = report_authorisation_signatures::table
        .filter(report_authorisation_signatures::practice_id.eq(practice))
        .filter(report_authorisation_signatures::client_id.eq(client))
        .select(max(report_authorisation_signatures::signed_at))
        .first(&mut conn)
        .await?;
    Ok([recorded, marked, assessed, disclosed, signed, authorised].into_iter().flatten().max())
}
