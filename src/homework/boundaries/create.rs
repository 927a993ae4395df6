//! Writing a boundary: what it stands on and what its id already stands for, then the row.

use chrono::{DateTime, Utc};

use super::dto::{BoundaryResponse, CreateBoundaryRequest};
use super::model::{BoundaryInsert, BoundaryRow, Place, Words};
use super::queries;
use super::shared::SharedInsert;
use crate::homework::authored::{Asked, Ground, Known, Source, Track, corrected, find_ground, first_digest};
use crate::homework::check_ins::{Audience, ReconnectPlan, Visibility};
use crate::homework::library::{Content, Purpose};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, FieldError};
use crate::platform::ids::kind::SharedBoundary;
use crate::platform::local_day::local_date;

/// A boundary that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(BoundaryResponse),
    Before(BoundaryResponse),
}

/// Writes a boundary of its author, or finds it when it was sent before.
pub(super) async fn make_boundary(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateBoundaryRequest,
) -> ApiResult<Written> {
    let author = actor.reader();
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let asked = Asked { assignment: request.assignment_id, item: request.item_id, couple: request.couple_id };
    let mut errors = Vec::new();
    let (key, held, known, ground) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::find_known(conn, place),
        find_ground(conn, &author, &asked, &mut errors),
    )?;
    let content = CreateBoundaryRequest { sent_at: None, ..request.clone() };
    let digest = first_digest("boundaries.first_digest", &content, &key)?;
    if let Some(known) = known {
        return known_before(known, &digest, place, &key);
    }
    let (boundary, row) = new_boundary(request, ground, place, (digest, actor.now()), &key, errors)?;
    let shared = if held { None } else { SharedInsert::of(&row, place) };
    queries::insert_boundary(conn, &boundary, shared.as_ref()).await?;
    BoundaryResponse::open(row, false, place.practice, Audience::Author, &key).map(Written::Now)
}

/// The same content is answered with what it has become; a deleted id stays deleted.
fn known_before(
    known: Known<BoundaryRow>,
    digest: &[u8],
    place: Place,
    key: &PracticeKey,
) -> ApiResult<Written> {
    let row = known.sent_before(digest)?;
    BoundaryResponse::open(row, false, place.practice, Audience::Author, key).map(Written::Before)
}

/// The new row, and as it stands after its insert; or every broken rule.
fn new_boundary(
    request: &CreateBoundaryRequest,
    ground: Ground,
    place: Place,
    (first_digest, now): (Vec<u8>, DateTime<Utc>),
    key: &PracticeKey,
    mut errors: Vec<FieldError>,
) -> ApiResult<(BoundaryInsert, BoundaryRow)> {
    let written_at = corrected(request.written_at, request.sent_at, now, "/written_at", &mut errors);
    let visibility = request.visibility.unwrap_or(Visibility::Therapist);
    let words = Words {
        limit: request.limit.clone(),
        so_that: request.so_that.clone(),
        reconnect: request.reconnect.clone(),
    };
    check_script(request, ground.source.as_ref(), &mut errors);
    check_plan(request.purpose, words.reconnect.as_ref(), &mut errors);
    check_visibility(visibility, request.purpose, ground.couple.is_some(), &mut errors);
    let Some(source) = ground.source.as_ref().filter(|_| errors.is_empty()) else {
        return Err(ApiError::Invalid(errors));
    };
    ground.check_lasting()?;
    let track = Track::<SharedBoundary>::begin(visibility);
    let boundary = BoundaryInsert {
        practice_id: place.practice,
        client_id: place.client,
        id: place.id,
        couple_id: ground.couple,
        assignment_id: request.assignment_id,
        item_id: source.item,
        item_version: source.version,
        purpose: AsText(request.purpose),
        written_at,
        time_zone: AsText(request.time_zone),
        local_date: local_date(written_at, request.time_zone, ground.day_start),
        visibility: AsText(visibility),
        partner_ref: track.partner_ref,
        words_sealed: words.seal(place, key)?,
        first_digest,
        received_at: now,
        team_version: track.team_version,
        created_at: now,
        updated_at: now,
    };
    let row = row_of(&boundary, track, source.title.clone());
    Ok((boundary, row))
}

/// It is made from a boundary script, and has its purpose.
fn check_script(request: &CreateBoundaryRequest, source: Option<&Source>, errors: &mut Vec<FieldError>) {
    let at = if request.assignment_id.is_some() { "/assignment_id" } else { "/item_id" };
    match source.map(|source| &source.content) {
        Some(Content::BoundaryScript(script)) if script.purpose == request.purpose => {}
        Some(Content::BoundaryScript(_)) => {
            errors.push(FieldError::at("/purpose", "other_purpose", "must be that of the boundary script"));
        }
        Some(_) => errors.push(FieldError::at(at, "wrong_kind", "must be a boundary script")),
        None if request.assignment_id.is_none() && request.item_id.is_none() => {
            errors.push(FieldError::at(at, "required", "needs a boundary script, or an assignment of one"));
        }
        // That it is unknown was said.
        None => {}
    }
}

/// A limit for connection comes with a plan for closeness; a protective one never asks for it.
pub(super) fn check_plan(purpose: Purpose, plan: Option<&ReconnectPlan>, errors: &mut Vec<FieldError>) {
    match (purpose, plan) {
        (Purpose::Connection, None) => {
            let detail = "is required: a limit for connection comes with a plan for closeness";
            errors.push(FieldError::at("/reconnect", "reconnect_required", detail));
        }
        (Purpose::Protective, Some(_)) => {
            let detail = "must be left out: a protective limit never asks for closeness";
            errors.push(FieldError::at("/reconnect", "protective", detail));
        }
        (Purpose::Connection, Some(plan)) if plan.after_minutes.is_some() == plan.at.is_some() => {
            let detail = "must say either after how many minutes or at what time";
            errors.push(FieldError::at("/reconnect", "one_of_two", detail));
        }
        (Purpose::Connection, Some(_)) | (Purpose::Protective, None) => {}
    }
}

/// Only what belongs to a couple is shared with a partner, and nothing protective ever.
pub(super) fn check_visibility(
    visibility: Visibility,
    purpose: Purpose,
    in_couple: bool,
    errors: &mut Vec<FieldError>,
) {
    if !Audience::Partner.reads(visibility) {
        return;
    }
    if purpose == Purpose::Protective {
        let detail = "of a protective limit can never be partner";
        errors.push(FieldError::at("/visibility", "protective", detail));
    } else if !in_couple {
        let detail = "can be partner only for what belongs to a couple";
        errors.push(FieldError::at("/visibility", "needs_couple", detail));
    }
}

/// The row as it stands after its insert, while its couple lasts.
fn row_of(boundary: &BoundaryInsert, track: Track<SharedBoundary>, item_title: String) -> BoundaryRow {
    BoundaryRow {
        client_id: boundary.client_id,
        id: boundary.id,
        couple_id: boundary.couple_id,
        assignment_id: boundary.assignment_id,
        item_id: boundary.item_id,
        item_version: boundary.item_version,
        purpose: boundary.purpose,
        written_at: boundary.written_at,
        time_zone: boundary.time_zone,
        local_date: boundary.local_date,
        visibility: boundary.visibility,
        partner_ref: boundary.partner_ref,
        partner_version: track.partner_version,
        words_sealed: boundary.words_sealed.clone(),
        ended_at: None,
        received_at: boundary.received_at,
        version: track.version,
        team_version: boundary.team_version,
        created_at: boundary.created_at,
        updated_at: boundary.updated_at,
        couple_ended_at: None,
        item_title,
    }
}
