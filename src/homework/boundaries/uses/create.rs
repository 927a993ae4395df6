//! Writing a use of an own boundary.

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::dto::{BoundaryUseResponse, CreateBoundaryUseRequest};
use super::model::{Place, State, UseInsert, UseRow};
use super::queries;
use super::sign;
use crate::homework::authored::{Asked, Known, Track, corrected, find_ground, first_digest};
use crate::homework::boundaries::model::{BoundaryRow, Place as BoundaryPlace, Words};
use crate::homework::boundaries::queries::find_boundary_row;
use crate::homework::check_ins::{Audience, ReconnectPlan, Visibility};
use crate::homework::library::Purpose;
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::ids::kind::BoundaryUse;
use crate::platform::local_day::{DayStart, TimeZone, instant_of, local_date};

/// A use that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(BoundaryUseResponse),
    Before(BoundaryUseResponse),
}

/// Writes a use of its author, or finds it when it was sent before.
pub(super) async fn create_use(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateBoundaryUseRequest,
) -> ApiResult<Written> {
    let author = actor.reader();
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let days = Asked { assignment: None, item: None, couple: None };
    let mut errors = Vec::new();
    let (key, held, known, boundary, ground) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::find_known(conn, place),
        find_boundary_row(conn, &author, place.client, request.boundary_id),
        find_ground(conn, &author, &days, &mut errors),
    )?;
    let content = CreateBoundaryUseRequest { sent_at: None, ..request.clone() };
    let digest = first_digest("boundary_uses.first_digest", &content, &key)?;
    if let Some(known) = known {
        return known_before(known, &digest, place, &key);
    }
    let Some((boundary, _)) = boundary else {
        let detail = "must be one of your boundaries";
        return Err(ApiError::Invalid(vec![FieldError::at("/boundary_id", "unknown_boundary", detail)]));
    };
    let row = new_use(request, &boundary, ground.day_start, place, actor.now(), &key)?;
    if boundary.couple_ended_at.is_some() {
        return Err(ApiError::Conflict(Conflict::CoupleEnded));
    }
    if request.notify_partner && !held {
        sign::send(actor, conn, &boundary, &row).await?;
    }
    queries::insert_use(conn, &insert_of(&row, place, digest)).await?;
    BoundaryUseResponse::open(row, place.practice, Audience::Author, &key).map(Written::Now)
}

/// The same content is answered with what it has become; a deleted id stays deleted.
fn known_before(known: Known<UseRow>, digest: &[u8], place: Place, key: &PracticeKey) -> ApiResult<Written> {
    let row = known.sent_before(digest)?;
    BoundaryUseResponse::open(row, place.practice, Audience::Author, key).map(Written::Before)
}

/// The new row; or every broken rule.
fn new_use(
    request: &CreateBoundaryUseRequest,
    boundary: &BoundaryRow,
    day_start: DayStart,
    place: Place,
    now: DateTime<Utc>,
    key: &PracticeKey,
) -> ApiResult<UseRow> {
    let mut errors = Vec::new();
    let started_at = corrected(request.started_at, request.sent_at, now, "/started_at", &mut errors);
    let returned_at = request
        .returned_at
        .map(|claimed| corrected(claimed, request.sent_at, now, "/returned_at", &mut errors));
    let purpose = boundary.purpose.0;
    let visibility = request.visibility.unwrap_or(Visibility::Private);
    let state = State {
        visibility,
        returned_at,
        reconnected: request.reconnected,
        respected: request.respected,
        note: request.note.clone(),
    };
    check_state(&state, started_at, purpose, &mut errors);
    check_visibility(request.visibility, boundary.visibility.0, &mut errors);
    check_sign(request.notify_partner, boundary, &mut errors);
    if boundary.ended_at.is_some_and(|ended_at| started_at > ended_at) {
        let detail = "must be before the boundary was ended";
        errors.push(FieldError::at("/started_at", "boundary_ended", detail));
    }
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    let place_of_boundary = BoundaryPlace { practice: place.practice, client: place.client, id: boundary.id };
    let plan = Words::open(place_of_boundary, &boundary.words_sealed, key)?.reconnect;
    let track = Track::<BoundaryUse>::begin(visibility);
    Ok(UseRow {
        client_id: place.client,
        id: place.id,
        boundary_id: boundary.id,
        started_at,
        time_zone: AsText(request.time_zone),
        local_date: local_date(started_at, request.time_zone, day_start),
        return_due_at: plan.and_then(|plan| return_due(&plan, started_at, request.time_zone)),
        returned_at,
        reconnected: state.reconnected,
        respected: state.respected.map(AsText),
        visibility: AsText(visibility),
        notify_partner: request.notify_partner,
        note_sealed: state.seal_note(place, key)?,
        received_at: now,
        version: track.version,
        team_version: track.team_version,
        created_at: now,
        updated_at: now,
        boundary_visibility: boundary.visibility,
        purpose: boundary.purpose,
    })
}

