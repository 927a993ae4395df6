//! Correcting and deleting a life event, by its author. What it said before is kept.

use std::sync::Arc;

use super::dto::{CorrectLifeEventRequest, LifeEventResponse};
use super::model::{EventRow, EventUpdate, Place, State, seal_title};
use super::queries::{self, find_event};
use super::versions::{STATE, VersionInsert};
use crate::homework::authored::Earlier;
use crate::homework::check_ins::Audience;
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn correct_event(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectLifeEventRequest,
) -> ApiResult<LifeEventResponse> {
    let (row, key) = find_known(actor, conn, place, version).await?;
    let before = row.state(place.practice, &key)?;
    let CorrectLifeEventRequest { on, title, visibility, reason } = request.clone();
    let after = State { on, title, visibility: visibility.unwrap_or(before.visibility) };
    let open = |row: EventRow| row.told(place.practice, Audience::Author, &key).map(LifeEventResponse::from);
    if after == before {
        return open(row);
    }
    let reason_visibility = before.visibility.among_all().min(after.visibility.among_all());
    let kept = kept(actor, &row, place, Earlier { state: before, reason, reason_visibility }, &key)?;
    let row = row.corrected(&after, seal_title(&after.title, place, &key)?, actor.now());
    queries::write_correction(conn, place, &EventUpdate::of(&row), &kept).await?;
    open(row)
}

/// Deletes an event over the version that the author knows. Its id stays taken.
pub(super) async fn delete_event(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let (row, key) = find_known(actor, conn, place, version).await?;
    let state = row.state(place.practice, &key)?;
    let reason_visibility = state.visibility.among_all();
    let kept = kept(actor, &row, place, Earlier { state, reason: None, reason_visibility }, &key)?;
    queries::write_deletion(conn, place, &kept, actor.now()).await
}

async fn find_known(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<(EventRow, Arc<PracticeKey>)> {
    let author = actor.reader();
    let (key, found) =
        futures_util::try_join!(actor.key(conn), find_event(conn, &author, place.client, place.id))?;
    let row = found.ok_or(ApiError::NotFound)?;
    if row.version == version { Ok((row, key)) } else { Err(ApiError::PreconditionFailed) }
}

fn kept(
    actor: &Actor<impl Access>,
    row: &EventRow,
    place: Place,
    earlier: Earlier<State>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        event_id: place.id,
        version: row.version,
        state_sealed: earlier.seal(STATE, place, row.version, key)?,
        visibility: row.visibility,
        edited_at: actor.now(),
        team_version: row.kept_for_team(),
        happened_on: row.happened_on,
    })
}
