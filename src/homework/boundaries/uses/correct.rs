//! Saying what came of a use, correcting and deleting it, by its author. What it said before is kept.

use chrono::{DateTime, Utc};

use super::create::{check_state, check_visibility};
use super::dto::{BoundaryUseResponse, CorrectBoundaryUseRequest};
use super::model::{Place, STATE, State, UseRow, UseUpdate};
use super::queries::{self, find_use};
use super::versions::VersionInsert;
use crate::homework::authored::{Earlier, Track, corrected};
use crate::homework::check_ins::Audience;
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn correct_use(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectBoundaryUseRequest,
) -> ApiResult<BoundaryUseResponse> {
    let author = actor.reader();
    let (key, found) =
        futures_util::try_join!(actor.key(conn), find_use(conn, &author, place.client, place.id),)?;
    let row = found.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let now = actor.now();
    let before = row.state(place, &key)?;
    let after = settle(request, &row, now)?;
    let open = |row| BoundaryUseResponse::open(row, place.practice, Audience::Author, &key);
    if after == before {
        return open(row);
    }
    let reason_visibility = before.visibility.min(after.visibility);
    let kept = Earlier { reason_visibility, reason: request.reason.clone(), state: before };
    let kept = kept_version(&kept, &row, place, now, &key)?;
    let Track { version: next, team_version, .. } = row.track().changed(after.visibility);
    let change = UseUpdate {
        returned_at: after.returned_at,
        reconnected: after.reconnected,
        respected: after.respected.map(AsText),
        visibility: AsText(after.visibility),
        note_sealed: after.seal_note(place, &key)?,
        version: next,
        team_version,
        updated_at: now,
    };
    queries::write_correction(conn, place, version, &change, &kept).await?;
    open(changed_row(row, change))
}

/// Deletes a use over the version that the author knows. Its id stays taken.
pub(super) async fn delete_use(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let author = actor.reader();
    let (key, found) =
        futures_util::try_join!(actor.key(conn), find_use(conn, &author, place.client, place.id),)?;
    let row = found.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let state = row.state(place, &key)?;
    let kept = Earlier { reason_visibility: state.visibility, reason: None, state };
    let kept = kept_version(&kept, &row, place, actor.now(), &key)?;
    queries::write_deletion(conn, place, version, &kept, actor.now()).await
}

/// The state that a use gets; or every broken rule.
fn settle(request: &CorrectBoundaryUseRequest, row: &UseRow, now: DateTime<Utc>) -> ApiResult<State> {
    let mut errors = Vec::new();
    let returned_at = request
        .returned_at
        .map(|claimed| corrected(claimed, request.sent_at, now, "/returned_at", &mut errors));
    let state = State {
        visibility: request.visibility.unwrap_or(row.visibility.0),
        returned_at,
        reconnected: request.reconnected,
        respected: request.respected,
        note: request.note.clone(),
    };
    check_state(&state, row.started_at, row.purpose.0, &mut errors);
    check_visibility(request.visibility, row.boundary_visibility.0, &mut errors);
    if errors.is_empty() { Ok(state) } else { Err(ApiError::Invalid(errors)) }
}

fn kept_version(
    earlier: &Earlier<State>,
    row: &UseRow,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        use_id: place.id,
        version: row.version,
        state_sealed: earlier.seal(STATE, place, row.version, key)?,
        visibility: row.visibility,
        edited_by: place.client,
        edited_at: now,
        team_version: row.track().kept_for_team(),
    })
}

fn changed_row(row: UseRow, change: UseUpdate) -> UseRow {
    let UseUpdate {
        returned_at,
        reconnected,
        respected,
        visibility,
        note_sealed,
        version,
        team_version,
        updated_at,
    } = change;
    UseRow {
        returned_at,
        reconnected,
        respected,
        visibility,
        note_sealed,
        version,
        team_version,
        updated_at,
        ..row
    }
}
