//! Copies the built-in library into a practice, its programmes too, and brings an earlier copy up to date.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::built_in::{BuiltInItem, built_in_items};
use super::model::{ItemInsert, NewVersion, VersionInsert};
use crate::homework::programmes::install_programmes;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{LibraryItemId, PracticeId};
use crate::schema::{library_items, library_versions, practices};

/// Copies every built-in item that the practice lacks, and publishes the newer version of those that it has in an
/// older one. What is already there stays, so it can be run again at any time; an item of the practice's own
/// that has taken a built-in key is left alone.
pub async fn install_built_in(conn: Conn<'_>, practice: PracticeId, now: DateTime<Utc>) -> ApiResult<()> {
    let items = built_in_items()?;
    let present = find_present(conn, practice, items).await?;
    let (mut missing, mut outdated) = (Vec::new(), Vec::new());
    for item in items {
        match present.get(item.key.as_str()) {
            None => missing.push((LibraryItemId::generate(), item)),
            Some(Present { id, built_in: true, number }) if *number < item.version => {
                outdated.push((*id, item));
            }
            Some(_) => {}
        }
    }
    insert_items(conn, practice, &missing, now).await?;
    let versions: Vec<_> = missing.iter().chain(&outdated).copied().collect();
    insert_versions(conn, practice, &versions, now).await?;
    for (id, item) in outdated {
        publish_version(conn, practice, id, item.version, now).await?;
    }
    install_programmes(conn, practice, now).await
}

struct Present {
    id: LibraryItemId,
    built_in: bool,
    number: i32,
}

/// What the practice has under the built-in keys, by key. Holds the practice's row, so that two runs follow one
/// another.
async fn find_present(
    mut conn: Conn<'_>,
    practice: PracticeId,
    items: &[BuiltInItem],
) -> ApiResult<HashMap<String, Present>> {
    let _held: PracticeId = practices::table
        .find(practice)
        .select(practices::practice_id)
        .for_no_key_update()
        .first(&mut conn)
        .await?;
    let keys: Vec<_> = items.iter().map(|item| item.key.as_str()).collect();
    let rows: Vec<(String, LibraryItemId, bool, Option<i32>)> = library_items::table
        .filter(library_items::practice_id.eq(practice))
        .filter(library_items::key.eq_any(keys))
        .select((
            library_items::key,
            library_items::id,
            library_items::built_in,
            library_items::published_number,
        ))
        .load(&mut conn)
        .await?;
    let present = rows
        .into_iter()
        .map(|(key, id, built_in, number)| (key, Present { id, built_in, number: number.unwrap_or(0) }));
    Ok(present.collect())
}

async fn insert_items<'i>(
    mut conn: Conn<'_>,
    practice: PracticeId,
    items: &[(LibraryItemId, &'i BuiltInItem)],
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let row = |(id, item): &(LibraryItemId, &'i BuiltInItem)| ItemInsert {
        practice_id: practice,
        id: *id,
        key: item.key.as_str(),
        kind: AsText(item.draft.content.kind()),
        built_in: true,
        copied_from: None,
        published_number: Some(item.version),
        draft_number: None,
        created_at: now,
        updated_at: now,
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    diesel::insert_into(library_items::table).values(&rows).execute(&mut conn).await?;
    Ok(())
}

async fn insert_versions<'i>(
    mut conn: Conn<'_>,
    practice: PracticeId,
    items: &[(LibraryItemId, &'i BuiltInItem)],
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let row = |(id, item): &(LibraryItemId, &'i BuiltInItem)| {
        let number = item.version;
        let new = NewVersion { practice, item: *id, number, published_at: Some(now), by: None, at: now };
        VersionInsert::new(new, &item.draft)
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    diesel::insert_into(library_versions::table).values(&rows).execute(&mut conn).await?;
    Ok(())
}

async fn publish_version(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: LibraryItemId,
    number: i32,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(library_items::table.find((practice, id)))
        .set((
            library_items::published_number.eq(number),
            library_items::version.eq(library_items::version + 1),
            library_items::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
