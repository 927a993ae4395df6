//! Correcting and deleting a check-in, by its author. What it said before is kept, and what the partner gets changes
//! only when something that the partner reads does.

pub(super) mod queries;
pub(super) mod taken_back;
pub(super) mod taking_back;

use chrono::{DateTime, Utc};

use crate::homework::check_ins::check::{About, Said, settle};
use crate::homework::check_ins::create::{FIRST_SHARED_VERSION, shared_id};
use crate::homework::check_ins::dto::{CheckInResponse, CorrectCheckInRequest};
use crate::homework::check_ins::model::{Audience, CheckInRow, PersonalRow, Visibility};
use crate::homework::check_ins::queries::{find_check_in, find_homework};
use crate::homework::check_ins::shared::{SharedInsert, replace_shared};
use crate::homework::check_ins::state::{EarlierState, Personal, Place, State};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};
use queries::{ActUpdate, DeletionUpdate, VersionInsert};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn correct_check_in(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectCheckInRequest,
) -> ApiResult<CheckInResponse> {
    let author = actor.reader();
    let (key, held, found, homework) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_check_in(conn, &author, place.client, place.id),
        find_homework(conn, place),
    )?;
    let (act, personal, _) = found.ok_or(ApiError::NotFound)?;
    let (AsText(mode), AsJson(cadence), AsJson(content)) = homework.ok_or(ApiError::Internal)?;
    if act.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let before = state_of(&act, personal, place, &key)?;
    let about = About {
        in_couple: act.couple_id.is_some(),
        joint: mode.is_joint(),
        granted: false,
        cadence: &cadence,
        content: &content,
    };
    let after = settle(&said(&act, request), &about, Some(&before)).map_err(ApiError::Invalid)?;
    if after == before {
        return Ok(CheckInResponse::of(act, after.personal, Audience::Author));
    }
    if act.couple_ended_at.is_some() && widens(&before, &after) {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let now = actor.now();
    let reason_visibility = before.narrowest().min(after.narrowest());
    let change = update_of(&act, &before, &after, now);
    let personal = after.seal_personal(place, now, &key)?;
    let told = Told::of(&before, Some(&after));
    let can_be_noticed = act.couple_ended_at.is_none() && takes_back(&before, &after);
    let kept = EarlierState { state: before, reason: request.reason.clone(), reason_visibility };
    let kept = kept_version(&kept, &act, &told, place, now, &key)?;
    queries::write_correction(conn, place, version, &change, &kept, personal.as_ref()).await?;
    let named_before = act.partner_ref;
    let act = corrected_row(act, change);
    if told.partner && !held {
        let shared = SharedInsert::of(&act, &after, personal.as_ref(), place);
        // Only a name made just now may name a new copy.
        let named_now = act.partner_ref != named_before;
        let shared = shared.map(|shared| if named_now { shared } else { shared.under_a_new_id() });
        replace_shared(conn, place, shared.as_ref()).await?;
    }
    Ok(CheckInResponse { can_be_noticed, ..CheckInResponse::of(act, after.personal, Audience::Author) })
}

/// Deletes a check-in over the version that the author knows. Its id stays taken.
pub(super) async fn delete_check_in(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_check_in(conn, &author, place.client, place.id)
    )?;
    let (act, personal, _) = found.ok_or(ApiError::NotFound)?;
    if act.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let state = state_of(&act, personal, place, &key)?;
    let (now, told) = (actor.now(), Told::of(&state, None));
    let change = DeletionUpdate {
        deleted_at: Some(now),
        version: act.version.saturating_add(1),
        team_changed_at: if told.team { Some(now) } else { act.team_changed_at },
        partner_changed_at: if told.partner { Some(now) } else { act.partner_changed_at },
        updated_at: now,
    };
    let reason_visibility = state.narrowest();
    let earlier = EarlierState { state, reason: None, reason_visibility };
    let kept = kept_version(&earlier, &act, &told, place, now, &key)?;
    queries::write_deletion(conn, place, version, &change, &kept).await?;
    if told.partner && !held { replace_shared(conn, place, None).await } else { Ok(()) }
}

/// Whose reading a change alters.
struct Told {
    team: bool,
    partner: bool,
}

