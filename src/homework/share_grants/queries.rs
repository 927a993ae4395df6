//! Share grants in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::dsl::array;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{GrantInsert, GrantRow};
use crate::homework::assignments as homework;
use crate::homework::cadence::Mode;
use crate::homework::library::Content;
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, restricted};
use crate::people::couples;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PracticeId, ShareGrantId};
use crate::schema::{assignment_revisions, assignments, couple_members, library_versions, share_grants};

/// Grants of one client that the reader may know: the own ones for a client, those within couples in care for
/// therapist and supervisor, none for anybody else, least of all the partner.
fn visible_to<'q>(reader: &Reader, client: ClientId) -> share_grants::BoxedQuery<'q, Pg> {
    let query = share_grants::table
        .filter(share_grants::practice_id.eq(reader.practice))
        .filter(share_grants::client_id.eq(client))
        .into_boxed();
    if reader.client {
        query.filter(share_grants::client_id.eq(reader.member))
    } else {
        query
            .filter(share_grants::client_id.ne_all(array(restricted(reader.practice))))
            .filter(share_grants::couple_id.eq_any(cared(reader)))
    }
}

/// One grant of a client.
pub(super) async fn find_grant(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: ShareGrantId,
) -> ApiResult<Option<GrantRow>> {
    let row = visible_to(reader, client)
        .filter(share_grants::id.eq(id))
        .select(GrantRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// A page of a client's grants, the newest first.
pub(super) async fn list_grants(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    before: Option<ShareGrantId>,
    limit: PageLimit,
) -> ApiResult<Vec<GrantRow>> {
    let mut query = visible_to(reader, client)
        .order(share_grants::id.desc())
        .limit(limit.rows())
        .select(GrantRow::as_select());
    if let Some(before) = before {
        query = query.filter(share_grants::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// The open grant of this author, one of the assignment before one of its kind, that covers a revision of an assignment.
#[diesel::dsl::auto_type]
pub(in crate::homework) fn covering(practice: PracticeId, author: ClientId) -> _ {
    let of_assignment = share_grants::assignment_id.eq(assignments::id.nullable());
    let of_kind = share_grants::category.eq(assignment_revisions::item_kind.nullable());
    share_grants::table
        .filter(share_grants::practice_id.eq(practice))
        .filter(share_grants::client_id.eq(author))
        .filter(share_grants::couple_id.nullable().eq(assignments::couple_id))
        .filter(share_grants::ended_at.is_null())
        .filter(of_assignment.or(of_kind))
        .order(share_grants::assignment_id.asc())
}

/// An assignment that a grant could be for: its couple, what its item says, and whether each counts alone under some of its
/// revisions.
pub(super) async fn find_assignment(
    mut conn: Conn<'_>,
    author: &Reader,
    id: AssignmentId,
) -> ApiResult<Option<(Option<CoupleId>, Content, bool)>> {
    let content =
        homework::pinned(author.practice).select(library_versions::content).single_value().assume_not_null();
    let rows: Vec<(Option<CoupleId>, AsJson<Content>, AsText<Mode>)> = homework::visible_to(author)
        .filter(assignments::id.eq(id))
        .order(assignment_revisions::number.desc())
        .select((assignments::couple_id, content, assignment_revisions::mode))
        .load(&mut conn)
        .await?;
    let alone = rows.iter().any(|(.., AsText(mode))| !mode.is_joint());
    Ok(rows.into_iter().next().map(|(couple, AsJson(content), _)| (couple, content, alone)))
}

/// The couple that the author is in now.
pub(super) async fn find_active_couple(mut conn: Conn<'_>, author: &Reader) -> ApiResult<Option<CoupleId>> {
    let couple = couple_members::table
        .filter(couple_members::practice_id.eq(author.practice))
        .filter(couple_members::client_id.eq(author.member))
        .filter(couple_members::ended_at.is_null())
        .select(couple_members::couple_id)
        .first(&mut conn)
        .await
        .optional()?;
    Ok(couple)
}

/// Writes a new grant, while its couple lasts.
pub(super) async fn insert_grant(mut conn: Conn<'_>, row: &GrantInsert) -> ApiResult<()> {
    couples::keep_lasting(conn, row.practice_id, row.couple_id).await?;
    diesel::insert_into(share_grants::table).values(row).execute(&mut conn).await?;
    Ok(())
}

/// Ends a grant that holds; one that has ended stays as it is.
pub(super) async fn end_grant(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ShareGrantId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(share_grants::table.find((practice, id)))
        .filter(share_grants::ended_at.is_null())
        .set((
            share_grants::ended_at.eq(now),
            share_grants::version.eq(share_grants::version + 1),
            share_grants::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Notes that so many check-ins were taken back with a grant, for the first time or once more.
pub(super) async fn note_taken_back(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ShareGrantId,
    count: i32,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    // Nobody else writes this grant now: its author's row is locked.
    let grant = share_grants::table.find((practice, id));
    let (ended_at, before): (Option<DateTime<Utc>>, Option<i32>) =
        grant.select((share_grants::ended_at, share_grants::taken_back_count)).first(&mut conn).await?;
    diesel::update(grant)
        .set((
            share_grants::ended_at.eq(ended_at.unwrap_or(now)),
            share_grants::taken_back_at.eq(now),
            share_grants::taken_back_count.eq(before.unwrap_or_default().saturating_add(count)),
            share_grants::version.eq(share_grants::version + 1),
            share_grants::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
