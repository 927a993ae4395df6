//! Revisions in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::rules::Edition;
use crate::homework::assignments::Mode;
use crate::homework::assignments::model::RevisionInsert;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, LibraryItemId, PracticeId};
use crate::schema::{assignment_revisions, assignments, library_versions};

/// A published version of an item. `held`: whether somebody concerned is under a safety hold.
pub async fn find_edition(
    mut conn: Conn<'_>,
    practice: PracticeId,
    item: LibraryItemId,
    number: i32,
    held: bool,
) -> ApiResult<Option<Edition>> {
    let row: Option<(String, Vec<AsText<Mode>>, bool)> = library_versions::table
        .find((practice, item, number))
        .filter(library_versions::published_at.is_not_null())
        .select((
            library_versions::title,
            library_versions::audiences,
            library_versions::unsuitable_under_hold,
        ))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row.map(|(title, audiences, unsuitable_under_hold)| Edition {
        number,
        title,
        audiences: audiences.into_iter().map(|AsText(mode)| mode).collect(),
        unsuitable: held && unsuitable_under_hold,
    }))
}

/// Writes a revision over the version that the caller knows; 412 when it is not the current one any more.
pub async fn write_revision(
    mut conn: Conn<'_>,
    (practice, id, version): (PracticeId, AssignmentId, i32),
    revision: &RevisionInsert,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(assignments::table.find((practice, id)))
        .filter(assignments::version.eq(version))
        .set((
            assignments::revision.eq(revision.number),
            assignments::ends_on.eq(revision.ends_on),
            assignments::version.eq(assignments::version + 1),
            assignments::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    // First of all: who came too late would make a revision of a number that is taken.
    if updated == 0 {
        return Err(ApiError::PreconditionFailed);
    }
    diesel::insert_into(assignment_revisions::table).values(revision).execute(&mut conn).await?;
    Ok(())
}
