//! Writing a rupture: where it belongs and what its id already stands for, then the rows.

use super::dto::{CreateRuptureRequest, RuptureResponse};
use super::model::{Place, RuptureInsert, RuptureRow, State};
use super::queries;
use super::shared::SharedInsert;
use crate::homework::authored::{Asked, Ground, Known, Track, corrected, find_ground, first_digest};
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, FieldError};
use crate::platform::ids::kind::SharedRupture;
use crate::platform::local_day::local_date;
use chrono::{DateTime, Utc};

/// A rupture that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(RuptureResponse),
    Before(RuptureResponse),
}

/// Writes a rupture of its author, or finds it when it was sent before.
pub(super) async fn create_rupture(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateRuptureRequest,
) -> ApiResult<Written> {
    let author = actor.reader();
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let asked = Asked { assignment: None, item: None, couple: Some(request.couple_id) };
    let mut errors = Vec::new();
    let (key, held, known, ground) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::find_known(conn, place),
        find_ground(conn, &author, &asked, &mut errors),
    )?;
    let content = CreateRuptureRequest { sent_at: None, ..request.clone() };
    let digest = first_digest("ruptures.first_digest", &content, &key)?;
    if let Some(known) = known {
        return known_before(known, &digest, place, &key);
    }
    let (insert, state) = new_rupture(request, &ground, place, (digest, actor.now()), &key, errors)?;
    let row = row_of(&insert);
    let shared = if held { None } else { SharedInsert::of(&row, place) };
    queries::insert_rupture(conn, &insert, shared.as_ref()).await?;
    Ok(Written::Now(RuptureResponse::of(row, state, Audience::Author)))
}

/// The same content is answered with what it has become; a deleted id stays deleted.
fn known_before(
    known: Known<RuptureRow>,
    digest: &[u8],
    place: Place,
    key: &PracticeKey,
) -> ApiResult<Written> {
    let row = known.sent_before(digest)?;
    let state = row.state(place.practice, key)?;
    Ok(Written::Before(RuptureResponse::of(row, state, Audience::Author)))
}

/// The new row and what it says; or every broken rule.
fn new_rupture(
    request: &CreateRuptureRequest,
    ground: &Ground,
    place: Place,
    (first_digest, now): (Vec<u8>, DateTime<Utc>),
    key: &PracticeKey,
    mut errors: Vec<FieldError>,
) -> ApiResult<(RuptureInsert, State)> {
    let occurred_at = corrected(request.occurred_at, request.sent_at, now, "/occurred_at", &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    ground.check_lasting()?;
    let visibility = request.visibility.unwrap_or(Visibility::Private);
    let state = State { intensity: request.intensity, topic: request.topic.clone(), visibility };
    let (track, for_team) = (Track::<SharedRupture>::begin(visibility), Audience::CareTeam.reads(visibility));
    let insert = RuptureInsert {
        practice_id: place.practice,
        client_id: place.client,
        id: place.id,
        couple_id: request.couple_id,
        occurred_at,
        time_zone: AsText(request.time_zone),
        local_date: local_date(occurred_at, request.time_zone, ground.day_start),
        intensity: state.intensity,
        topic_sealed: Some(place.seal_topic(state.topic.as_deref(), key)?),
        visibility: AsText(visibility),
        partner_ref: track.partner_ref,
        first_digest,
        received_at: now,
        team_version: track.team_version,
        team_changed_at: for_team.then_some(now),
        created_at: now,
        updated_at: now,
    };
    Ok((insert, state))
}

/// The row as it stands after its insert, while its couple lasts.
fn row_of(insert: &RuptureInsert) -> RuptureRow {
    RuptureRow {
        client_id: insert.client_id,
        id: insert.id,
        couple_id: insert.couple_id,
        occurred_at: insert.occurred_at,
        time_zone: insert.time_zone,
        local_date: insert.local_date,
        intensity: insert.intensity,
        topic_sealed: insert.topic_sealed.clone(),
        visibility: insert.visibility,
        partner_ref: insert.partner_ref,
        partner_version: 1,
        received_at: insert.received_at,
        version: 1,
        team_version: insert.team_version,
        team_changed_at: insert.team_changed_at,
        created_at: insert.created_at,
        updated_at: insert.updated_at,
        couple_ended_at: None,
    }
}
