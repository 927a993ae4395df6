//! Sessions and refresh tokens in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{RefreshTokenInsert, SessionInsert, SessionRow};
use super::places::Place;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{MembershipId, PracticeId, SessionId};
use crate::schema::{memberships, practices, refresh_tokens, sessions};

/// Opens a session with its first refresh token.
pub(super) async fn insert_session(
    mut conn: Conn<'_>,
    session: &SessionInsert,
    token: &RefreshTokenInsert,
) -> ApiResult<()> {
    let mut also = conn;
    futures_util::try_join!(
        diesel::insert_into(sessions::table).values(session).execute(&mut conn),
        diesel::insert_into(refresh_tokens::table).values(token).execute(&mut also),
    )?;
    Ok(())
}

/// A membership with access, and what its practice asks of it.
pub(super) async fn find_place(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
) -> ApiResult<Option<Place>> {
    let row = memberships::table
        .inner_join(practices::table.on(practices::practice_id.eq(memberships::practice_id)))
        .filter(memberships::practice_id.eq(practice))
        .filter(practices::practice_id.eq(practice))
        .filter(memberships::id.eq(membership))
        .filter(memberships::status.eq_any(MembershipStatus::WITH_ACCESS.map(AsText)))
        .select((
            memberships::roles,
            memberships::access_version,
            practices::name,
            practices::second_factor_required,
        ))
        .first::<(Vec<AsText<Role>>, i32, String, bool)>(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(roles, access, practice_name, required)| {
        let roles: Vec<Role> = roles.into_iter().map(|AsText(role)| role).collect();
        let requires_second_factor = required && is_staff(&roles);
        Place { practice, membership, roles, access, practice_name, requires_second_factor }
    }))
}

/// Whether the practice requires a second factor of somebody with these roles: of staff at most.
pub(super) async fn is_second_factor_required(
    mut conn: Conn<'_>,
    practice: PracticeId,
    roles: &[Role],
) -> ApiResult<bool> {
    if !is_staff(roles) {
        return Ok(false);
    }
    Ok(practices::table.find(practice).select(practices::second_factor_required).first(&mut conn).await?)
}

/// A client is nothing else besides.
fn is_staff(roles: &[Role]) -> bool {
    !roles.contains(&Role::Client)
}

/// The session that a refresh token belongs or belonged to.
pub(super) async fn find_session_of_token(
    mut conn: Conn<'_>,
    practice: PracticeId,
    hash: &[u8],
) -> ApiResult<Option<SessionId>> {
    let row = refresh_tokens::table
        .find((practice, hash))
        .select(refresh_tokens::session_id)
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// The session, locked: refreshes of one session happen one after the other.
pub(super) async fn lock_session(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: SessionId,
) -> ApiResult<SessionRow> {
    let row = sessions::table
        .find((practice, id))
        .select(SessionRow::as_select())
        .for_update()
        .first(&mut conn)
        .await?;
    Ok(row)
}

/// When a token was replaced, if it is known: `Some(None)` is the newest one.
pub(super) async fn find_replacement(
    mut conn: Conn<'_>,
    practice: PracticeId,
    hash: &[u8],
) -> ApiResult<Option<Option<DateTime<Utc>>>> {
    let row = refresh_tokens::table
        .find((practice, hash))
        .select(refresh_tokens::replaced_at)
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// Puts the successor in the place of the newest token.
pub(super) async fn replace_token(
    mut conn: Conn<'_>,
    practice: PracticeId,
    old: &[u8],
    successor: &RefreshTokenInsert,
) -> ApiResult<()> {
    let now = successor.created_at;
    let (mut second, mut third) = (conn, conn);
    futures_util::try_join!(
        diesel::update(refresh_tokens::table.find((practice, old)))
            .set(refresh_tokens::replaced_at.eq(now))
            .execute(&mut conn),
        diesel::insert_into(refresh_tokens::table).values(successor).execute(&mut second),
        diesel::update(sessions::table.find((practice, successor.session_id)))
            .set(sessions::refreshed_at.eq(now))
            .execute(&mut third),
    )?;
    Ok(())
}

/// Ends an open session of this member; says whether there was one.
pub(super) async fn end_session(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
    id: SessionId,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let ended = diesel::update(sessions::table.find((practice, id)))
        .filter(sessions::membership_id.eq(membership))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(ended > 0)
}

/// Ends the open sessions of a member, but one.
pub async fn end_sessions_of(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
    kept: Option<SessionId>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    // An id that no session has stands for none.
    let kept = kept.unwrap_or_else(|| SessionId::from_uuid(Uuid::nil()));
    diesel::update(sessions::table)
        .filter(sessions::practice_id.eq(practice))
        .filter(sessions::membership_id.eq(membership))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::id.ne(kept))
        .set(sessions::ended_at.eq(now))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The member's open sessions, oldest first.
pub(super) async fn list_sessions(
    mut conn: Conn<'_>,
    practice: PracticeId,
    membership: MembershipId,
    now: DateTime<Utc>,
    after: Option<SessionId>,
    limit: PageLimit,
) -> ApiResult<Vec<SessionRow>> {
    let mut query = sessions::table
        .filter(sessions::practice_id.eq(practice))
        .filter(sessions::membership_id.eq(membership))
        .filter(sessions::ended_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::id)
        .limit(limit.rows())
        .select(SessionRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(sessions::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}
