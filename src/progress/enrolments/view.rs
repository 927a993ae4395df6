//! What the care team is told of enrolments.

use std::collections::HashMap;

use super::dto::{EnrolmentResponse, EnrolmentStep, PinnedProgramme, StepState};
use super::known::Known;
use super::model::{EnrolmentRow, ReleaseRow, StepRow};
use super::queries;
use crate::homework::programmes::{ProgrammeRow, ProgrammeVersionRow, find_versions};
use crate::identity::actor::Reader;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{EnrolmentId, ProgrammeId};

/// One enrolment, if the reader may see it.
pub async fn find(conn: Conn<'_>, reader: &Reader, id: EnrolmentId) -> ApiResult<Option<EnrolmentResponse>> {
    match queries::find_enrolment(conn, reader, id).await? {
        Some(row) => Ok(tell(conn, reader, vec![row]).await?.pop()),
        None => Ok(None),
    }
}

/// Enrolments with the steps that the reader may know, in as many round trips for one as for many.
pub async fn tell(
    conn: Conn<'_>,
    reader: &Reader,
    rows: Vec<EnrolmentRow>,
) -> ApiResult<Vec<EnrolmentResponse>> {
    let ids: Vec<EnrolmentId> = rows.iter().map(|row| row.id).collect();
    let programmes: Vec<ProgrammeId> = rows.iter().map(|row| row.programme_id).collect();
    let ((steps, releases), versions) = futures_util::try_join!(
        queries::list_known_steps(conn, reader, &ids),
        find_versions(conn, reader.practice, &programmes),
    )?;
    let releases: HashMap<_, _> =
        releases.iter().map(|row| ((row.enrolment_id, row.position, row.recipient_id), row)).collect();
    let tell = |row: EnrolmentRow| {
        let version = versions
            .iter()
            .find(|(programme, version)| (programme.id, version.number) == (row.programme_id, row.number))
            .ok_or(ApiError::Internal)?;
        let own: Vec<&StepRow> = steps.iter().filter(|step| step.enrolment_id == row.id).collect();
        let release = |it: &StepRow| releases.get(&(row.id, it.position, it.recipient_id)).copied();
        let known = Known::of(&row, &own, |step| release(step).is_some());
        let own = own.iter().map(|it| step(&row, it, release(it), version));
        let own = own.collect::<ApiResult<Vec<_>>>()?;
        Ok(answer(row, known, own, version))
    };
    rows.into_iter().map(tell).collect()
}

fn step(
    row: &EnrolmentRow,
    step: &StepRow,
    release: Option<&ReleaseRow>,
    (_, version): &(ProgrammeRow, ProgrammeVersionRow),
) -> ApiResult<EnrolmentStep> {
    let AsJson(rules) = &version.steps;
    let at = usize::try_from(step.position).ok().and_then(|position| position.checked_sub(1));
    let rule = at.and_then(|at| rules.get(at)).ok_or(ApiError::Internal)?;
    let state = match (step.item_id, release) {
        (None, _) => StepState::LeftOut,
        (Some(_), Some(_)) => StepState::Released,
        (Some(_), None) => StepState::Waiting,
    };
    Ok(EnrolmentStep {
        step: step.position,
        client_id: step.client_id,
        item_id: step.item_id,
        release: rule.release,
        state,
        expected_on: rule.release.planned_on(row.starts_on, row.shifted()),
        held_up_by: step.held_up_by.map(|AsText(by)| by),
        assignment_id: release.map(|release| release.assignment_id),
        released_at: release.map(|release| release.released_at),
    })
}

fn answer(
    row: EnrolmentRow,
    known: Known,
    steps: Vec<EnrolmentStep>,
    (programme, version): &(ProgrammeRow, ProgrammeVersionRow),
) -> EnrolmentResponse {
    let EnrolmentRow {
        id,
        client_id,
        couple_id,
        programme_id: _,
        number: _,
        status: _,
        starts_on,
        shifted_days: _,
        paused_on,
        enrolled_by: _,
        version: _,
        created_at,
        updated_at: _,
    } = row;
    let Known { status, version: grown, updated_at } = known;
    EnrolmentResponse {
        id,
        client_id,
        couple_id,
        programme: pinned(programme, version),
        status,
        starts_on,
        paused_on,
        steps,
        version: grown,
        created_at,
        updated_at,
    }
}

/// What names a version of a programme.
pub fn pinned(programme: &ProgrammeRow, version: &ProgrammeVersionRow) -> PinnedProgramme {
    PinnedProgramme {
        id: programme.id,
        key: programme.key.clone(),
        number: version.number,
        title: version.title.clone(),
    }
}
