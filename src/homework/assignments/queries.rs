//! Assignments in the database. Every read starts from [`visible_to`].

use std::collections::HashSet;

use diesel::dsl::{IntoBoxed, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::create::NewRows;
use super::dto::AssignedItemResponse;
use super::model::{AssignmentRow, AssignmentStatus, RevisionRow};
use crate::homework::cadence::Plan;
use crate::homework::library::{Content, Kind};
use crate::identity::actor::Reader;
use crate::people::care_teams::reach::{cared, known_couples_of, own_couples, places};
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId, PracticeId};
use crate::schema::{
    assignment_participants, assignment_revisions, assignments, care_team_members, couple_members,
    library_versions,
};

/// Assignments with every revision of their terms.
#[diesel::dsl::auto_type]
fn with_terms() -> _ {
    assignments::table.inner_join(
        assignment_revisions::table.on(assignment_revisions::practice_id
            .eq(assignments::practice_id)
            .and(assignment_revisions::assignment_id.eq(assignments::id))),
    )
}

/// Assignments that the reader may know, with every revision of their terms that held, holds or is scheduled: those of clients
/// and couples in care for therapist and supervisor, the own ones and those of the own couple for a client, none for anybody else.
pub fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_terms, Pg> {
    visible_with_withdrawn(reader).filter(assignment_revisions::withdrawn_at.is_null())
}

/// The same with the revisions that were withdrawn before their day: to tell of them, never to count by them.
pub(super) fn visible_with_withdrawn<'q>(reader: &Reader) -> IntoBoxed<'q, with_terms, Pg> {
    let query = with_terms()
        .filter(assignments::practice_id.eq(reader.practice))
        .filter(assignment_revisions::practice_id.eq(reader.practice))
        .into_boxed();
    if reader.client {
        let own = assignments::context_id.eq(reader.member);
        query.filter(own.or(assignments::context_id.eq_any(own_couples(reader))))
    } else {
        query.filter(assignments::context_id.eq_any(cared(reader)))
    }
}

/// The library version that a revision pins.
#[diesel::dsl::auto_type]
pub(crate) fn pinned(practice: PracticeId) -> _ {
    library_versions::table
        .filter(library_versions::practice_id.eq(practice))
        .filter(library_versions::item_id.eq(assignment_revisions::item_id))
        .filter(library_versions::number.eq(assignment_revisions::item_version))
}

/// The reader as one who writes: supervision lets read, not write.
pub(super) fn writer(reader: Reader) -> Reader {
    Reader { supervisor: false, ..reader }
}

