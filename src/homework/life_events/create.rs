//! Writing a life event: what it stands on and what its id already stands for, then the row.

use super::dto::{CreateLifeEventRequest, LifeEventResponse};
use super::model::{EventInsert, EventRow, LifeEventVisibility, Place, seal_title};
use super::queries;
use crate::homework::authored::{Asked, find_ground, first_digest};
use crate::homework::check_ins::Audience;
use crate::identity::actor::{Access, Actor};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};

/// An event that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(LifeEventResponse),
    Before(LifeEventResponse),
}

/// Writes an event of its author, or finds it when it was sent before.
pub(super) async fn create_event(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateLifeEventRequest,
) -> ApiResult<Written> {
    let (author, now) = (actor.reader(), actor.now());
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let asked = Asked { assignment: None, item: None, couple: request.couple_id };
    let mut errors = Vec::new();
    let (key, known, ground) = futures_util::try_join!(
        actor.key(conn),
        queries::find_known(conn, place),
        find_ground(conn, &author, &asked, &mut errors),
    )?;
    let digest = first_digest("life_events.first_digest", request, &key)?;
    let open = |row: EventRow| row.told(place.practice, Audience::Author, &key).map(LifeEventResponse::from);
    if let Some(known) = known {
        return open(known.sent_before(&digest)?).map(Written::Before);
    }
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    ground.check_lasting()?;
    let visibility = request.visibility.unwrap_or(LifeEventVisibility::Therapist);
    let event = EventInsert {
        practice_id: place.practice,
        client_id: place.client,
        id: place.id,
        couple_id: ground.couple,
        happened_on: request.on,
        visibility: AsText(visibility),
        title_sealed: seal_title(&request.title, place, &key)?,
        first_digest: digest,
        team_version: i32::from(visibility.team_reads()),
        created_at: now,
        updated_at: now,
    };
    queries::insert_event(conn, &event).await?;
    open(row_of(event)).map(Written::Now)
}

/// The row as it stands after its insert.
fn row_of(event: EventInsert) -> EventRow {
    EventRow {
        client_id: event.client_id,
        id: event.id,
        couple_id: event.couple_id,
        happened_on: event.happened_on,
        visibility: event.visibility,
        title_sealed: event.title_sealed,
        version: 1,
        team_version: event.team_version,
        created_at: event.created_at,
        updated_at: event.updated_at,
    }
}
