//! Agreeing to a version, which carries it out where both have and may.

use super::carry_out::Carrying;
use super::dto::RetroResponse;
use super::habit::fill;
use super::model::{Place, RetroRow, Words};
use super::queries::{self, Agreement};
use super::settings::partners_apply;
use super::view::{check_open, read};
use super::write::{check_in_event, event_of};
use crate::homework::assignments::AssignmentRow;
use crate::identity::actor::{Actor, ClientOnly};
use crate::identity::audit::Event;
use crate::identity::practice_keys::PracticeKey;
use crate::people::couples::take_turn;
use crate::people::safety;
use crate::platform::db::{Conn, or_undo};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{CheckInId, CoupleId};

/// Agrees to the newest version that the partner knows, as it was read. What the care team wrote is held by whoever agrees first.
/// Names the events to record: the agreement, the check-in that it makes, and all that is carried out by it.
pub(super) async fn agree(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    (couple, number): (CoupleId, i32),
    version: i32,
) -> ApiResult<(RetroResponse, Vec<Event>)> {
    let (reader, now) = (actor.reader(), actor.now());
    let (row, held, key) = futures_util::try_join!(
        queries::find_retro(conn, &reader, couple, number),
        safety::lock_and_ask(conn, reader.practice, reader.member),
        actor.key(conn)
    )?;
    let row = row.ok_or(ApiError::NotFound)?;
    let turn = take_turn(conn, reader.practice, couple).await;
    let known = read(conn, &reader, (couple, number), &key).await?;
    if known.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    turn?;
    check_open(&known)?;
    let mut events = vec![event_of("agree_retro", &reader, couple)];
    let first = known.agreements.is_empty();
    if first {
        let check_in = hold(actor, conn, &row, &key).await?;
        events.extend(check_in.map(|id| check_in_event(id, reader.member)));
        let agreement = Agreement { agreed_at: now, reaches: !held, filled: check_in.is_some() };
        queries::write_agreement(conn, reader.practice, &row, reader.member, &agreement).await?;
    }
    let parked = !first && !queries::agreement_reaches(conn, reader.practice, &row, reader.member).await?;
    if parked && !held {
        queries::reach_partner(conn, reader.practice, &row, reader.member, now).await?;
    }
    // One that was given under a hold brings nothing about: the homework is the partner's too.
    if !held && (first || parked) {
        events.extend(carry_out(actor, conn, &row, &key).await?);
    }
    Ok((read(conn, &reader, (couple, number), &key).await?, events))
}

/// Carries out what both partners agreed to, where they may. What would be refused to a therapist is left to one, who learns the
/// reason: the agreement stands, and no partner is told why.
async fn carry_out(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    row: &RetroRow,
    key: &PracticeKey,
) -> ApiResult<Vec<Event>> {
    let (reader, couple) = (actor.reader(), row.couple_id);
    let both = queries::both_agree(conn, reader.practice, row).await?;
    if !both || !partners_apply(conn, reader.practice, couple).await? {
        return Ok(Vec::new());
    }
    let work =
        async |conn: Conn<'_>| Carrying { conn, couple, reader, now: actor.now(), key }.carry_out(row).await;
    match or_undo(conn, work).await {
        Err(
            ApiError::Invalid(_)
            | ApiError::Conflict(_)
            | ApiError::WrongState(_)
            | ApiError::PreconditionFailed,
        ) => Ok(Vec::new()),
        carried => carried,
    }
}

/// The check-in of whoever agrees first to what the care team wrote.
async fn hold(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    row: &RetroRow,
    key: &PracticeKey,
) -> ApiResult<Option<CheckInId>> {
    if row.client_id.is_some() {
        return Ok(None);
    }
    let reader = actor.reader();
    let homework: Vec<AssignmentRow> = queries::list_homework(conn, &reader, row.couple_id).await?;
    let place = Place { practice: reader.practice, couple: row.couple_id, number: row.number };
    let words = Words::open(place, &row.words_sealed, key)?;
    fill(actor, conn, (row.couple_id, row.month), &homework, &words).await
}
