//! Correcting and deleting a repair and saying what became of its promise, by its author. What it said before is kept, and
//! what the partner gets changes only when something that the partner reads does.

use chrono::{DateTime, Utc};

use super::dto::{CorrectRepairRequest, RepairResponse, UpdateFollowThroughRequest};
use super::links::{Rupture, find_linked, resolve, same_link};
use super::model::{RepairRow, RepairUpdate, VersionInsert};
use super::queries::{find_repair, write_change};
use super::shared::{SharedInsert, replace_shared};
use super::state::{FollowThrough, Place, STATE, State};
use crate::homework::authored::Earlier;
use crate::homework::check_ins::Audience;
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn correct_repair(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectRepairRequest,
) -> ApiResult<RepairResponse> {
    let CorrectRepairRequest {
        rupture_id,
        shared_rupture_id,
        in_person,
        parts,
        follow_through_by,
        visibility,
        reason,
    } = request.clone();
    let loaded = load(actor, conn, place, version).await?;
    let after = State {
        rupture_id,
        shared_rupture_id,
        in_person,
        parts,
        follow_through_by,
        follow_through: loaded.before.follow_through,
        visibility: visibility.unwrap_or(loaded.before.visibility),
    };
    replace(actor, conn, loaded, after, reason).await
}

/// Says what became of what was promised, over the version that the author knows.
pub(super) async fn update_follow_through(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &UpdateFollowThroughRequest,
) -> ApiResult<RepairResponse> {
    let loaded = load(actor, conn, place, version).await?;
    let UpdateFollowThroughRequest { outcome, on } = *request;
    // The day is the author's own, which may be one further than that of UTC.
    if on > actor.now().date_naive().succ_opt().unwrap_or(on) {
        return Err(ApiError::rule("/on", "in_future", "must not be in the future"));
    }
    if on < loaded.row.local_date {
        return Err(ApiError::rule("/on", "too_early", "must not be before the repair"));
    }
    let after = State { follow_through: Some(FollowThrough { outcome, on }), ..loaded.before.clone() };
    replace(actor, conn, loaded, after, None).await
}

/// Deletes a repair over the version that the author knows. Its id stays taken.
pub(super) async fn delete_repair(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let Loaded { place, key, held, row, before, about } = load(actor, conn, place, version).await?;
    let was_shared = Audience::Partner.reads(before.visibility);
    let told = Told::of((&before, about), None);
    let change = update_of(&row, &before, None, &told, None, actor.now());
    let kept = kept_version(before, None, None, &told, &row, place, actor.now(), &key)?;
    write_change(conn, place, row.version, &change, &kept).await?;
    if was_shared && !held { replace_shared(conn, place, None).await } else { Ok(()) }
}

/// A repair as it stands, for its author to change.
struct Loaded {
    place: Place,
    key: std::sync::Arc<PracticeKey>,
    held: bool,
    row: RepairRow,
    before: State,
    about: Option<Rupture>,
}

async fn load(actor: &Actor<impl Access>, conn: Conn<'_>, place: Place, version: i32) -> ApiResult<Loaded> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_repair(conn, &author, place.client, place.id)
    )?;
    let (row, ..) = found.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let before = row.state(place.practice, &key)?;
    let about = find_linked(conn, place.practice, row.rupture_client_id.zip(row.rupture_id)).await?;
    Ok(Loaded { place, key, held, row, before, about })
}

