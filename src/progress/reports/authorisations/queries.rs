//! Authorisations in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{
    AuthorisationInsert, AuthorisationRow, SignatureInsert, SignatureRow, WholeAuthorisation,
};
use crate::identity::actor::Reader;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::{cared, own_couples};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, PracticeId, ReportAuthorisationId};
use crate::schema::{
    clients, couple_members, report_authorisation_signatures as signatures, report_authorisations,
};

/// What a client is asked to authorise, alone or with the partner; for who cares for the client or the couple. None of a couple
/// with a member whose record was restricted, as long as that one is known and after.
fn visible_to<'q>(reader: &Reader) -> report_authorisations::BoxedQuery<'q, Pg> {
    let query = report_authorisations::table
        .filter(report_authorisations::practice_id.eq(reader.practice))
        .into_boxed();
    if reader.client {
        let own = report_authorisations::client_id.eq(reader.member);
        return query.filter(own.or(report_authorisations::context_id.eq_any(own_couples(reader))));
    }
    let closed = clients::table
        .filter(clients::practice_id.eq(reader.practice))
        .filter(clients::restricted_at.is_not_null())
        .select(clients::id);
    let with_closed = couple_members::table
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(couple_members::client_id.eq_any(closed))
        .select(couple_members::couple_id);
    query
        .filter(report_authorisations::context_id.eq_any(cared(reader)))
        .filter(report_authorisations::context_id.ne_all(array(with_closed)))
}

/// The signatures that the reader may know of: a client the own one.
async fn list_signatures(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Vec<ReportAuthorisationId>,
) -> ApiResult<Vec<SignatureRow>> {
    let mut query = signatures::table
        .filter(signatures::practice_id.eq(reader.practice))
        .filter(signatures::authorisation_id.eq_any(of))
        .order(signatures::client_id)
        .select(SignatureRow::as_select())
        .into_boxed();
    if reader.client {
        query = query.filter(signatures::client_id.eq(reader.member));
    }
    Ok(query.load(&mut conn).await?)
}

/// One authorisation, if the reader may see it.
pub async fn find_whole(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: ReportAuthorisationId,
) -> ApiResult<Option<WholeAuthorisation>> {
    let also = conn;
    let row =
        visible_to(reader).filter(report_authorisations::id.eq(id)).select(AuthorisationRow::as_select());
    let (row, signatures) = futures_util::try_join!(
        async { Ok::<_, ApiError>(row.first(&mut conn).await.optional()?) },
        list_signatures(also, reader, vec![id])
    )?;
    Ok(row.map(|row| WholeAuthorisation { row, signatures }))
}

/// A page of authorisations, the newest first.
pub(super) async fn list_whole(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Option<Context>,
    before: Option<ReportAuthorisationId>,
    limit: PageLimit,
) -> ApiResult<Vec<WholeAuthorisation>> {
    let mut query = visible_to(reader)
        .order(report_authorisations::id.desc())
        .limit(limit.rows())
        .select(AuthorisationRow::as_select());
    if let Some(of) = of {
        query = query.filter(report_authorisations::context_id.eq(of.id()));
    }
    if let Some(before) = before {
        query = query.filter(report_authorisations::id.lt(before));
    }
    let rows: Vec<AuthorisationRow> = query.load(&mut conn).await?;
    let ids = rows.iter().map(|row| row.id).collect();
    let mut all = list_signatures(conn, reader, ids).await?;
    let whole = |row: AuthorisationRow| {
        let signatures = all.extract_if(.., |one| one.authorisation_id == row.id).collect();
        WholeAuthorisation { row, signatures }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The words of these authorisations, for releases that went by them.
pub async fn find_words(
    mut conn: Conn<'_>,
    practice: PracticeId,
    ids: Vec<ReportAuthorisationId>,
) -> ApiResult<Vec<(ReportAuthorisationId, Vec<u8>)>> {
    let rows = report_authorisations::table
        .filter(report_authorisations::practice_id.eq(practice))
        .filter(report_authorisations::id.eq_any(ids))
        .select((report_authorisations::id, report_authorisations::words_sealed));
    Ok(rows.load(&mut conn).await?)
}

/// Asks for an authorisation.
pub(super) async fn insert_authorisation(mut conn: Conn<'_>, row: &AuthorisationInsert) -> ApiResult<()> {
    diesel::insert_into(report_authorisations::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Makes sure that nobody signs, revokes or takes back an authorisation before this transaction ends.
pub async fn keep_standing(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ReportAuthorisationId,
) -> ApiResult<()> {
    let row = report_authorisations::table.find((practice, id)).select(report_authorisations::id).for_share();
    row.first::<ReportAuthorisationId>(&mut conn).await.optional()?;
    Ok(())
}

/// The same for who signs, revokes or takes it back.
pub(super) async fn take_turn(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ReportAuthorisationId,
) -> ApiResult<()> {
    let row = report_authorisations::table.find((practice, id)).select(report_authorisations::id);
    row.for_no_key_update().first::<ReportAuthorisationId>(&mut conn).await.optional()?;
    Ok(())
}

/// Takes back what was asked for.
pub(super) async fn withdraw(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ReportAuthorisationId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(report_authorisations::table.find((practice, id)))
        .filter(report_authorisations::withdrawn_at.is_null())
        .set(report_authorisations::withdrawn_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Writes a first signature.
pub(super) async fn insert_signature(mut conn: Conn<'_>, row: &SignatureInsert) -> ApiResult<()> {
    diesel::insert_into(signatures::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes a signature of before anew, or again without a hold. Only who had revoked it is told of anything new.
pub(super) async fn renew_signature(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &SignatureRow,
    counts: bool,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let revoked = row.revoked_at.is_some();
    let signed_at = if revoked { now } else { row.signed_at };
    diesel::update(signatures::table.find((practice, row.authorisation_id, row.client_id)))
        .set((
            signatures::signed_at.eq(signed_at),
            signatures::revoked_at.eq(None::<DateTime<Utc>>),
            signatures::counts.eq(counts),
            signatures::version.eq(signatures::version + i32::from(revoked)),
            signatures::team_version.eq(signatures::team_version + 1),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Revokes a signature, where there is one.
pub(super) async fn revoke_signature(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, client): (ReportAuthorisationId, ClientId),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(signatures::table.find((practice, id, client)))
        .filter(signatures::revoked_at.is_null())
        .set((
            signatures::revoked_at.eq(now),
            signatures::version.eq(signatures::version + 1),
            signatures::team_version.eq(signatures::team_version + 1),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