/// One assignment under its newest revision, if the reader may see it.
pub async fn find_assignment(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
) -> ApiResult<Option<AssignmentRow>> {
    let row = visible_to(reader)
        .filter(assignments::id.eq(id))
        .filter(assignment_revisions::number.eq(assignments::revision))
        .select(AssignmentRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// Those of these assignments, each under its newest revision, that the reader may see.
pub async fn find_assignments(
    mut conn: Conn<'_>,
    reader: &Reader,
    ids: &[AssignmentId],
) -> ApiResult<Vec<AssignmentRow>> {
    let rows = visible_to(reader)
        .filter(assignments::id.eq_any(ids))
        .filter(assignment_revisions::number.eq(assignments::revision))
        .select(AssignmentRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Whose assignments to list.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// A client: the individual ones, and those of its couples.
    Client(ClientId),
    /// A couple.
    Couple(CoupleId),
}

/// A page of assignments that the reader may see, oldest first.
pub async fn list_assignments(
    mut conn: Conn<'_>,
    reader: &Reader,
    of: Of,
    statuses: &[AssignmentStatus],
    after: Option<AssignmentId>,
    limit: PageLimit,
) -> ApiResult<Vec<AssignmentRow>> {
    let mut query = visible_to(reader)
        .filter(assignment_revisions::number.eq(assignments::revision))
        .order(assignments::id)
        .limit(limit.rows())
        .select(AssignmentRow::as_select());
    query = match of {
        Of::Couple(couple) => query.filter(assignments::context_id.eq(couple)),
        Of::Client(client) => {
            let couples = known_couples_of(reader, client);
            query.filter(assignments::context_id.eq(client).or(assignments::context_id.eq_any(couples)))
        }
    };
    if !statuses.is_empty() {
        let statuses: Vec<_> = statuses.iter().map(|status| AsText(*status)).collect();
        query = query.filter(assignments::status.eq_any(statuses));
    }
    if let Some(after) = after {
        query = query.filter(assignments::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// Whether the reader may know of the client or couple at all.
pub(super) async fn reaches(conn: Conn<'_>, reader: &Reader, of: Of) -> ApiResult<bool> {
    match of {
        Of::Client(client) => reaches_client(conn, reader, client).await,
        Of::Couple(couple) => reaches_couple(conn, reader, couple).await,
    }
}

/// Whether the reader may know of clinical things of this client: tells an empty list from a hidden one.
pub async fn reaches_client(mut conn: Conn<'_>, reader: &Reader, client: ClientId) -> ApiResult<bool> {
    if reader.client {
        return Ok(client == reader.member);
    }
    let here = care_team_members::context_id.eq(client);
    let reached = places(reader)
        .filter(here.or(care_team_members::context_id.eq_any(known_couples_of(reader, client))));
    Ok(diesel::select(exists(reached)).get_result(&mut conn).await?)
}

/// Whether the reader may know of clinical things of this couple.
pub async fn reaches_couple(mut conn: Conn<'_>, reader: &Reader, couple: CoupleId) -> ApiResult<bool> {
    if reader.client {
        let own = own_couples(reader).filter(couple_members::couple_id.eq(couple));
        return Ok(diesel::select(exists(own)).get_result(&mut conn).await?);
    }
    let reached = places(reader).filter(care_team_members::context_id.eq(couple));
    Ok(diesel::select(exists(reached)).get_result(&mut conn).await?)
}

/// A page of the revisions of one assignment, newest first, withdrawn ones too.
pub(super) async fn list_revisions(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
    before: Option<i32>,
    limit: PageLimit,
) -> ApiResult<Vec<RevisionRow>> {
    let mut query = visible_with_withdrawn(reader)
        .filter(assignments::id.eq(id))
        .order(assignment_revisions::number.desc())
        .limit(limit.rows())
        .select(RevisionRow::as_select());
    if let Some(before) = before {
        query = query.filter(assignment_revisions::number.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// All terms of an assignment that the reader may see.
pub(in crate::homework) async fn find_plan(
    mut conn: Conn<'_>,
    reader: &Reader,
    row: &AssignmentRow,
) -> ApiResult<Plan> {
    let rows: Vec<RevisionRow> = visible_to(reader)
        .filter(assignments::id.eq(row.id))
        .order(assignment_revisions::number)
        .select(RevisionRow::as_select())
        .load(&mut conn)
        .await?;
    let revisions = rows.into_iter().map(RevisionRow::into_terms).collect();
    Ok(Plan { starts_on: row.starts_on, ends_on: row.ends_on, revisions })
}

/// What the pinned version of an assignment's item says.
pub(super) async fn find_pinned_item(
    conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
) -> ApiResult<Option<AssignedItemResponse>> {
    let newest = assignment_revisions::number.eq(assignments::revision);
    Ok(pinned_items(conn, reader, visible_to(reader).filter(assignments::id.eq(id)).filter(newest))
        .await?
        .pop())
}

/// What each version says that a revision of an assignment pins, that of now first and those of withdrawn revisions last.
pub(super) async fn list_pinned_items(
    conn: Conn<'_>,
    reader: &Reader,
    id: AssignmentId,
) -> ApiResult<Vec<AssignedItemResponse>> {
    let all = visible_with_withdrawn(reader).filter(assignments::id.eq(id));
    let mut items = pinned_items(conn, reader, all).await?;
    let mut known = HashSet::new();
    items.retain(|item| known.insert(item.version));
    Ok(items)
}

async fn pinned_items(
    mut conn: Conn<'_>,
    reader: &Reader,
    revisions: IntoBoxed<'_, with_terms, Pg>,
) -> ApiResult<Vec<AssignedItemResponse>> {
    type Row = (LibraryItemId, String, AsText<Kind>, i32, String, String, String, AsJson<Content>);
    let (summary, rationale, content) = (
        pinned(reader.practice).select(library_versions::summary).single_value().assume_not_null(),
        pinned(reader.practice).select(library_versions::rationale).single_value().assume_not_null(),
        pinned(reader.practice).select(library_versions::content).single_value().assume_not_null(),
    );
    let rows: Vec<Row> = revisions
        .order((assignment_revisions::withdrawn_at.is_not_null(), assignment_revisions::number.desc()))
        .select((
            assignment_revisions::item_id,
            assignment_revisions::item_key,
            assignment_revisions::item_kind,
            assignment_revisions::item_version,
            assignment_revisions::item_title,
            summary,
            rationale,
            content,
        ))
        .load(&mut conn)
        .await?;
    let item = |(id, key, AsText(kind), version, title, summary, rationale, AsJson(content)): Row| {
        AssignedItemResponse { id, key, kind, version, title, summary, rationale, content }
    };
    Ok(rows.into_iter().map(item).collect())
}

/// Writes new assignments, each with its first revision and a row for each member.
pub(super) async fn insert_assignments(conn: Conn<'_>, new: &NewRows) -> ApiResult<()> {
    let (mut first, mut second, mut third) = (conn, conn, conn);
    futures_util::try_join!(
        diesel::insert_into(assignments::table).values(&new.assignments).execute(&mut first),
        diesel::insert_into(assignment_revisions::table).values(&new.revisions).execute(&mut second),
        diesel::insert_into(assignment_participants::table).values(&new.participants).execute(&mut third),
    )?;
    Ok(())
}
