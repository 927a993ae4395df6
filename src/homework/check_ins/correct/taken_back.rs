//! Whether something that somebody reads was taken back, deleted or in part kept to its author again.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::state_of;
use crate::homework::check_ins::model::{Audience, CheckInRow, PersonalRow};
use crate::homework::check_ins::queries::with_parts;
use crate::homework::check_ins::state::{EarlierState, Place, Reading, State};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId, PracticeId};
use crate::schema::{check_in_versions, check_ins};

/// A check-in as it is now, whether it is deleted, and a version that was given up.
type Changed = (CheckInRow, Option<PersonalRow>, Option<DateTime<Utc>>, i32, Vec<u8>);

/// Whether this client, since then, took back from these readers a check-in of a day up to `to` in this care, or how it felt, or
/// deleted it. What was corrected is not taken back, and what was kept from them then as now does not count.
pub async fn taken_back_since(
    mut conn: Conn<'_>,
    (practice, client): (PracticeId, ClientId),
    couple: Option<CoupleId>,
    from: Audience,
    (to, since): (NaiveDate, DateTime<Utc>),
    key: &PracticeKey,
) -> ApiResult<bool> {
    let of_act = check_in_versions::practice_id
        .eq(check_ins::practice_id)
        .and(check_in_versions::client_id.eq(check_ins::client_id))
        .and(check_in_versions::check_in_id.eq(check_ins::id));
    let changed: Vec<Changed> = with_parts(Audience::Author.readable())
        .inner_join(check_in_versions::table.on(of_act))
        .filter(check_ins::practice_id.eq(practice))
        .filter(check_in_versions::practice_id.eq(practice))
        .filter(check_ins::client_id.eq(client))
        .filter(check_ins::couple_id.is_not_distinct_from(couple))
        .filter(check_ins::local_date.le(to))
        .filter(check_ins::created_at.le(since))
        .filter(check_ins::team_changed_at.assume_not_null().gt(since))
        .filter(check_in_versions::edited_at.gt(since))
        .order((check_ins::client_id, check_ins::id, check_in_versions::version))
        // The first version that was given up since is what it said then.
        .distinct_on((check_ins::client_id, check_ins::id))
        .select((
            CheckInRow::as_select(),
            Option::<PersonalRow>::as_select(),
            check_ins::deleted_at,
            check_in_versions::version,
            check_in_versions::state_sealed,
        ))
        .load(&mut conn)
        .await?;
    for (act, personal, deleted_at, version, sealed) in changed {
        let place = Place { practice, client, id: act.id };
        let then = EarlierState::open(place, version, &sealed, key)?.state;
        let now = state_of(&act, personal, place, key)?;
        if loses(from, &then, Some(&now).filter(|_| deleted_at.is_none())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether these readers lose the act by a change, or how it felt.
fn loses(readers: Audience, then: &State, now: Option<&State>) -> bool {
    let (then, now) = (then.read_by(readers), now.and_then(|now| now.read_by(readers)));
    let felt =
        |reading: &Option<Reading<'_>>| reading.as_ref().is_some_and(|reading| reading.personal.is_some());
    (then.is_some() && now.is_none()) || (felt(&then) && !felt(&now))
}