/// What came of it must fit the limit and when it began.
pub(super) fn check_state(
    state: &State,
    started_at: DateTime<Utc>,
    purpose: Purpose,
    errors: &mut Vec<FieldError>,
) {
    if state.returned_at.is_some_and(|returned_at| returned_at < started_at) {
        errors.push(FieldError::at("/returned_at", "before_start", "must not be before it began"));
    }
    if purpose == Purpose::Connection {
        return;
    }
    let detail = "is never asked of a protective limit";
    if state.returned_at.is_some() {
        errors.push(FieldError::at("/returned_at", "protective", detail));
    }
    if state.reconnected.is_some() {
        errors.push(FieldError::at("/reconnected", "protective", detail));
    }
}

/// A use is never the partner's, and nobody reads it who does not read the boundary.
pub(super) fn check_visibility(
    asked: Option<Visibility>,
    boundary: Visibility,
    errors: &mut Vec<FieldError>,
) {
    let Some(visibility) = asked else { return };
    if Audience::Partner.reads(visibility) {
        errors.push(FieldError::at("/visibility", "never_shared", "of a use can never be partner"));
    } else if visibility > boundary {
        let detail = "must not be wider than the visibility of the boundary";
        errors.push(FieldError::at("/visibility", "wider_than_boundary", detail));
    }
}

fn check_sign(asked: bool, boundary: &BoundaryRow, errors: &mut Vec<FieldError>) {
    if !asked {
        return;
    }
    if boundary.purpose.0 == Purpose::Protective {
        let detail = "is never possible for a protective limit";
        errors.push(FieldError::at("/notify_partner", "protective", detail));
    } else if boundary.couple_id.is_none() {
        let detail = "is possible only for a boundary that belongs to a couple";
        errors.push(FieldError::at("/notify_partner", "needs_couple", detail));
    }
}

/// After so many minutes, or at the next time of day by the clock of where the person was.
fn return_due(plan: &ReconnectPlan, started_at: DateTime<Utc>, zone: TimeZone) -> Option<DateTime<Utc>> {
    if let Some(minutes) = plan.after_minutes {
        return started_at.checked_add_signed(TimeDelta::minutes(minutes.into()));
    }
    let time = plan.at?.time();
    let today = zone.wall_clock(started_at).date();
    let due = instant_of(zone, today, time);
    if due > started_at {
        Some(due)
    } else {
        Some(instant_of(zone, today.checked_add_days(Days::new(1))?, time))
    }
}

fn insert_of(row: &UseRow, place: Place, first_digest: Vec<u8>) -> UseInsert {
    UseInsert {
        practice_id: place.practice,
        client_id: row.client_id,
        id: row.id,
        boundary_id: row.boundary_id,
        started_at: row.started_at,
        time_zone: row.time_zone,
        local_date: row.local_date,
        return_due_at: row.return_due_at,
        returned_at: row.returned_at,
        reconnected: row.reconnected,
        respected: row.respected,
        visibility: row.visibility,
        notify_partner: row.notify_partner,
        note_sealed: row.note_sealed.clone(),
        first_digest,
        received_at: row.received_at,
        team_version: row.team_version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_is_due_after_minutes_or_at_the_next_time_of_day() {
        let zone: TimeZone = "Europe/London".parse().unwrap();
        let due = |plan: serde_json::Value, started: &str| {
            let plan = serde_json::from_value(plan).unwrap();
            return_due(&plan, started.parse().unwrap(), zone).unwrap().to_rfc3339()
        };
        let after = serde_json::json!({"what": "Tea", "after_minutes": 60});
        assert_eq!(due(after, "2026-03-02T23:30:00Z"), "2026-03-03T00:30:00+00:00");
        let at = || serde_json::json!({"what": "Tea", "at": "20:00"});
        assert_eq!(due(at(), "2026-07-01T18:00:00Z"), "2026-07-01T19:00:00+00:00");
        assert_eq!(due(at(), "2026-07-01T19:00:00Z"), "2026-07-02T19:00:00+00:00");
    }
}
