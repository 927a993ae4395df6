//! Correcting and deleting an entry, by its author. What it said before is kept, and the partner's copy changes only with
//! what is shared.

use chrono::{DateTime, Utc};

use super::create::{check_prompts, check_visibility, check_words};
use super::dto::{CorrectJournalEntryRequest, JournalEntryResponse};
use super::model::{EntryRow, EntryUpdate, Place, STATE, State, Words};
use super::queries::{self, find_entry};
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
pub(super) async fn correct_entry(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
    request: &CorrectJournalEntryRequest,
) -> ApiResult<JournalEntryResponse> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_entry(conn, &author, place.client, place.id),
    )?;
    let (row, _) = found.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let before = state_of(&row, place, &key)?;
    let after = settle(request, &row)?;
    let open = |row| JournalEntryResponse::open(row, false, place.practice, Audience::Author, &key);
    if after == before {
        return open(row);
    }
    let (track, couple_ended) = (row.track(), row.couple_ended_at.is_some());
    if couple_ended && track.widens(after.visibility) {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    let now = actor.now();
    let kept = Earlier {
        reason_visibility: before.visibility.min(after.visibility),
        reason: request.reason.clone(),
        state: before,
    };
    let kept = kept_version(&kept, &row, place, now, &key)?;
    let named_before = row.partner_ref;
    let row = row.with(track.changed(after.visibility), after.words.seal(place, &key)?, now);
    queries::write_correction(conn, place, version, &EntryUpdate::of(&row), &kept).await?;
    if !held && track.tells_partner(after.visibility) {
        let shared = SharedInsert::of(&row, place);
        // Only a name made just now may name a new copy.
        let named_now = row.partner_ref != named_before;
        let shared = shared.map(|shared| if named_now { shared } else { shared.under_a_new_id() });
        replace_shared(conn, place, shared.as_ref()).await?;
    }
    let can_be_noticed = !couple_ended && track.takes_back(after.visibility);
    Ok(JournalEntryResponse { can_be_noticed, ..open(row)? })
}

/// Deletes an entry over the version that the author knows. Its id stays taken.
pub(super) async fn delete_entry(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    version: i32,
) -> ApiResult<()> {
    let author = actor.reader();
    let (key, held, found) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        find_entry(conn, &author, place.client, place.id)
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

fn state_of(row: &EntryRow, place: Place, key: &PracticeKey) -> ApiResult<State> {
    Ok(State { visibility: row.visibility.0, words: Words::open(place, &row.words_sealed, key)? })
}

/// The state that an entry gets; or every broken rule.
fn settle(request: &CorrectJournalEntryRequest, row: &EntryRow) -> ApiResult<State> {
    let CorrectJournalEntryRequest { visibility, title, text, feelings, answers, reason: _ } =
        request.clone();
    let words = Words { title, text, feelings, answers };
    let visibility = visibility.unwrap_or(row.visibility.0);
    let mut errors = Vec::new();
    check_words(&words, &mut errors);
    check_visibility(visibility, row.couple_id.is_some(), &mut errors);
    check_prompts(&words.answers, row.item_content.as_ref().map(|content| &content.0), &mut errors);
    if errors.is_empty() { Ok(State { visibility, words }) } else { Err(ApiError::Invalid(errors)) }
}

fn kept_version(
    earlier: &Earlier<State>,
    row: &EntryRow,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<VersionInsert> {
    Ok(VersionInsert {
        practice_id: place.practice,
        client_id: place.client,
        entry_id: place.id,
        version: row.version,
        state_sealed: earlier.seal(STATE, place, row.version, key)?,
        visibility: row.visibility,
        edited_by: place.client,
        edited_at: now,
        team_version: row.track().kept_for_team(),
    })
}