impl Told {
    /// From one state to the next, or to none.
    fn of(before: &State, after: Option<&State>) -> Self {
        let alters = |audience| before.read_by(audience) != after.and_then(|after| after.read_by(audience));
        Self { team: alters(Audience::CareTeam), partner: alters(Audience::Partner) }
    }
}

fn said<'s>(act: &CheckInRow, request: &'s CorrectCheckInRequest) -> Said<'s> {
    Said {
        purpose: act.purpose.0,
        outcome: request.outcome,
        count: request.count,
        minutes: request.minutes,
        visibility: request.visibility,
        personal: request.personal.as_ref(),
    }
}

fn state_of(
    act: &CheckInRow,
    personal: Option<PersonalRow>,
    place: Place,
    key: &PracticeKey,
) -> ApiResult<State> {
    let personal = personal.map(|personal| personal.open(place, key)).transpose()?;
    let (AsText(outcome), AsText(visibility)) = (act.outcome, act.visibility);
    Ok(State { outcome, count: act.count, minutes: act.minutes, visibility, personal })
}

fn is_shared(visibility: Visibility) -> bool {
    Audience::Partner.reads(visibility)
}

fn shared_personal(state: &State) -> Option<&Personal> {
    state.read_by(Audience::Partner).and_then(|reading| reading.personal)
}

/// Whether something comes to the partner's eyes that was not there before.
fn widens(before: &State, after: &State) -> bool {
    let act = is_shared(after.visibility) && !is_shared(before.visibility);
    act || (shared_personal(after).is_some() && shared_personal(before).is_none())
}

/// Whether something that was before the partner's eyes is there no longer.
fn takes_back(before: &State, after: &State) -> bool {
    widens(after, before)
}

/// A taking back clears the partner's id, and sharing anew makes a new one: the two cannot be tied together. Partner
/// and care team each have a version that grows only when something changes that they read.
fn update_of(act: &CheckInRow, before: &State, after: &State, now: DateTime<Utc>) -> ActUpdate {
    let told = Told::of(before, Some(after));
    let still_shared = is_shared(before.visibility) && is_shared(after.visibility);
    let (partner_ref, partner_version) = match (still_shared, told.partner) {
        (true, changed) => (act.partner_ref, act.partner_version.saturating_add(i32::from(changed))),
        (false, _) => (shared_id(after.visibility), FIRST_SHARED_VERSION),
    };
    let team_reads_it = Audience::CareTeam.reads(after.visibility);
    ActUpdate {
        outcome: AsText(after.outcome),
        count: after.count,
        minutes: after.minutes,
        visibility: AsText(after.visibility),
        partner_ref,
        partner_version,
        share_grant_id: act.share_grant_id.filter(|_| still_shared),
        version: act.version.saturating_add(1),
        team_version: act.team_version.saturating_add(i32::from(told.team && team_reads_it)),
        team_changed_at: if told.team { Some(now) } else { act.team_changed_at },
        partner_changed_at: if told.partner { Some(now) } else { act.partner_changed_at },
        updated_at: now,
    }
}

fn kept_version(
    earlier: &EarlierState,
    act: &CheckInRow,
    told: &Told,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    let read_by_team = told.team && Audience::CareTeam.reads(earlier.state.visibility);
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        check_in_id: place.id,
        version: act.version,
        state_sealed: earlier.seal(place, act.version, key)?,
        visibility: AsText(earlier.state.visibility),
        edited_by: place.client,
        edited_at: now,
        team_version: read_by_team.then_some(act.team_version),
    })
}

fn corrected_row(act: CheckInRow, change: ActUpdate) -> CheckInRow {
    let ActUpdate {
        outcome,
        count,
        minutes,
        visibility,
        partner_ref,
        partner_version,
        share_grant_id,
        version,
        team_version,
        team_changed_at,
        partner_changed_at,
        updated_at,
    } = change;
    CheckInRow {
        outcome,
        count,
        minutes,
        visibility,
        partner_ref,
        partner_version,
        share_grant_id,
        version,
        team_version,
        team_changed_at,
        partner_changed_at,
        updated_at,
        ..act
    }
}
