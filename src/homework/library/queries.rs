//! The library in the database. Every read of a member starts from [`visible_to`].

mod writing;

use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;

pub(super) use self::writing::{insert_item, publish_draft, put_draft, update_item};
use super::answering::is_writer;
use super::content::Kind;
use super::draft::Tag;
use super::model::{HeadlineRow, ItemRow, ItemStatus, LibraryItem, VersionRow};
use crate::homework::assignments::Mode;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiResult, PageLimit};
use crate::platform::ids::kind::{LibraryItemId, PracticeId};
use crate::schema::{library_items, library_versions};

#[diesel::declare_sql_function]
extern "SQL" {
    /// The first that is not null.
    fn coalesce(first: Nullable<Integer>, second: Nullable<Integer>) -> Nullable<Integer>;
    /// The texts, joined.
    fn array_to_string(texts: Array<Text>, joint: Text) -> Text;
}

/// Each item beside the version that it is shown with: the published one, or else the draft.
#[diesel::dsl::auto_type]
pub(super) fn with_shown_version() -> _ {
    let shown = coalesce(library_items::published_number, library_items::draft_number);
    library_items::table.inner_join(
        library_versions::table.on(library_versions::practice_id
            .eq(library_items::practice_id)
            .and(library_versions::item_id.eq(library_items::id))
            .and(library_versions::number.nullable().eq(shown))),
    )
}

/// Items that the reader may see: all of the practice for those who write, published ones for others.
pub(super) fn visible_to<'q>(reader: &Reader) -> IntoBoxed<'q, with_shown_version, Pg> {
    let query = with_shown_version()
        .filter(library_items::practice_id.eq(reader.practice))
        .filter(library_versions::practice_id.eq(reader.practice))
        .into_boxed();
    match is_writer(reader) {
        true => query,
        false => query.filter(library_items::published_number.is_not_null()),
    }
}

/// Which items of a list are wanted; an empty list wants all.
#[derive(Default)]
pub(super) struct Wanted<'a> {
    pub kinds: &'a [Kind],
    pub audiences: &'a [Mode],
    pub tags: &'a [Tag],
    pub statuses: &'a [ItemStatus],
    pub text: Option<&'a str>,
}

/// A page of items, oldest first.
pub(super) async fn list_items(
    mut conn: Conn<'_>,
    reader: &Reader,
    wanted: &Wanted<'_>,
    after: Option<LibraryItemId>,
    limit: PageLimit,
) -> ApiResult<Vec<(ItemRow, HeadlineRow)>> {
    let mut query = visible_to(reader).order(library_items::id).limit(limit.rows());
    if !wanted.kinds.is_empty() {
        query = query.filter(library_items::kind.eq_any(wanted.kinds.iter().map(|kind| AsText(*kind))));
    }
    if !wanted.audiences.is_empty() {
        let audiences: Vec<_> = wanted.audiences.iter().map(|mode| AsText(*mode)).collect();
        query = query.filter(library_versions::audiences.overlaps_with(audiences));
    }
    if !wanted.tags.is_empty() {
        let tags: Vec<_> = wanted.tags.iter().map(Tag::as_str).collect();
        query = query.filter(library_versions::tags.overlaps_with(tags));
    }
    if !wanted.statuses.is_empty() {
        let wants = |status| wanted.statuses.contains(&status).into_sql::<Bool>();
        let (retired, published) = (library_items::retired_at, library_items::published_number);
        query = query.filter(
            (retired.is_not_null().and(wants(ItemStatus::Retired)))
                .or(retired.is_null().and(published.is_not_null()).and(wants(ItemStatus::Published)))
                .or(retired.is_null().and(published.is_null()).and(wants(ItemStatus::Draft))),
        );
    }
    if let Some(text) = wanted.text {
        let pattern = format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let tags = array_to_string(library_versions::tags, " ");
        query = query.filter(
            library_versions::title
                .ilike(pattern.clone())
                .or(library_versions::summary.ilike(pattern.clone()))
                .or(tags.ilike(pattern)),
        );
    }
    if let Some(after) = after {
        query = query.filter(library_items::id.gt(after));
    }
    Ok(query.select((ItemRow::as_select(), HeadlineRow::as_select())).load(&mut conn).await?)
}

/// One item with the version it is shown with, if the reader may see it.
pub(super) async fn find_item(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: LibraryItemId,
) -> ApiResult<Option<LibraryItem>> {
    let found = visible_to(reader)
        .filter(library_items::id.eq(id))
        .select((ItemRow::as_select(), VersionRow::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(item, version)| LibraryItem { item, version }))
}

#[diesel::dsl::auto_type]
fn with_any_version() -> _ {
    library_items::table.inner_join(
        library_versions::table.on(library_versions::practice_id
            .eq(library_items::practice_id)
            .and(library_versions::item_id.eq(library_items::id))),
    )
}

/// One version of an item: a published one, or the draft when the reader writes items.
pub(super) async fn find_visible_version(
    mut conn: Conn<'_>,
    reader: &Reader,
    id: LibraryItemId,
    number: i32,
) -> ApiResult<Option<LibraryItem>> {
    let drafted =
        library_items::draft_number.eq(number).assume_not_null().and(is_writer(reader).into_sql::<Bool>());
    let found = with_any_version()
        .filter(library_items::practice_id.eq(reader.practice))
        .filter(library_versions::practice_id.eq(reader.practice))
        .filter(library_items::id.eq(id))
        .filter(library_versions::number.eq(number))
        .filter(library_versions::published_at.is_not_null().or(drafted))
        .select((ItemRow::as_select(), VersionRow::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(item, version)| LibraryItem { item, version }))
}

/// The draft of an item, if there is one.
pub(super) async fn find_draft(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: LibraryItemId,
) -> ApiResult<Option<VersionRow>> {
    let draft = with_any_version()
        .filter(library_items::practice_id.eq(practice))
        .filter(library_versions::practice_id.eq(practice))
        .filter(library_items::id.eq(id))
        .filter(library_items::draft_number.eq(library_versions::number.nullable()))
        .select(VersionRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(draft)
}

/// An item that can be assigned, with its published version: none when it was never published or is retired.
pub async fn find_published(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: LibraryItemId,
) -> ApiResult<Option<LibraryItem>> {
    let found = with_any_version()
        .filter(library_items::practice_id.eq(practice))
        .filter(library_versions::practice_id.eq(practice))
        .filter(library_items::id.eq(id))
        .filter(library_items::retired_at.is_null())
        .filter(library_items::published_number.eq(library_versions::number.nullable()))
        .select((ItemRow::as_select(), VersionRow::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(item, version)| LibraryItem { item, version }))
}

/// A published version, also of a retired item: what an assignment pins.
pub async fn find_version(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: LibraryItemId,
    number: i32,
) -> ApiResult<Option<VersionRow>> {
    let version = library_versions::table
        .find((practice, id, number))
        .filter(library_versions::published_at.is_not_null())
        .select(VersionRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(version)
}

/// Keys of the practice that begin so.
pub(super) async fn keys_like(
    mut conn: Conn<'_>,
    practice: PracticeId,
    beginning: &str,
) -> ApiResult<Vec<String>> {
    // A key holds neither % nor _ nor a backslash.
    let keys = library_items::table
        .filter(library_items::practice_id.eq(practice))
        .filter(library_items::key.like(format!("{beginning}%")))
        .select(library_items::key)
        .load(&mut conn)
        .await?;
    Ok(keys)
}