async fn replace(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    loaded: Loaded,
    after: State,
    reason: Option<String>,
) -> ApiResult<RepairResponse> {
    let Loaded { place, key, held, row, before, about } = loaded;
    if after == before {
        return Ok(RepairResponse::for_author(row, after));
    }
    let (track, couple_ended) = (row.track(), row.couple_ended_at.is_some());
    if couple_ended && track.widens(after.visibility) {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let about_now = if same_link(&before, &after) {
        about
    } else {
        resolve(conn, &actor.reader(), row.couple_id, after.rupture_id, after.shared_rupture_id).await?
    };
    let now = actor.now();
    let can_be_noticed = !couple_ended && track.takes_back(after.visibility);
    let told = Told::of((&before, about), Some((&after, about_now)));
    let words_sealed = after.parts.seal(place, &key)?;
    let change = RepairUpdate {
        rupture_client_id: about_now.map(|rupture| rupture.client),
        rupture_id: about_now.map(|rupture| rupture.id),
        ..update_of(&row, &before, Some(&after), &told, Some(words_sealed), now)
    };
    let kept = kept_version(before, Some(&after), reason, &told, &row, place, now, &key)?;
    write_change(conn, place, row.version, &change, &kept).await?;
    let named_before = row.partner_ref;
    let row = corrected_row(row, change);
    if told.partner && !held {
        let shared = SharedInsert::of(&row, place);
        // Only a name made just now may name a new copy.
        let named_now = row.partner_ref != named_before;
        let shared = shared.map(|shared| if named_now { shared } else { shared.under_a_new_id() });
        replace_shared(conn, place, shared.as_ref()).await?;
    }
    Ok(RepairResponse { can_be_noticed, ..RepairResponse::for_author(row, after) })
}

/// Whose reading a change alters.
struct Told {
    team: bool,
    partner: bool,
}

impl Told {
    /// From one state to the next, or to none, each about a rupture or none.
    fn of(before: (&State, Option<Rupture>), after: Option<(&State, Option<Rupture>)>) -> Self {
        let alters = |audience| {
            let after = after.and_then(|(after, about)| after.read_by(audience, about));
            before.0.read_by(audience, before.1) != after
        };
        Self { team: alters(Audience::CareTeam), partner: alters(Audience::Partner) }
    }
}

/// Partner and care team each have a version that grows only when something changes that they read. A deletion keeps what it
/// was.
fn update_of(
    row: &RepairRow,
    before: &State,
    after: Option<&State>,
    told: &Told,
    words_sealed: Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> RepairUpdate {
    let state = after.unwrap_or(before);
    let (done, track) = (state.parts.done(), row.track().changed(state.visibility));
    RepairUpdate {
        rupture_client_id: row.rupture_client_id,
        rupture_id: row.rupture_id,
        shared_rupture_id: state.shared_rupture_id,
        in_person: state.in_person,
        own_done: done.own,
        impact_done: done.impact,
        validate_done: done.validate,
        do_over_done: done.do_over,
        follow_through_by: state.follow_through_by,
        follow_through: state.follow_through.map(|said| AsText(said.outcome)),
        follow_through_on: state.follow_through.map(|said| said.on),
        words_sealed,
        visibility: AsText(state.visibility),
        partner_ref: track.partner_ref,
        partner_version: if told.partner { track.partner_version } else { row.partner_version },
        version: track.version,
        team_version: if told.team { track.team_version } else { row.team_version },
        team_changed_at: if told.team { Some(now) } else { row.team_changed_at },
        deleted_at: after.is_none().then_some(now),
        updated_at: now,
    }
}

#[expect(clippy::too_many_arguments, reason = "a version is made of all that was there")]
fn kept_version(
    before: State,
    after: Option<&State>,
    reason: Option<String>,
    told: &Told,
    row: &RepairRow,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    let visibility = before.visibility;
    let read_by_team = told.team && Audience::CareTeam.reads(visibility);
    let reason_visibility = after.map_or(visibility, |after| visibility.min(after.visibility));
    let earlier = Earlier { state: before, reason, reason_visibility };
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        repair_id: place.id,
        version: row.version,
        state_sealed: earlier.seal(STATE, place, row.version, key)?,
        visibility: AsText(visibility),
        edited_at: now,
        team_version: read_by_team.then_some(row.team_version),
    })
}

fn corrected_row(row: RepairRow, change: RepairUpdate) -> RepairRow {
    let RepairUpdate {
        rupture_client_id,
        rupture_id,
        shared_rupture_id,
        in_person,
        own_done,
        impact_done,
        validate_done,
        do_over_done,
        follow_through_by,
        follow_through,
        follow_through_on,
        words_sealed,
        visibility,
        partner_ref,
        partner_version,
        version,
        team_version,
        team_changed_at,
        deleted_at: _,
        updated_at,
    } = change;
    RepairRow {
        rupture_client_id,
        rupture_id,
        shared_rupture_id,
        in_person,
        own_done,
        impact_done,
        validate_done,
        do_over_done,
        follow_through_by,
        follow_through,
        follow_through_on,
        words_sealed,
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
