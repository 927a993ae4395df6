//! Correcting and deleting a rupture, by its author. What it said before is kept, and what the partner gets changes only when
//! something that the partner reads does.

use chrono::{DateTime, Utc};

use super::dto::{CorrectRuptureRequest, RuptureResponse};
use super::model::{Place, RuptureRow, RuptureUpdate, STATE, State, VersionInsert};
use super::queries::{find_rupture, write_change};
use super::shared::{SharedInsert, replace_shared};
use crate::homework::authored::{Earlier, Track};
use crate::homework::check_ins::Audience;
use crate::homework::repairs::count_link_changed;
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn correct_rupture(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectRuptureRequest,
) -> ApiResult<RuptureResponse> {
    let (key, held, row) = load(actor, conn, place, version).await?;
    let before = row.state(place.practice, &key)?;
    let after = State {
        intensity: request.intensity,
        topic: request.topic.clone(),
        visibility: request.visibility.unwrap_or(before.visibility),
    };
    if after == before {
        return Ok(RuptureResponse::of(row, after, Audience::Author));
    }
    let (track, couple_ended) = (row.track(), row.couple_ended_at.is_some());
    if couple_ended && track.widens(after.visibility) {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let can_be_noticed = !couple_ended && track.takes_back(after.visibility);
    let topic_sealed = place.seal_topic(after.topic.as_deref(), &key)?;
    let change = update_of(&row, &after, Some(topic_sealed), actor.now());
    let earlier = Earlier {
        reason_visibility: before.visibility.min(after.visibility),
        reason: request.reason.clone(),
        state: before,
    };
    let kept = kept_version(&earlier, &row, place, actor.now(), &key)?;
    write(conn, place, &row, &change, &kept).await?;
    let named_before = row.partner_ref;
    let row = corrected_row(row, change);
    if !held && track.tells_partner(after.visibility) {
        let shared = SharedInsert::of(&row, place);
        // Only a name made just now may name a new copy.
        let named_now = row.partner_ref != named_before;
        let shared = shared.map(|shared| if named_now { shared } else { shared.under_a_new_id() });
        replace_shared(conn, place, shared.as_ref()).await?;
    }
    Ok(RuptureResponse { can_be_noticed, ..RuptureResponse::of(row, after, Audience::Author) })
}

/// Deletes a rupture over the version that the author knows. Its id stays taken.
pub(super) async fn delete_rupture(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let (key, held, row) = load(actor, conn, place, version).await?;
    let state = row.state(place.practice, &key)?;
    let was_shared = Audience::Partner.reads(state.visibility);
    let change =
        RuptureUpdate { deleted_at: Some(actor.now()), ..update_of(&row, &state, None, actor.now()) };
    let earlier = Earlier { reason_visibility: state.visibility, reason: None, state };
    let kept = kept_version(&earlier, &row, place, actor.now(), &key)?;
    write(conn, place, &row, &change, &kept).await?;
    if was_shared && !held { replace_shared(conn, place, None).await } else { Ok(()) }
}

async fn load(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<(std::sync::Arc<PracticeKey>, bool, RuptureRow)> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_rupture(conn, &author, place.client, place.id)
    )?;
    let (row, _) = found.ok_or(ApiError::NotFound)?;
    if row.version == version { Ok((key, held, row)) } else { Err(ApiError::PreconditionFailed) }
}

/// Repairs that are linked to a rupture tell the care team of it as long as it may be read.
async fn write(
    conn: Conn<'_>,
    place: Place,
    row: &RuptureRow,
    change: &RuptureUpdate,
    kept: &VersionInsert,
) -> ApiResult<()> {
    write_change(conn, place, row.version, change, kept).await?;
    let read_before = Audience::CareTeam.reads(row.visibility.0);
    let read_after = change.deleted_at.is_none() && Audience::CareTeam.reads(change.visibility.0);
    if read_before == read_after {
        return Ok(());
    }
    count_link_changed(conn, place.practice, place.client, place.id, change.updated_at).await
}

/// Partner and care team each have a version that grows only when something changes that they read. A deletion keeps what it
/// was.
fn update_of(
    row: &RuptureRow,
    state: &State,
    topic_sealed: Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> RuptureUpdate {
    let told_team = Audience::CareTeam.reads(row.visibility.0) || Audience::CareTeam.reads(state.visibility);
    let Track { visibility, partner_ref, partner_version, version, team_version } =
        row.track().changed(state.visibility);
    RuptureUpdate {
        intensity: state.intensity,
        topic_sealed,
        visibility: AsText(visibility),
        partner_ref,
        partner_version,
        version,
        team_version,
        team_changed_at: if told_team { Some(now) } else { row.team_changed_at },
        deleted_at: None,
        updated_at: now,
    }
}

fn kept_version(
    earlier: &Earlier<State>,
    row: &RuptureRow,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        rupture_id: place.id,
        version: row.version,
        state_sealed: earlier.seal(STATE, place, row.version, key)?,
        visibility: row.visibility,
        edited_at: now,
        team_version: row.track().kept_for_team(),
    })
}

fn corrected_row(row: RuptureRow, change: RuptureUpdate) -> RuptureRow {
    let RuptureUpdate {
        intensity,
        topic_sealed,
        visibility,
        partner_ref,
        partner_version,
        version,
        team_version,
        team_changed_at,
        deleted_at: _,
        updated_at,
    } = change;
    RuptureRow {
        intensity,
        topic_sealed,
        visibility,
        partner_ref,
        partner_version,
        version,
        team_version,
        team_changed_at,
        updated_at,
        ..row
    }
}
