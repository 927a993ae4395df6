//! Contact preferences in the database. Every read starts from the clients that the reader may know.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::{ContactPreferencesResponse, UpdateContactPreferencesRequest};
use super::model::{PreferencesRow, UNWRITTEN_VERSION};
use crate::identity::actor::Reader;
use crate::people::clients;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{clients as client_rows, contact_preferences};

/// What a client prefers, if anything was said; nothing at all of a client whom the reader may not know.
pub(super) async fn find_preferences(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
) -> ApiResult<Option<PreferencesRow>> {
    let mut also = conn;
    let known = clients::visible_to(reader).filter(client_rows::id.eq(client));
    let row = contact_preferences::table.find((reader.practice, client)).select(PreferencesRow::as_select());
    let (known, row) = futures_util::try_join!(
        async {
            Ok::<bool, ApiError>(diesel::select(diesel::dsl::exists(known)).get_result(&mut conn).await?)
        },
        async { Ok(row.first(&mut also).await.optional()?) }
    )?;
    if known { Ok(row) } else { Err(ApiError::NotFound) }
}

/// What the reader, who is a client, prefers.
pub async fn find_own(conn: Conn<'_>, reader: &Reader) -> ApiResult<ContactPreferencesResponse> {
    let row = find_preferences(conn, reader, reader.member).await?;
    Ok(ContactPreferencesResponse::of(reader.member, row))
}

/// Writes what a client prefers over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn write_preferences(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    version: i32,
    request: &UpdateContactPreferencesRequest,
    now: DateTime<Utc>,
) -> ApiResult<PreferencesRow> {
    let said = (
        contact_preferences::channel.eq(AsText(request.channel)),
        contact_preferences::safe_times.eq(AsJson(request.safe_times.clone())),
        contact_preferences::updated_at.eq(now),
    );
    let written = if version == UNWRITTEN_VERSION {
        let first = (
            contact_preferences::practice_id.eq(practice),
            contact_preferences::client_id.eq(client),
            contact_preferences::version.eq(UNWRITTEN_VERSION + 1),
            contact_preferences::created_at.eq(now),
        );
        diesel::insert_into(contact_preferences::table)
            .values((first, said))
            .on_conflict_do_nothing()
            .returning(PreferencesRow::as_returning())
            .get_result(&mut conn)
            .await
            .optional()?
    } else {
        diesel::update(contact_preferences::table.find((practice, client)))
            .filter(contact_preferences::version.eq(version))
            .set((said, contact_preferences::version.eq(contact_preferences::version + 1)))
            .returning(PreferencesRow::as_returning())
            .get_result(&mut conn)
            .await
            .optional()?
    };
    written.ok_or(ApiError::PreconditionFailed)
}
