//! What was found, opened for its reader.

use super::dto::{RuptureResponse, RuptureVersionResponse};
use super::model::{Place, STATE, State, VersionRow};
use super::queries::Read;
use crate::homework::authored::Earlier;
use crate::homework::check_ins::Audience;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::PracticeId;

/// The answer for a rupture that its author or the care team reads.
pub(super) fn open(
    (row, copy): Read,
    practice: PracticeId,
    reader: Audience,
    key: &PracticeKey,
) -> ApiResult<RuptureResponse> {
    let state = row.state(practice, key)?;
    let answer = RuptureResponse::of(row, state, reader);
    Ok(match reader {
        Audience::CareTeam => answer.reaching_partner(copy.is_some()),
        Audience::Author | Audience::Partner => answer,
    })
}

/// The answer for an earlier version.
pub(super) fn open_version(
    row: VersionRow,
    place: Place,
    reader: Audience,
    key: &PracticeKey,
) -> ApiResult<RuptureVersionResponse> {
    let told = row.told(reader);
    let VersionRow { version, team_version: _, state_sealed, edited_at } = row;
    let earlier = Earlier::open(STATE, place, version, &state_sealed, key)?;
    let Earlier { state: State { intensity, topic, visibility }, reason, reason_visibility } = earlier;
    Ok(RuptureVersionResponse {
        version: told,
        intensity,
        topic,
        visibility,
        edited_at,
        reason: reason.filter(|_| reader.reads(reason_visibility)),
    })
}
