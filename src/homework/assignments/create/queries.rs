//! The library items that new assignments pin.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::homework::assignments::Mode;
use crate::homework::library::{Kind, LibraryCadence};
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{LibraryItemId, PracticeId};
use crate::schema::{library_items, library_versions};

/// The published version of a library item, as far as an assignment takes from it.
#[derive(Clone)]
pub struct Published {
    /// Key of the item.
    pub key: String,
    /// Kind of the item.
    pub kind: Kind,
    /// The version.
    pub number: i32,
    /// Its title.
    pub title: String,
    /// Modes it is meant for, the first one first.
    pub audiences: Vec<Mode>,
    /// How often it suggests to be done; of something that is due once, without the day.
    pub cadence: LibraryCadence,
    /// How long it suggests.
    pub minutes: Option<i32>,
    /// Whether it is not for somebody under a safety hold.
    pub unsuitable_under_hold: bool,
    /// When it should not be given.
    pub contraindications: Vec<String>,
}

/// The published versions of those items that are not retired.
pub async fn find_published(
    mut conn: Conn<'_>,
    practice: PracticeId,
    items: &[LibraryItemId],
) -> ApiResult<HashMap<LibraryItemId, Published>> {
    let rows: Vec<(Names, Words)> = library_items::table
        .inner_join(
            library_versions::table.on(library_versions::practice_id
                .eq(library_items::practice_id)
                .and(library_versions::item_id.eq(library_items::id))
                .and(library_versions::number.nullable().eq(library_items::published_number))),
        )
        .filter(library_items::practice_id.eq(practice))
        .filter(library_versions::practice_id.eq(practice))
        .filter(library_items::id.eq_any(items))
        .filter(library_items::retired_at.is_null())
        .select((
            (
                library_items::id,
                library_items::key,
                library_items::kind,
                library_versions::number,
                library_versions::title,
            ),
            (
                library_versions::audiences,
                library_versions::default_cadence,
                library_versions::default_minutes,
                library_versions::unsuitable_under_hold,
                library_versions::contraindications,
            ),
        ))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(published).collect())
}

type Names = (LibraryItemId, String, AsText<Kind>, i32, String);
type Words = (Vec<AsText<Mode>>, AsJson<LibraryCadence>, Option<i32>, bool, Vec<String>);

fn published((names, words): (Names, Words)) -> (LibraryItemId, Published) {
    let (id, key, AsText(kind), number, title) = names;
    let (audiences, AsJson(cadence), minutes, unsuitable_under_hold, contraindications) = words;
    let audiences = audiences.into_iter().map(|AsText(mode)| mode).collect();
    let published = Published {
        key,
        kind,
        number,
        title,
        audiences,
        cadence,
        minutes,
        unsuitable_under_hold,
        contraindications,
    };
    (id, published)
}
