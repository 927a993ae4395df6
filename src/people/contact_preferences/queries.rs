//! Contact preferences in the database. Every read starts from the clients that the reader may know.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::{ContactPreferencesResponse, UpdateContactPreferencesRequest};
use super::model::{PreferencesRow, UNWRITTEN_VERSION};
use crate::identity::accounts::find_email;
use crate::identity::actor::Reader;
use crate::identity::memberships::MembershipStatus;
use crate::people::clients;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AccountId, ClientId, PracticeId};
use crate::platform::local_day::TimeZone;
use crate::schema::{clients as client_rows, contact_preferences, memberships};

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

/// The account and the address by which a notice about care reaches a client at this instant; nothing where the client wants
/// none, none by e-mail or none now, or has no access.
pub async fn find_reachable(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<Option<(AccountId, String)>> {
    let mut also = conn;
    let person = client_rows::table
        .inner_join(memberships::table.on(
            memberships::practice_id.eq(client_rows::practice_id).and(memberships::id.eq(client_rows::id)),
        ))
        .filter(client_rows::practice_id.eq(practice))
        .filter(memberships::practice_id.eq(practice))
        .filter(client_rows::id.eq(client))
        .filter(client_rows::restricted_at.is_null())
        .filter(memberships::status.eq(AsText(MembershipStatus::Active)))
        .select((memberships::account_id.assume_not_null(), client_rows::time_zone));
    let row = contact_preferences::table.find((practice, client)).select(PreferencesRow::as_select());
    let (person, row): (Option<(AccountId, AsText<TimeZone>)>, Option<PreferencesRow>) = futures_util::try_join!(
        async { Ok::<_, ApiError>(person.first(&mut conn).await.optional()?) },
        async { Ok(row.first(&mut also).await.optional()?) }
    )?;
    let Some((account, AsText(zone))) = person else { return Ok(None) };
    if row.is_some_and(|row| !row.reached_by_email(zone.wall_clock(now))) {
        return Ok(None);
    }
    find_email(conn, account).await.map(|email| Some((account, email)))
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
        contact_preferences::quiet_times.eq(AsJson(request.quiet_times.clone())),
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
