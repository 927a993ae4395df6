//! Writing prompts in the database.

use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::WritingPromptKind;
use crate::homework::library::model::{ItemRow, LibraryItem, VersionRow};
use crate::homework::library::queries::{visible_to, with_shown_version};
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::LibraryItemId;
use crate::schema::{library_items, library_versions};

/// Published items of these kinds that are not retired. What a therapist must not give to everybody comes by an assignment alone.
fn offered<'q>(reader: &Reader, kinds: &[WritingPromptKind]) -> IntoBoxed<'q, with_shown_version, Pg> {
    let kinds: Vec<_> = kinds.iter().map(|kind| AsText(kind.kind())).collect();
    visible_to(reader)
        .filter(library_items::published_number.is_not_null())
        .filter(library_items::retired_at.is_null())
        .filter(library_items::kind.eq_any(kinds))
        .filter(library_versions::unsuitable_under_hold.eq(false))
}

/// A page of them, oldest first.
pub async fn list_prompts(
    mut conn: Conn<'_>,
    reader: &Reader,
    kind: Option<WritingPromptKind>,
    after: Option<LibraryItemId>,
    limit: PageLimit,
) -> ApiResult<Vec<LibraryItem>> {
    let kinds = kind.map_or(WritingPromptKind::ALL.to_vec(), |kind| vec![kind]);
    let mut query = offered(reader, &kinds).order(library_items::id).limit(limit.rows());
    if let Some(after) = after {
        query = query.filter(library_items::id.gt(after));
    }
    let rows = query.select((ItemRow::as_select(), VersionRow::as_select())).load(&mut conn).await?;
    Ok(rows.into_iter().map(|(item, version)| LibraryItem { item, version }).collect())
}

/// One of them.
pub async fn find_prompt(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: LibraryItemId,
) -> ApiResult<Option<LibraryItem>> {
    let found = offered(reader, &WritingPromptKind::ALL)
        .filter(library_items::id.eq(id))
        .select((ItemRow::as_select(), VersionRow::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(item, version)| LibraryItem { item, version }))
}
