//! What may be done to an item, and what it takes: one rule in one place for each step.

use chrono::{DateTime, Utc};

use super::draft::{ItemKey, LibraryDraft};
use super::dto::{CopyLibraryItemRequest, CreateLibraryItemRequest};
use super::model::{ItemRow, LibraryItem, NewItem, NewVersion, VersionInsert, VersionRow};
use super::queries;
use crate::identity::actor::Reader;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::LibraryItemId;

/// Makes an item with its first draft.
pub(super) async fn create_item(
    conn: Conn<'_>,
    reader: &Reader,
    id: LibraryItemId,
    request: &CreateLibraryItemRequest,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let CreateLibraryItemRequest { key, draft } = request;
    insert(conn, reader, id, (key.as_ref(), None, draft), now).await
}

/// Copies an item, as it is shown, into a new one with a draft.
pub(super) async fn copy_item(
    conn: Conn<'_>,
    reader: &Reader,
    (from, id): (LibraryItemId, LibraryItemId),
    request: &CopyLibraryItemRequest,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let CopyLibraryItemRequest { key, title } = request;
    let source = queries::find_item(conn, reader, from).await?.ok_or(ApiError::NotFound)?;
    let mut words = source.version.draft();
    if let Some(title) = title {
        words.title.clone_from(title);
    }
    insert(conn, reader, id, (key.as_ref(), Some(from), &words), now).await
}

async fn insert(
    conn: Conn<'_>,
    reader: &Reader,
    id: LibraryItemId,
    (key, copied_from, words): (Option<&ItemKey>, Option<LibraryItemId>, &LibraryDraft),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let key = match key {
        Some(key) => key.clone(),
        None => {
            let key = ItemKey::from_title(&words.title);
            let taken = queries::keys_like(conn, reader.practice, key.as_str()).await?;
            key.first_free(&taken)
        }
    };
    let (practice, by) = (reader.practice, reader.member);
    queries::insert_item(conn, &NewItem { practice, id, key: &key, copied_from, words, by, at: now }).await
}

/// Writes the draft of the next version; the same words again change nothing.
pub(super) async fn replace_draft(
    conn: Conn<'_>,
    reader: &Reader,
    (id, version): (LibraryItemId, i32),
    words: &LibraryDraft,
    now: DateTime<Utc>,
) -> ApiResult<LibraryItem> {
    let Editable { item, draft } = find_editable(conn, reader, id, version).await?;
    let kind = AsText(words.content.kind());
    if item.published_number.is_some() && kind != item.kind {
        let detail = "must stay what it was when the item was published";
        return Err(ApiError::rule("/content/kind", "kind_is_fixed", detail));
    }
    refuse_closed(&item)?;
    if let Some(draft) = draft.filter(|draft| draft.draft() == *words) {
        return Ok(LibraryItem { item, version: draft });
    }
    let number = item.next_number();
    let (practice, by) = (reader.practice, Some(reader.member));
    let row = NewVersion { practice, item: id, number, published_at: None, by, at: now };
    let row = VersionInsert::new(row, words);
    let item = ItemRow { kind, draft_number: Some(number), ..item };
    let (version, item) = futures_util::try_join!(
        queries::put_draft(conn, &row),
        queries::update_item(conn, practice, item, now)
    )?;
    Ok(LibraryItem { item, version })
}

/// Throws the draft away. An item that was never published has nothing else, so it keeps it.
pub(super) async fn discard_draft(
    conn: Conn<'_>,
    reader: &Reader,
    (id, version): (LibraryItemId, i32),
    now: DateTime<Utc>,
) -> ApiResult<LibraryItem> {
    let found = queries::find_item(conn, reader, id).await?.ok_or(ApiError::NotFound)?;
    let LibraryItem { item, version: shown } = found;
    known(&item, version)?;
    if item.draft_number.is_none() {
        return Err(ApiError::NotFound);
    }
    if item.published_number.is_none() {
        let detail =
            "It was never published, and has nothing but its draft: change that, or retire the item.";
        return Err(ApiError::wrong_state(detail));
    }
    let item = ItemRow { draft_number: None, ..item };
    let item = queries::update_item(conn, reader.practice, item, now).await?;
    Ok(LibraryItem { item, version: shown })
}

/// Publishes the draft: from now on it is what new assignments pin, and it never changes again.
pub(super) async fn publish_item(
    conn: Conn<'_>,
    reader: &Reader,
    (id, version): (LibraryItemId, i32),
    now: DateTime<Utc>,
) -> ApiResult<LibraryItem> {
    let Editable { item, draft } = find_editable(conn, reader, id, version).await?;
    refuse_closed(&item)?;
    let draft =
        draft.ok_or_else(|| ApiError::wrong_state("There is no draft to publish: write one first."))?;
    let item = ItemRow { published_number: Some(draft.number), draft_number: None, ..item };
    let (version, item) = futures_util::try_join!(
        queries::publish_draft(conn, reader.practice, id, draft.number, now),
        queries::update_item(conn, reader.practice, item, now)
    )?;
    Ok(LibraryItem { item, version })
}

/// Retires an item, or takes that back. Being so already changes nothing.
pub(super) async fn set_retired(
    conn: Conn<'_>,
    reader: &Reader,
    (id, version): (LibraryItemId, i32),
    retired: bool,
    now: DateTime<Utc>,
) -> ApiResult<LibraryItem> {
    let found = queries::find_item(conn, reader, id).await?.ok_or(ApiError::NotFound)?;
    known(&found.item, version)?;
    if found.item.retired_at.is_some() == retired {
        return Ok(found);
    }
    let item = ItemRow { retired_at: retired.then_some(now), ..found.item };
    let item = queries::update_item(conn, reader.practice, item, now).await?;
    Ok(LibraryItem { item, ..found })
}

struct Editable {
    item: ItemRow,
    draft: Option<VersionRow>,
}

async fn find_editable(
    conn: Conn<'_>,
    reader: &Reader,
    id: LibraryItemId,
    version: i32,
) -> ApiResult<Editable> {
    let (found, draft) = futures_util::try_join!(
        queries::find_item(conn, reader, id),
        queries::find_draft(conn, reader.practice, id)
    )?;
    let item = found.ok_or(ApiError::NotFound)?.item;
    known(&item, version)?;
    Ok(Editable { item, draft })
}

fn known(item: &ItemRow, version: i32) -> ApiResult<()> {
    if item.version == version { Ok(()) } else { Err(ApiError::PreconditionFailed) }
}

/// A built-in item is copied, not edited; a retired one is brought back first.
fn refuse_closed(item: &ItemRow) -> ApiResult<()> {
    if item.built_in {
        return Err(ApiError::wrong_state(
            "It came with the product and stays as it is: copy it, and edit the copy.",
        ));
    }
    match item.retired_at {
        Some(_) => Err(ApiError::wrong_state("It is retired: bring it back first.")),
        None => Ok(()),
    }
}
