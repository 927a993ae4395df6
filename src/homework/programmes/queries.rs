//! Programmes in the database. All staff who read the library read them; no client does.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ProgrammeContent;
use super::model::{ProgrammeInsert, ProgrammeRow, ProgrammeVersionRow, VersionInsert};
use crate::homework::assignments::find_published;
use crate::identity::actor::Reader;
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::{ApiError, ApiResult, FieldError, PageLimit};
use crate::platform::ids::kind::{LibraryItemId, PracticeId, ProgrammeId};
use crate::schema::{programme_versions, programmes};

/// A programme with one of its versions.
pub type Programme = (ProgrammeRow, ProgrammeVersionRow);

#[diesel::dsl::auto_type]
fn with_versions(practice: PracticeId) -> _ {
    let of_programme = programme_versions::practice_id
        .eq(programmes::practice_id)
        .and(programme_versions::programme_id.eq(programmes::id));
    programmes::table
        .inner_join(programme_versions::table.on(of_programme))
        .filter(programmes::practice_id.eq(practice))
        .filter(programme_versions::practice_id.eq(practice))
}

/// A page of programmes in their current versions, oldest first: all, or those that are retired or are not.
pub(super) async fn list_programmes(
    mut conn: Conn<'_>,
    practice: PracticeId,
    retired: Option<bool>,
    after: Option<ProgrammeId>,
    limit: PageLimit,
) -> ApiResult<Vec<Programme>> {
    let mut query = with_versions(practice)
        .filter(programme_versions::number.eq(programmes::number))
        .order(programmes::id)
        .limit(limit.rows())
        .select((ProgrammeRow::as_select(), ProgrammeVersionRow::as_select()))
        .into_boxed();
    if let Some(retired) = retired {
        query = query.filter(programmes::retired_at.is_not_null().eq(retired));
    }
    if let Some(after) = after {
        query = query.filter(programmes::id.gt(after));
    }
    Ok(query.load(&mut conn).await?)
}

/// A programme in its current version.
pub async fn find_current(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ProgrammeId,
) -> ApiResult<Option<Programme>> {
    let found = with_versions(practice)
        .filter(programmes::id.eq(id))
        .filter(programme_versions::number.eq(programmes::number))
        .select((ProgrammeRow::as_select(), ProgrammeVersionRow::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// A programme in one of its versions.
pub(super) async fn find_version(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ProgrammeId,
    number: i32,
) -> ApiResult<Option<Programme>> {
    let found = with_versions(practice)
        .filter(programmes::id.eq(id))
        .filter(programme_versions::number.eq(number))
        .select((ProgrammeRow::as_select(), ProgrammeVersionRow::as_select()))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found)
}

/// All versions of these programmes.
pub async fn find_versions(
    mut conn: Conn<'_>,
    practice: PracticeId,
    ids: &[ProgrammeId],
) -> ApiResult<Vec<Programme>> {
    let all = with_versions(practice)
        .filter(programmes::id.eq_any(ids))
        .select((ProgrammeRow::as_select(), ProgrammeVersionRow::as_select()));
    Ok(all.load(&mut conn).await?)
}

/// Refuses steps that name an item which cannot be given.
pub(super) async fn check_items(
    conn: Conn<'_>,
    practice: PracticeId,
    content: &ProgrammeContent,
    place: &str,
) -> ApiResult<()> {
    let items: Vec<LibraryItemId> =
        content.steps.iter().flat_map(|step| &step.items).map(|item| item.item_id).collect();
    let published = find_published(conn, practice, &items).await?;
    let mut errors = Vec::new();
    for (step, items) in content.steps.iter().map(|step| &step.items).enumerate() {
        for (item, _) in items.iter().enumerate().filter(|(_, it)| !published.contains_key(&it.item_id)) {
            let pointer = format!("{place}/steps/{step}/items/{item}/item_id");
            let detail = "must be a published library item that is not retired";
            errors.push(FieldError::at(pointer, "unknown_item", detail));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}

/// Makes a programme with its first version.
pub(super) async fn insert_programme(
    conn: Conn<'_>,
    by: &Reader,
    id: ProgrammeId,
    (key, content): (&str, &ProgrammeContent),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let row = ProgrammeInsert {
        practice_id: by.practice,
        id,
        key,
        built_in: false,
        number: 1,
        created_at: now,
        updated_at: now,
    };
    let (mut first, mut second) = (conn, conn);
    let version = version(by, (id, 1), content, now);
    futures_util::try_join!(
        diesel::insert_into(programmes::table).values(&row).execute(&mut first),
        diesel::insert_into(programme_versions::table).values(&version).execute(&mut second),
    )?;
    Ok(())
}

fn version<'c>(
    by: &Reader,
    (id, number): (ProgrammeId, i32),
    content: &'c ProgrammeContent,
    now: DateTime<Utc>,
) -> VersionInsert<'c> {
    VersionInsert {
        practice_id: by.practice,
        programme_id: id,
        number,
        title: &content.title,
        summary: &content.summary,
        weeks: content.weeks,
        steps: AsJson(content.steps.clone()),
        created_by: Some(by.member),
        created_at: now,
    }
}

/// Adds the next version over the programme that the caller knows: from now on it is enrolled in.
pub(super) async fn add_version(
    conn: Conn<'_>,
    by: &Reader,
    row: &ProgrammeRow,
    content: &ProgrammeContent,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    if row.built_in {
        let detail = "It came with the product and stays as it is: make one of your own from its steps.";
        return Err(ApiError::wrong_state(detail));
    }
    if row.retired_at.is_some() {
        return Err(ApiError::wrong_state("It is retired: bring it back first."));
    }
    let number = row.number.saturating_add(1);
    write(conn, by.practice, &ProgrammeRow { number, ..row.clone() }, now).await?;
    let version = version(by, (row.id, number), content, now);
    diesel::insert_into(programme_versions::table).values(&version).execute(&mut { conn }).await?;
    Ok(())
}

/// Writes a changed programme over the version that the caller knows; 412 when it is not the current one any more.
pub(super) async fn write(
    mut conn: Conn<'_>,
    practice: PracticeId,
    row: &ProgrammeRow,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(programmes::table.find((practice, row.id)))
        .filter(programmes::version.eq(row.version))
        .set((
            programmes::number.eq(row.number),
            programmes::retired_at.eq(row.retired_at),
            programmes::version.eq(programmes::version + 1),
            programmes::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
