//! Correcting and deleting a check-in, by its author. What it said before is kept, and what the partner gets changes
//! only when something that the partner reads does.

pub(super) mod queries;

use chrono::{DateTime, Utc};

use crate::homework::check_ins::check::{About, Said, settle};
use crate::homework::check_ins::create::{FIRST_SHARED_VERSION, shared_id};
use crate::homework::check_ins::dto::{CheckInResponse, CorrectCheckInRequest};
use crate::homework::check_ins::model::{Audience, CheckInRow, PersonalInsert, PersonalRow, Visibility};
use crate::homework::check_ins::queries::{find_check_in, find_homework};
use crate::homework::check_ins::state::{EarlierState, Personal, Place, State};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict};
use queries::{ActUpdate, VersionInsert};

/// Replaces what the author may correct, over the version that the author knows.
pub(super) async fn correct_check_in(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectCheckInRequest,
) -> ApiResult<CheckInResponse> {
    let author = actor.reader();
    let (key, found, homework) = futures_util::try_join!(
        actor.key(conn),
        find_check_in(conn, &author, place.client, place.id),
        find_homework(conn, place),
    )?;
    let (act, personal) = found.ok_or(ApiError::NotFound)?;
    let (AsText(mode), AsJson(cadence), AsJson(content)) = homework.ok_or(ApiError::Internal)?;
    if act.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let personal_shared_version = personal.as_ref().map(|personal| personal.partner_version);
    let before = state_of(&act, personal, place, &key)?;
    let about = About {
        in_couple: act.couple_id.is_some(),
        joint: mode.is_joint(),
        cadence: &cadence,
        content: &content,
    };
    let after = settle(&said(&act, request), &about, Some(&before)).map_err(ApiError::Invalid)?;
    if after == before {
        return Ok(CheckInResponse::of(act, after.personal));
    }
    if act.couple_ended_at.is_some() && widens(&before, &after) {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let now = actor.now();
    let reason_visibility = before.narrowest().min(after.narrowest());
    let change = update_of(&act, &before, &after, now);
    let personal = new_personal(&before, &after, personal_shared_version, place, now, &key)?;
    let earlier = EarlierState { state: before, reason: request.reason.clone(), reason_visibility };
    let kept = kept_version(&earlier, place, version, now, &key)?;
    queries::write_correction(conn, place, version, &change, &kept, personal.as_ref()).await?;
    Ok(CheckInResponse::of(corrected_row(act, change), after.personal))
}

/// Deletes a check-in over the version that the author knows. Its id stays taken.
pub(super) async fn delete_check_in(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let author = actor.reader();
    let (key, found) =
        futures_util::try_join!(actor.key(conn), find_check_in(conn, &author, place.client, place.id))?;
    let (act, personal) = found.ok_or(ApiError::NotFound)?;
    if act.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let state = state_of(&act, personal, place, &key)?;
    let reason_visibility = state.narrowest();
    let earlier = EarlierState { state, reason: None, reason_visibility };
    let kept = kept_version(&earlier, place, version, actor.now(), &key)?;
    queries::write_deletion(conn, place, version, &kept).await
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
    state.shared().and_then(|shared| shared.personal)
}

/// Whether something comes to the partner's eyes that was not there before.
fn widens(before: &State, after: &State) -> bool {
    let act = is_shared(after.visibility) && !is_shared(before.visibility);
    act || (shared_personal(after).is_some() && shared_personal(before).is_none())
}

/// A taking back clears the partner's id, and sharing anew makes a new one: the two cannot be tied together. The
/// partner's version grows only when something changes that the partner reads.
fn update_of(act: &CheckInRow, before: &State, after: &State, now: DateTime<Utc>) -> ActUpdate {
    let (partner_ref, partner_version) = match (before.shared(), after.shared()) {
        (Some(old), Some(new)) if old == new => (act.partner_ref, act.partner_version),
        (Some(_), Some(_)) => (act.partner_ref, act.partner_version.saturating_add(1)),
        (None, Some(_)) | (_, None) => (shared_id(after.visibility), FIRST_SHARED_VERSION),
    };
    ActUpdate {
        outcome: AsText(after.outcome),
        count: after.count,
        minutes: after.minutes,
        visibility: AsText(after.visibility),
        partner_ref,
        partner_version,
        version: act.version.saturating_add(1),
        updated_at: now,
    }
}

fn new_personal(
    before: &State,
    after: &State,
    shared_version: Option<i32>,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<Option<PersonalInsert>> {
    let Some(personal) = &after.personal else { return Ok(None) };
    let kept = shared_version.unwrap_or(FIRST_SHARED_VERSION);
    let partner_version = match (shared_personal(before), shared_personal(after)) {
        (Some(old), Some(new)) if old == new => kept,
        (Some(_), Some(_)) => kept.saturating_add(1),
        // What was private until now must not show that it was there.
        (None, _) | (_, None) => FIRST_SHARED_VERSION,
    };
    Ok(Some(PersonalInsert {
        practice_id: place.practice,
        client_id: place.client,
        check_in_id: place.id,
        visibility: AsText(personal.visibility),
        effort: personal.effort,
        helpfulness: personal.helpfulness,
        closeness: personal.closeness,
        words_sealed: personal.words.seal(place, key)?,
        partner_version,
        created_at: now,
        updated_at: now,
    }))
}

fn kept_version(
    earlier: &EarlierState,
    place: Place,
    version: i32,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        check_in_id: place.id,
        version,
        state_sealed: earlier.seal(place, version, key)?,
        visibility: AsText(earlier.state.visibility),
        edited_by: place.client,
        edited_at: now,
    })
}

fn corrected_row(act: CheckInRow, change: ActUpdate) -> CheckInRow {
    let ActUpdate { outcome, count, minutes, visibility, partner_ref, partner_version, version, updated_at } =
        change;
    CheckInRow {
        outcome,
        count,
        minutes,
        visibility,
        partner_ref,
        partner_version,
        version,
        updated_at,
        ..act
    }
}
