//! What was found, opened for its reader.

use super::dto::{RepairResponse, RepairVersionResponse};
use super::model::VersionRow;
use super::queries::Read;
use super::state::{Place, STATE, State};
use crate::homework::authored::Earlier;
use crate::homework::check_ins::Audience;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::PracticeId;

/// The answer for a repair that its author or the care team reads.
pub(super) fn open(
    (row, copy, about): Read,
    practice: PracticeId,
    reader: Audience,
    key: &PracticeKey,
) -> ApiResult<RepairResponse> {
    let state = row.state(practice, key)?;
    let rupture_of = row.rupture_client_id.zip(about);
    Ok(match reader {
        Audience::CareTeam => RepairResponse::for_team(row, state, copy.is_some(), rupture_of),
        Audience::Author | Audience::Partner => RepairResponse::for_author(row, state),
    })
}

/// The answer for an earlier version.
pub(super) fn open_version(
    row: VersionRow,
    place: Place,
    reader: Audience,
    key: &PracticeKey,
) -> ApiResult<RepairVersionResponse> {
    let told = row.told(reader);
    let VersionRow { version, team_version: _, state_sealed, edited_at } = row;
    let earlier = Earlier::open(STATE, place, version, &state_sealed, key)?;
    let Earlier { state, reason, reason_visibility } = earlier;
    let State {
        rupture_id,
        shared_rupture_id,
        in_person,
        parts,
        follow_through_by,
        follow_through,
        visibility,
    } = state;
    let own = reader == Audience::Author;
    Ok(RepairVersionResponse {
        version: told,
        rupture_id: rupture_id.filter(|_| own),
        shared_rupture_id: shared_rupture_id.filter(|_| own),
        in_person,
        parts,
        follow_through_by,
        follow_through: follow_through.map(Into::into),
        visibility,
        edited_at,
        reason: reason.filter(|_| reader.reads(reason_visibility)),
    })
}
