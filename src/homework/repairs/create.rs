//! Writing a repair: where it belongs and what its id already stands for, then the rows.

use chrono::{DateTime, Utc};

use super::dto::{CreateRepairRequest, RepairResponse};
use super::links::{Rupture, resolve};
use super::model::{RepairInsert, RepairRow};
use super::queries;
use super::shared::SharedInsert;
use super::state::Place;
use crate::homework::authored::{Asked, Ground, Known, Track, corrected, find_ground, first_digest};
use crate::homework::check_ins::{Audience, Visibility};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, FieldError};
use crate::platform::ids::kind::SharedRepair;
use crate::platform::local_day::local_date;

/// A repair that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(RepairResponse),
    Before(RepairResponse),
}

/// Writes a repair of its author, or finds it when it was sent before.
pub(super) async fn create_repair(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateRepairRequest,
) -> ApiResult<Written> {
    let author = actor.reader();
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let link = async {
        // A retry is answered whatever became of the rupture meanwhile.
        let (own, shared) = (request.rupture_id, request.shared_rupture_id);
        Ok(resolve(conn, &author, request.couple_id, own, shared).await)
    };
    let asked = Asked { assignment: None, item: None, couple: Some(request.couple_id) };
    let mut errors = Vec::new();
    let (key, held, known, ground, link) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::find_known(conn, place),
        find_ground(conn, &author, &asked, &mut errors),
        link,
    )?;
    let content = CreateRepairRequest { sent_at: None, ..request.clone() };
    let digest = first_digest("repairs.first_digest", &content, &key)?;
    if let Some(known) = known {
        return known_before(known, &digest, place, &key);
    }
    let (occurred_at, about) = checked(request, &ground, link, actor.now(), errors)?;
    let insert = new_repair(request, &ground, (occurred_at, about), place, (digest, actor.now()), &key)?;
    let row = row_of(&insert);
    let shared = if held { None } else { SharedInsert::of(&row, place) };
    queries::insert_repair(conn, &insert, shared.as_ref()).await?;
    let state = row.state(place.practice, &key)?;
    Ok(Written::Now(RepairResponse::for_author(row, state)))
}

/// The same content is answered with what it has become; a deleted id stays deleted.
fn known_before(
    known: Known<RepairRow>,
    digest: &[u8],
    place: Place,
    key: &PracticeKey,
) -> ApiResult<Written> {
    let row = known.sent_before(digest)?;
    let state = row.state(place.practice, key)?;
    Ok(Written::Before(RepairResponse::for_author(row, state)))
}

/// When it happened and the rupture that it is about; or every broken rule.
fn checked(
    request: &CreateRepairRequest,
    ground: &Ground,
    link: ApiResult<Option<Rupture>>,
    now: DateTime<Utc>,
    mut errors: Vec<FieldError>,
) -> ApiResult<(DateTime<Utc>, Option<Rupture>)> {
    let occurred_at = corrected(request.occurred_at, request.sent_at, now, "/occurred_at", &mut errors);
    let link = match link {
        Ok(link) => link,
        Err(ApiError::Invalid(broken)) => {
            errors.extend(broken);
            None
        }
        Err(error) => return Err(error),
    };
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    ground.check_lasting()?;
    Ok((occurred_at, link))
}

/// The new row.
fn new_repair(
    request: &CreateRepairRequest,
    ground: &Ground,
    (occurred_at, about): (DateTime<Utc>, Option<Rupture>),
    place: Place,
    (first_digest, now): (Vec<u8>, DateTime<Utc>),
    key: &PracticeKey,
) -> ApiResult<RepairInsert> {
    let visibility = request.visibility.unwrap_or(Visibility::Therapist);
    let (track, done) = (Track::<SharedRepair>::begin(visibility), request.parts.done());
    let for_team = Audience::CareTeam.reads(visibility);
    Ok(RepairInsert {
        practice_id: place.practice,
        client_id: place.client,
        id: place.id,
        couple_id: request.couple_id,
        rupture_client_id: about.map(|rupture| rupture.client),
        rupture_id: about.map(|rupture| rupture.id),
        shared_rupture_id: request.shared_rupture_id,
        in_person: request.in_person,
        occurred_at,
        time_zone: AsText(request.time_zone),
        local_date: local_date(occurred_at, request.time_zone, ground.day_start),
        own_done: done.own,
        impact_done: done.impact,
        validate_done: done.validate,
        do_over_done: done.do_over,
        follow_through_by: request.follow_through_by,
        words_sealed: Some(request.parts.seal(place, key)?),
        visibility: AsText(visibility),
        partner_ref: track.partner_ref,
        first_digest,
        received_at: now,
        team_version: track.team_version,
        team_changed_at: for_team.then_some(now),
        created_at: now,
        updated_at: now,
    })
}

/// The row as it stands after its insert, while its couple lasts.
fn row_of(insert: &RepairInsert) -> RepairRow {
    RepairRow {
        client_id: insert.client_id,
        id: insert.id,
        couple_id: insert.couple_id,
        rupture_client_id: insert.rupture_client_id,
        rupture_id: insert.rupture_id,
        shared_rupture_id: insert.shared_rupture_id,
        in_person: insert.in_person,
        occurred_at: insert.occurred_at,
        time_zone: insert.time_zone,
        local_date: insert.local_date,
        own_done: insert.own_done,
        impact_done: insert.impact_done,
        validate_done: insert.validate_done,
        do_over_done: insert.do_over_done,
        follow_through_by: insert.follow_through_by,
        follow_through: None,
        follow_through_on: None,
        words_sealed: insert.words_sealed.clone(),
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
