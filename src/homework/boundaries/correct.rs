//! Correcting and deleting a boundary, by its author. What it said before is kept, and the partner's copy changes only with
//! what is shared.

use chrono::{DateTime, Utc};

use super::create::{check_plan, check_visibility};
use super::dto::{BoundaryResponse, CorrectBoundaryRequest};
use super::model::{BoundaryRow, BoundaryUpdate, Place, STATE, State, Words};
use super::queries::{self, find_boundary_row};
use super::shared::{SharedInsert, replace_shared};
use super::versions::VersionInsert;
use crate::homework::authored::Earlier;
use crate::homework::check_ins::Audience;
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn change_boundary(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectBoundaryRequest,
) -> ApiResult<BoundaryResponse> {
    let settled = |row: &BoundaryRow, _: &State| settle(request, row);
    change(actor, conn, place, version, request.reason.clone(), settled).await
}

/// Ends a boundary: it is kept as it was, and no use begins any more. One that has ended stays as it is.
pub(super) async fn end_boundary(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<BoundaryResponse> {
    let ended = |_: &BoundaryRow, before: &State| {
        Ok(State { ended_at: before.ended_at.or(Some(actor.now())), ..before.clone() })
    };
    change(actor, conn, place, version, None, ended).await
}

async fn change(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    reason: Option<String>,
    settle: impl FnOnce(&BoundaryRow, &State) -> ApiResult<State>,
) -> ApiResult<BoundaryResponse> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_boundary_row(conn, &author, place.client, place.id),
    )?;
    let (row, _) = found.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let before = state_of(&row, place, &key)?;
    let after = settle(&row, &before)?;
    let open = |row| BoundaryResponse::open(row, false, place.practice, Audience::Author, &key);
    if after == before {
        return open(row);
    }
    let (track, couple_ended) = (row.track(), row.couple_ended_at.is_some());
    if couple_ended && track.widens(after.visibility) {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let now = actor.now();
    let reason_visibility = before.visibility.min(after.visibility);
    let kept = Earlier { reason_visibility, reason, state: before };
    let kept = kept_version(&kept, &row, place, now, &key)?;
    let named_before = row.partner_ref;
    let row = BoundaryRow { ended_at: after.ended_at, ..row };
    let row = row.with(track.changed(after.visibility), after.words.seal(place, &key)?, now);
    queries::write_correction(conn, place, version, &BoundaryUpdate::of(&row), &kept).await?;
    if !held && track.tells_partner(after.visibility) {
        let shared = SharedInsert::of(&row, place);
        // Only a name made just now may name a new copy.
        let named_now = row.partner_ref != named_before;
        let shared = shared.map(|shared| if named_now { shared } else { shared.under_a_new_id() });
        replace_shared(conn, place, shared.as_ref()).await?;
    }
    let can_be_noticed = !couple_ended && track.takes_back(after.visibility);
    Ok(BoundaryResponse { can_be_noticed, ..open(row)? })
}

/// Deletes a boundary over the version that the author knows. Its id stays taken.
pub(super) async fn remove_boundary(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_boundary_row(conn, &author, place.client, place.id)
    )?;
    let (row, _) = found.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let state = state_of(&row, place, &key)?;
    let kept = Earlier { reason_visibility: state.visibility, reason: None, state };
    let kept = kept_version(&kept, &row, place, actor.now(), &key)?;
    queries::write_deletion(conn, place, version, &kept, actor.now()).await?;
    if held || row.partner_ref.is_none() { Ok(()) } else { replace_shared(conn, place, None).await }
}

fn state_of(row: &BoundaryRow, place: Place, key: &PracticeKey) -> ApiResult<State> {
    let words = Words::open(place, &row.words_sealed, key)?;
    Ok(State { visibility: row.visibility.0, ended_at: row.ended_at, words })
}

/// The state that a boundary gets; or every broken rule.
fn settle(request: &CorrectBoundaryRequest, row: &BoundaryRow) -> ApiResult<State> {
    let CorrectBoundaryRequest { limit, so_that, reconnect, visibility, reason: _ } = request.clone();
    let visibility = visibility.unwrap_or(row.visibility.0);
    let mut errors = Vec::new();
    check_plan(row.purpose.0, reconnect.as_ref(), &mut errors);
    check_visibility(visibility, row.purpose.0, row.couple_id.is_some(), &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    Ok(State { visibility, ended_at: row.ended_at, words: Words { limit, so_that, reconnect } })
}

fn kept_version(
    earlier: &Earlier<State>,
    row: &BoundaryRow,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        boundary_id: place.id,
        version: row.version,
        state_sealed: earlier.seal(STATE, place, row.version, key)?,
        visibility: row.visibility,
        edited_by: place.client,
        edited_at: now,
        team_version: row.track().kept_for_team(),
    })
}
