//! Attachment patterns in the database.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{Pattern, PatternContent, PatternRow, Source};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, own_care};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{attachment_patterns, clients};

/// The pattern of a client in the reader's care.
pub(super) async fn find_pattern(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
) -> ApiResult<Option<PatternRow>> {
    let row = attachment_patterns::table
        .find((reader.practice, client))
        .filter(attachment_patterns::client_id.eq_any(cared(reader)))
        .select(PatternRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// The patterns of those of these clients who are in the reader's care.
pub async fn list_patterns(
    mut conn: Conn<'_>,
    reader: &Reader,
    clients: &[ClientId],
) -> ApiResult<Vec<(ClientId, Pattern, Source, NaiveDate)>> {
    let rows: Vec<(ClientId, AsText<Pattern>, AsText<Source>, NaiveDate)> = attachment_patterns::table
        .filter(attachment_patterns::practice_id.eq(reader.practice))
        .filter(attachment_patterns::client_id.eq_any(clients))
        .filter(attachment_patterns::client_id.eq_any(cared(reader)))
        .select((
            attachment_patterns::client_id,
            attachment_patterns::pattern,
            attachment_patterns::source,
            attachment_patterns::assessed_on,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(client, AsText(pattern), AsText(source), on)| (client, pattern, source, on))
        .collect())
}

/// Makes sure that the reader may write: as a therapist with a place of its own on the client's care team.
pub(super) async fn check_may_write(mut conn: Conn<'_>, reader: &Reader, client: ClientId) -> ApiResult<()> {
    let of_client = |reader: &Reader| {
        clients::table.find((reader.practice, client)).filter(clients::id.eq_any(cared(reader)))
    };
    let (own, seen) = (of_client(&own_care(reader)), of_client(reader));
    let select = diesel::select((diesel::dsl::exists(own), diesel::dsl::exists(seen)));
    match select.get_result(&mut conn).await? {
        (true, _) => Ok(()),
        (false, true) => Err(ApiError::Forbidden),
        (false, false) => Err(ApiError::NotFound),
    }
}

/// Writes the first pattern of a client.
pub(super) async fn insert_pattern(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    content: &PatternContent,
) -> ApiResult<PatternRow> {
    let row = diesel::insert_into(attachment_patterns::table)
        .values((
            attachment_patterns::practice_id.eq(practice),
            attachment_patterns::client_id.eq(client),
            attachment_patterns::created_at.eq(content.updated_at),
            content,
        ))
        .returning(PatternRow::as_returning())
        .get_result(&mut conn)
        .await?;
    Ok(row)
}

/// Writes over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn update_pattern(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    version: i32,
    content: &PatternContent,
) -> ApiResult<PatternRow> {
    diesel::update(attachment_patterns::table.find((practice, client)))
        .filter(attachment_patterns::version.eq(version))
        .set((content, attachment_patterns::version.eq(attachment_patterns::version + 1)))
        .returning(PatternRow::as_returning())
        .get_result(&mut conn)
        .await
        .optional()?
        .ok_or(ApiError::PreconditionFailed)
}
