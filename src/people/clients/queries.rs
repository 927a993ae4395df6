//! Clients in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{ClientInsert, ClientRow, ClientStatus};
use crate::identity::accounts::Email;
use crate::identity::actor::Reader;
use crate::identity::invitations::one_client;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::people::care_teams::reach::cared;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, PageLimit};
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{clients, couple_members, memberships};

#[diesel::dsl::auto_type]
fn with_membership() -> _ {
    clients::table.inner_join(
        memberships::table
            .on(memberships::practice_id.eq(clients::practice_id).and(memberships::id.eq(clients::id))),
    )
}

/// Clients whose name and contact data the reader may know: all of the practice for owner, admin and front desk;
/// those in care, alone or as part of a couple, for therapist and supervisor; itself for a client. Restricted ones are there
/// for themselves, owner and admin; erased ones for nobody.
pub fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_membership, Pg> {
    let query = with_membership()
        .filter(clients::practice_id.eq(reader.practice))
        .filter(memberships::practice_id.eq(reader.practice))
        .filter(clients::erased_at.is_null())
        .into_boxed();
    if reader.administers {
        return query;
    }
    if reader.client {
        return query.filter(clients::id.eq(reader.member));
    }
    let query = query.filter(clients::restricted_at.is_null());
    if reader.all_contacts {
        return query;
    }
    let partners = couple_members::table
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(couple_members::couple_id.eq_any(cared(reader)))
        .select(couple_members::client_id);
    query.filter(clients::id.eq_any(cared(reader)).or(clients::id.eq_any(partners)))
}

/// One client, if the reader may see it.
pub async fn find_client(mut conn: Conn<'_>, reader: &Reader, id: ClientId) -> ApiResult<Option<ClientRow>> {
    let row = visible_to(reader)
        .filter(clients::id.eq(id))
        .select(ClientRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// Refuses a change of what belongs to a restricted record.
pub async fn check_unrestricted(mut conn: Conn<'_>, practice: PracticeId, id: ClientId) -> ApiResult<()> {
    let restricted = clients::table
        .find((practice, id))
        .filter(clients::restricted_at.is_not_null())
        .select(clients::id)
        .first::<ClientId>(&mut conn)
        .await
        .optional()?;
    restricted.map_or(Ok(()), |_| Err(ApiError::Conflict(Conflict::Restricted)))
}

/// Refuses the address of another client: two clients are two accounts. Only of clients whom the reader sees: that an address
/// is known here would tell of the others. Theirs is refused when the invitation is accepted.
pub(super) async fn check_address(
    mut conn: Conn<'_>,
    reader: &Reader,
    invited: ClientId,
    email: &Email,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let others = one_client::with_address(conn, reader.practice, invited, email, now).await?;
    let seen = visible_to(reader).filter(clients::id.eq_any(others)).select(clients::id);
    let seen: Option<ClientId> = seen.first(&mut conn).await.optional()?;
    seen.map_or(Ok(()), |_| Err(ApiError::Conflict(Conflict::EmailInUse)))
}

/// Makes sure that a client is not erased before this transaction ends: an erasing waits for it, and finds what it writes.
pub async fn keep_known(mut conn: Conn<'_>, practice: PracticeId, id: ClientId) -> ApiResult<()> {
    let known = clients::table.find((practice, id)).filter(clients::erased_at.is_null()).select(clients::id);
    known.for_key_share().first::<ClientId>(&mut conn).await?;
    Ok(())
}

/// A page of clients, oldest first.
pub(super) async fn list_clients(
    mut conn: Conn<'_>,
    reader: &Reader,
    statuses: &[ClientStatus],
    after: Option<ClientId>,
    limit: PageLimit,
) -> ApiResult<Vec<ClientRow>> {
    let mut query = visible_to(reader).order(clients::id).limit(limit.rows()).select(ClientRow::as_select());
    if !statuses.is_empty() {
        query = query.filter(clients::status.eq_any(statuses.iter().map(|status| AsText(*status))));
    }
    if let Some(after) = after {
        query = query.filter(clients::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// A page of the clients with a name that begins so, oldest first.
pub(super) async fn search_clients(
    mut conn: Conn<'_>,
    reader: &Reader,
    name: &str,
    after: Option<ClientId>,
    limit: PageLimit,
) -> ApiResult<Vec<ClientRow>> {
    let pattern = format!("{}%", name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let named = clients::given_name
        .ilike(pattern.clone())
        .or(clients::family_name.ilike(pattern.clone()))
        .or(clients::preferred_name.assume_not_null().ilike(pattern));
    let mut query = visible_to(reader)
        .filter(named)
        .order(clients::id)
        .limit(limit.rows())
        .select(ClientRow::as_select());
    if let Some(after) = after {
        query = query.filter(clients::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// Makes a client and the membership it will sign in with.
pub(super) async fn insert_client(mut conn: Conn<'_>, row: &ClientInsert) -> ApiResult<()> {
    diesel::insert_into(memberships::table)
        .values((
            memberships::practice_id.eq(row.practice_id),
            memberships::id.eq(row.id),
            memberships::roles.eq(vec![AsText(Role::Client)]),
            memberships::status.eq(AsText(MembershipStatus::NotInvited)),
            memberships::created_at.eq(row.created_at),
            memberships::updated_at.eq(row.created_at),
        ))
        .execute(&mut conn)
        .await?;
    diesel::insert_into(clients::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Writes a changed row over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn update_client(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &ClientRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(clients::table.find((practice, row.id)))
        .filter(clients::version.eq(row.own_version))
        .set((
            clients::given_name.eq(&row.given_name),
            clients::family_name.eq(&row.family_name),
            clients::preferred_name.eq(&row.preferred_name),
            clients::pronouns.eq(&row.pronouns),
            clients::email.eq(&row.email),
            clients::phone.eq(&row.phone),
            clients::address.eq(&row.address),
            clients::time_zone.eq(&row.time_zone),
            clients::language.eq(&row.language),
            clients::day_start.eq(&row.day_start),
            clients::status.eq(row.status),
            clients::version.eq(clients::version + 1),
            clients::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
