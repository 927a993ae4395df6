//! Revisions between their rows and what they ask.

use chrono::NaiveDate;

use super::editor::Editor;
use super::timeline::{Asked, Leg, Timeline};
use crate::homework::assignments::AssignmentResponse;
use crate::homework::assignments::model::{RATIONALE, RevisionInsert, RevisionRow, rationale_place};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;

/// The timeline of an assignment on a day, from all its revisions, oldest first.
pub fn timeline(
    rows: Vec<RevisionRow>,
    now: &AssignmentResponse,
    today: NaiveDate,
    practice: PracticeId,
    key: &PracticeKey,
) -> ApiResult<Timeline> {
    let newest = rows.last().ok_or(ApiError::Internal)?;
    let (next, week_start) = (newest.number.saturating_add(1), newest.week_start.0);
    let standing = rows.into_iter().filter(|row| row.withdrawn_at.is_none());
    let legs = standing.map(|row| leg(row, now, practice, key)).collect::<ApiResult<_>>()?;
    Ok(Timeline {
        starts_on: now.starts_on,
        begun: today.max(now.starts_on),
        zone: now.time_zone,
        day_start: now.day_start,
        week_start,
        legs,
        next,
    })
}

fn leg(
    row: RevisionRow,
    now: &AssignmentResponse,
    practice: PracticeId,
    key: &PracticeKey,
) -> ApiResult<Leg> {
    let sealed_to = rationale_place(practice, now.id, row.number);
    let asked = Asked {
        mode: row.mode.0,
        cadence: row.cadence.0,
        minutes: row.minutes,
        rationale: key.open_some(RATIONALE, &sealed_to, row.rationale_sealed.as_deref())?,
        item_version: row.item_version,
        item_title: row.item_title,
        ends_on: now.ends_on,
    };
    Ok(Leg { number: row.number, from: row.effective_from, asked })
}

/// The row of a revision that is made now.
pub fn row_of(
    leg: &Leg,
    timeline: &Timeline,
    now: &AssignmentResponse,
    editor: &Editor<'_>,
) -> ApiResult<RevisionInsert> {
    let practice = editor.reader.practice;
    let Leg { number, from, asked } = leg.clone();
    let sealed_to = rationale_place(practice, now.id, number);
    Ok(RevisionInsert {
        practice_id: practice,
        assignment_id: now.id,
        number,
        effective_from: from,
        item_id: now.item.id,
        item_version: asked.item_version,
        item_key: now.item.key.clone(),
        item_kind: AsText(now.item.kind),
        item_title: asked.item_title,
        mode: AsText(asked.mode),
        cadence: AsJson(asked.cadence),
        minutes: asked.minutes,
        time_zone: AsText(timeline.zone),
        day_start: AsText(timeline.day_start),
        week_start: AsText(timeline.week_start),
        rationale_sealed: editor.key.seal_some(RATIONALE, &sealed_to, asked.rationale.as_ref())?,
        ends_on: asked.ends_on,
        created_by: editor.staff,
        created_at: editor.now,
    })
}
