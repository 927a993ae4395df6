//! Revisions in the database.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::rules::Edition;
use crate::homework::assignments::Mode;
use crate::homework::assignments::model::{RevisionInsert, RevisionRow};
use crate::homework::assignments::queries::visible_with_withdrawn;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, LibraryItemId, PracticeId};
use crate::schema::{assignment_revisions, assignments, library_versions};

/// Every revision of an assignment, oldest first, withdrawn ones too.
pub async fn list_all(
    mut conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
) -> ApiResult<Vec<RevisionRow>> {
    let rows = visible_with_withdrawn(reader)
        .filter(assignments::id.eq(assignment))
        .order(assignment_revisions::number)
        .select(RevisionRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
}

/// Published versions of an item. `held`: whether somebody concerned is under a safety hold.
pub async fn list_editions(
    mut conn: Conn<'_>,
    practice: PracticeId,
    item: LibraryItemId,
    numbers: &[i32],
    held: bool,
) -> ApiResult<Vec<Edition>> {
    let rows: Vec<(i32, String, Vec<AsText<Mode>>, bool)> = library_versions::table
        .filter(library_versions::practice_id.eq(practice))
        .filter(library_versions::item_id.eq(item))
        .filter(library_versions::number.eq_any(numbers))
        .filter(library_versions::published_at.is_not_null())
        .select((
            library_versions::number,
            library_versions::title,
            library_versions::audiences,
            library_versions::unsuitable_under_hold,
        ))
        .load(&mut conn)
        .await?;
    let edition =
        |(number, title, audiences, unsuitable_under_hold): (_, _, Vec<AsText<Mode>>, bool)| Edition {
            number,
            title,
            audiences: audiences.into_iter().map(|AsText(mode)| mode).collect(),
            unsuitable: held && unsuitable_under_hold,
        };
    Ok(rows.into_iter().map(edition).collect())
}

/// What is written of a rewritten timeline.
pub struct Writing {
    pub practice: PracticeId,
    pub assignment: AssignmentId,
    /// The version that the caller knows.
    pub version: i32,
    /// The newest revision that stands.
    pub revision: i32,
    pub ends_on: Option<NaiveDate>,
    pub made: Vec<RevisionInsert>,
    pub withdrawn: Vec<i32>,
    pub now: DateTime<Utc>,
}

/// Writes it over the version that the caller knows; 412 when it is not the current one any more.
pub async fn write(mut conn: Conn<'_>, writing: &Writing) -> ApiResult<()> {
    let Writing { practice, assignment, version, revision, ends_on, made, withdrawn, now } = writing;
    let updated = diesel::update(assignments::table.find((practice, assignment)))
        .filter(assignments::version.eq(version))
        .set((
            assignments::revision.eq(revision),
            assignments::ends_on.eq(ends_on),
            assignments::version.eq(assignments::version + 1),
            assignments::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    // First of all: who came too late would make a revision of a number that is taken.
    if updated == 0 {
        return Err(ApiError::PreconditionFailed);
    }
    let scheduled = assignment_revisions::table
        .filter(assignment_revisions::practice_id.eq(practice))
        .filter(assignment_revisions::assignment_id.eq(assignment))
        .filter(assignment_revisions::number.eq_any(withdrawn));
    diesel::update(scheduled).set(assignment_revisions::withdrawn_at.eq(now)).execute(&mut conn).await?;
    diesel::insert_into(assignment_revisions::table).values(made).execute(&mut conn).await?;
    Ok(())
}
