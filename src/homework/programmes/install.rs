//! Copies the built-in programmes into a practice that has the built-in library, and brings earlier copies up to date.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::built_in::{BuiltInProgramme, BuiltInStep, built_in_programmes};
use super::model::{ProgrammeInsert, VersionInsert};
use super::steps::{ProgrammeStep, StepItem};
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{LibraryItemId, PracticeId, ProgrammeId};
use crate::schema::{library_items, programme_versions, programmes};

type Present = HashMap<String, (ProgrammeId, bool, i32)>;

/// Copies every built-in programme that the practice lacks, and adds the newer version of those that it has in an older
/// one. It can be run again at any time; a programme of the practice's own that has taken a built-in key is left alone.
pub async fn install_programmes(conn: Conn<'_>, practice: PracticeId, now: DateTime<Utc>) -> ApiResult<()> {
    let (items, present) = futures_util::try_join!(find_items(conn, practice), find_present(conn, practice))?;
    let (mut rows, mut versions) = (Vec::new(), Vec::new());
    for programme in built_in_programmes()? {
        let id = match present.get(programme.key.as_str()) {
            None => {
                let id = ProgrammeId::generate();
                rows.push(row(practice, id, programme, now));
                id
            }
            Some((id, true, number)) if *number < programme.version => {
                point_to(conn, practice, *id, programme.version, now).await?;
                *id
            }
            Some(_) => continue,
        };
        versions.push(version(practice, id, programme, &items, now)?);
    }
    diesel::insert_into(programmes::table).values(&rows).execute(&mut { conn }).await?;
    diesel::insert_into(programme_versions::table).values(&versions).execute(&mut { conn }).await?;
    Ok(())
}

async fn find_items(mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<HashMap<String, LibraryItemId>> {
    let items = library_items::table
        .filter(library_items::practice_id.eq(practice))
        .select((library_items::key, library_items::id));
    Ok(items.load(&mut conn).await?.into_iter().collect())
}

async fn find_present(mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<Present> {
    let rows: Vec<(String, ProgrammeId, bool, i32)> = programmes::table
        .filter(programmes::practice_id.eq(practice))
        .select((programmes::key, programmes::id, programmes::built_in, programmes::number))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|(key, id, built_in, number)| (key, (id, built_in, number))).collect())
}

fn row(
    practice: PracticeId,
    id: ProgrammeId,
    programme: &BuiltInProgramme,
    now: DateTime<Utc>,
) -> ProgrammeInsert<'_> {
    ProgrammeInsert {
        practice_id: practice,
        id,
        key: programme.key.as_str(),
        built_in: true,
        number: programme.version,
        created_at: now,
        updated_at: now,
    }
}

fn version<'p>(
    practice: PracticeId,
    id: ProgrammeId,
    programme: &'p BuiltInProgramme,
    items: &HashMap<String, LibraryItemId>,
    now: DateTime<Utc>,
) -> ApiResult<VersionInsert<'p>> {
    let steps = programme.steps.iter().map(|step| step_of(step, items)).collect::<ApiResult<Vec<_>>>()?;
    Ok(VersionInsert {
        practice_id: practice,
        programme_id: id,
        number: programme.version,
        title: &programme.title,
        summary: &programme.summary,
        weeks: programme.weeks,
        steps: AsJson(steps),
        created_by: None,
        created_at: now,
    })
}

fn step_of(step: &BuiltInStep, items: &HashMap<String, LibraryItemId>) -> ApiResult<ProgrammeStep> {
    let item = |key: &str| items.get(key).map(|id| StepItem { item_id: *id }).ok_or(ApiError::Internal);
    let items = step.items.iter().map(|key| item(key.as_str())).collect::<ApiResult<Vec<_>>>()?;
    Ok(ProgrammeStep { items, release: step.release, days: step.days })
}

async fn point_to(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ProgrammeId,
    number: i32,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::update(programmes::table.find((practice, id)))
        .set((
            programmes::number.eq(number),
            programmes::version.eq(programmes::version + 1),
            programmes::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}
