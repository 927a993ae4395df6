//! Carrying a retro out as the therapist: all of it in one transaction, or nothing.

use super::carry_out::{Carrying, event_of};
use super::dto::RetroResponse;
use super::model::RetroStatus;
use super::queries;
use super::view::{check_newest, read};
use crate::identity::actor::{Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::people::couples::take_turn;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::CoupleId;

/// Carries a version out as it was read. What was carried out already is answered as it is; names the events to record: the
/// retro, and each assignment that is revised, ended or given.
pub(super) async fn apply(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    (couple, number): (CoupleId, i32),
    version: i32,
) -> ApiResult<(RetroResponse, Vec<Event>)> {
    let reader = own_care(&actor.reader());
    let (row, key) =
        futures_util::try_join!(queries::find_retro(conn, &reader, couple, number), actor.key(conn))?;
    row.ok_or(ApiError::NotFound)?;
    let turn = take_turn(conn, reader.practice, couple).await;
    // Once more, now that nobody else carries it out.
    let row = queries::find_retro(conn, &reader, couple, number).await?.ok_or(ApiError::NotFound)?;
    let known = read(conn, &reader, (couple, number), &key).await?;
    if known.status == RetroStatus::Applied {
        return Ok((known, vec![event_of(couple)]));
    }
    if known.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    turn?;
    check_newest(&known)?;
    let carrying = Carrying { conn, couple, reader, now: actor.now(), key: &key };
    let events = carrying.carry_out(&row).await?;
    Ok((read(conn, &reader, (couple, number), &key).await?, events))
}
