//! Writing items and their drafts; a published version is never touched.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::query_dsl::methods;
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;

use crate::homework::library::model::{ItemInsert, ItemRow, NewItem, NewVersion, VersionInsert, VersionRow};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{LibraryItemId, PracticeId};
use crate::schema::{library_items, library_versions};

/// Makes an item with its first draft.
pub(in crate::homework::library) async fn insert_item(
    mut conn: Conn<'_>,
    new: &NewItem<'_>,
) -> ApiResult<()> {
    let mut also = conn;
    let item = ItemInsert {
        practice_id: new.practice,
        id: new.id,
        key: new.key.as_str(),
        kind: AsText(new.words.content.kind()),
        built_in: false,
        copied_from: new.copied_from,
        published_number: None,
        draft_number: Some(1),
        created_at: new.at,
        updated_at: new.at,
    };
    let draft = NewVersion {
        practice: new.practice,
        item: new.id,
        number: 1,
        published_at: None,
        by: Some(new.by),
        at: new.at,
    };
    let draft = VersionInsert::new(draft, new.words);
    futures_util::try_join!(
        diesel::insert_into(library_items::table).values(&item).execute(&mut conn),
        diesel::insert_into(library_versions::table).values(&draft).execute(&mut also),
    )?;
    Ok(())
}

/// Writes a draft, over the one before if there is one; a published version is never touched.
pub(in crate::homework::library) async fn put_draft(
    mut conn: Conn<'_>,
    draft: &VersionInsert<'_>,
) -> ApiResult<VersionRow> {
    let upsert = diesel::insert_into(library_versions::table)
        .values(draft)
        .on_conflict((library_versions::practice_id, library_versions::item_id, library_versions::number))
        .do_update()
        .set((
            library_versions::title.eq(excluded(library_versions::title)),
            library_versions::summary.eq(excluded(library_versions::summary)),
            library_versions::rationale.eq(excluded(library_versions::rationale)),
            library_versions::audiences.eq(excluded(library_versions::audiences)),
            library_versions::default_cadence.eq(excluded(library_versions::default_cadence)),
            library_versions::default_minutes.eq(excluded(library_versions::default_minutes)),
            library_versions::tags.eq(excluded(library_versions::tags)),
            library_versions::contraindications.eq(excluded(library_versions::contraindications)),
            library_versions::unsuitable_under_hold.eq(excluded(library_versions::unsuitable_under_hold)),
            library_versions::therapist_note.eq(excluded(library_versions::therapist_note)),
            library_versions::content.eq(excluded(library_versions::content)),
            library_versions::created_by.eq(excluded(library_versions::created_by)),
            library_versions::updated_at.eq(excluded(library_versions::updated_at)),
        ));
    let row = methods::FilterDsl::filter(upsert, library_versions::published_at.is_null())
        .returning(VersionRow::as_returning())
        .get_result(&mut conn)
        .await?;
    Ok(row)
}

/// Publishes a draft.
pub(in crate::homework::library) async fn publish_draft(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: LibraryItemId,
    number: i32,
    now: DateTime<Utc>,
) -> ApiResult<VersionRow> {
    let row = diesel::update(library_versions::table.find((practice, id, number)))
        .filter(library_versions::published_at.is_null())
        .set((library_versions::published_at.eq(now), library_versions::updated_at.eq(now)))
        .returning(VersionRow::as_returning())
        .get_result(&mut conn)
        .await?;
    Ok(row)
}

/// Writes a changed item over the version that the caller knows; 412 when it is not the current one any more.
pub(in crate::homework::library) async fn update_item(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: ItemRow,
    now: DateTime<Utc>,
) -> ApiResult<ItemRow> {
    let updated = diesel::update(library_items::table.find((practice, row.id)))
        .filter(library_items::version.eq(row.version))
        .set((
            library_items::kind.eq(row.kind),
            library_items::published_number.eq(row.published_number),
            library_items::draft_number.eq(row.draft_number),
            library_items::retired_at.eq(row.retired_at),
            library_items::version.eq(library_items::version + 1),
            library_items::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    match updated {
        0 => Err(ApiError::PreconditionFailed),
        _ => Ok(ItemRow { version: row.version + 1, updated_at: now, ..row }),
    }
}
