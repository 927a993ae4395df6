//! What was found, opened for its reader.

use super::correct::queries::VersionRow;
use super::dto::{CheckInResponse, CheckInVersionResponse, PersonalResponse};
use super::model::Audience;
use super::queries::{Found, Read};
use super::state::{EarlierState, Place, State, counted};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::PracticeId;

/// The answer for a check-in that was found.
pub fn open(
    found: Found,
    practice: PracticeId,
    reader: Audience,
    key: &PracticeKey,
) -> ApiResult<CheckInResponse> {
    let (act, personal) = found;
    let place = Place { practice, client: act.client_id, id: act.id };
    let personal = personal.map(|personal| personal.open(place, key)).transpose()?;
    Ok(CheckInResponse::of(act, personal, reader))
}

/// The answer for a check-in that its author or the care team reads.
pub fn open_read(
    (act, personal, copy): Read,
    practice: PracticeId,
    reader: Audience,
    key: &PracticeKey,
) -> ApiResult<CheckInResponse> {
    let answer = open((act, personal), practice, reader, key)?;
    Ok(match reader {
        Audience::CareTeam => answer.reaching_partner(copy),
        Audience::Author | Audience::Partner => answer,
    })
}

/// The answer for an earlier version, with what this reader may read of it.
pub fn open_version(
    row: VersionRow,
    place: Place,
    reader: Audience,
    couple_ended: bool,
    key: &PracticeKey,
) -> ApiResult<CheckInVersionResponse> {
    let told = row.told(reader);
    let VersionRow { version, team_version: _, state_sealed, edited_by, edited_at } = row;
    let earlier = EarlierState::open(place, version, &state_sealed, key)?;
    let EarlierState { state, reason, reason_visibility } = earlier;
    let State { outcome, count, minutes, visibility, personal } = state;
    let personal = personal.filter(|personal| reader.reads(personal.visibility));
    Ok(CheckInVersionResponse {
        version: told,
        outcome,
        count: counted(outcome, count),
        minutes,
        visibility,
        personal: personal.map(|personal| PersonalResponse::of(personal, couple_ended)),
        edited_by,
        edited_at,
        reason: reason.filter(|_| reader.reads(reason_visibility)),
    })
}
