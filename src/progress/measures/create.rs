//! Writing a measure: what it stands on and what its id already stands for, then the row, and the flag that an answer raises.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::catalogue::{Found, Shelf, find_instrument, load_shelf};
use super::dto::{CreateMeasureRequest, MeasureResponse};
use super::instruments::Instrument;
use super::model::{Administered, ItemAnswer, MeasureInsert, MeasureRow, Place, seal_answers};
use super::queries;
use super::view::{View, are_complete, by_item, find_help, scored, scored_scales};
use crate::homework::{Asked, corrected, find_ground, first_digest};
use crate::identity::actor::{Access, Actor, Reader};
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::own_care;
use crate::people::care_teams::{Context, is_cared_for};
use crate::people::clients::find_client;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, FieldError};
use crate::platform::ids::kind::CoupleId;
use crate::platform::local_day::local_date;

/// A measure that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(MeasureResponse),
    Before(MeasureResponse),
}

/// Writes a measure of the client's own, or of a client in the own care, or finds it when it was sent before.
pub(super) async fn create_measure(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateMeasureRequest,
) -> ApiResult<Written> {
    let reader = actor.reader();
    check_writer(conn, &reader, place, request.couple_id).await?;
    let subject = Reader::of_client(place.practice, place.client);
    let asked = Asked { assignment: None, item: None, couple: request.couple_id };
    let mut errors = Vec::new();
    let (key, known, ground, found, help) = futures_util::try_join!(
        actor.key(conn),
        queries::find_known(conn, place),
        find_ground(conn, &subject, &asked, &mut errors),
        find_instrument(conn, place.practice, &request.instrument, request.instrument_version),
        find_help(conn, &reader),
    )?;
    let content = CreateMeasureRequest { sent_at: None, ..request.clone() };
    let digest = first_digest("measures.first_digest", &content, &key)?;
    let found = found.filter(|found| found.is_known_to(&reader));
    if let Some(known) = known {
        // What somebody else wrote under this id is not told of.
        if known.row.entered_by != reader.member {
            return Err(ApiError::Conflict(Conflict::IdTaken));
        }
        let row = known.sent_before(&digest)?;
        // The instrument may have another version by now.
        let shelf = load_shelf(conn, place.practice, [row.instrument_key.as_str()].into_iter()).await?;
        return View { reader: &reader, shelf: &shelf, key: &key, help }.open(row).map(Written::Before);
    }
    let instrument = check_answers(found, &request.answers, &mut errors);
    let occurred_at =
        corrected(request.occurred_at, request.sent_at, actor.now(), "/occurred_at", &mut errors);
    let instrument = instrument.filter(|_| errors.is_empty()).ok_or(ApiError::Invalid(errors))?;
    ground.check_lasted(occurred_at)?;
    let day = local_date(occurred_at, request.time_zone, ground.day_start);
    let new = New { reader: &reader, instrument: &instrument.instrument, key: &key, now: actor.now() };
    let row = new.row(place, request, (occurred_at, day), digest)?;
    queries::insert_measure(conn, &row).await?;
    raise(conn, place, new.instrument, (&[], &request.answers), &key, actor.now()).await?;
    let shelf = Shelf::of(instrument);
    View { reader: &reader, shelf: &shelf, key: &key, help }.open(MeasureRow::of(&row)).map(Written::Now)
}

/// A client writes for itself, a therapist for those in the own care.
async fn check_writer(
    conn: Conn<'_>,
    reader: &Reader,
    place: Place,
    couple: Option<CoupleId>,
) -> ApiResult<()> {
    let may = if reader.client {
        place.client == reader.member
    } else {
        let carer = own_care(reader);
        let context = couple.map_or(Context::Client(place.client), Context::Couple);
        let (client, cares) = futures_util::try_join!(
            find_client(conn, &carer, place.client),
            is_cared_for(conn, &carer, context)
        )?;
        client.is_some() && cares
    };
    if may { Ok(()) } else { Err(ApiError::NotFound) }
}

/// The instrument, or what is wrong with the answers to it.
fn check_answers(
    found: Option<Found>,
    answers: &[ItemAnswer],
    errors: &mut Vec<FieldError>,
) -> Option<Found> {
    let Some(found) = found else {
        let detail = "must be an instrument, in a version that there is";
        errors.push(FieldError::at("/instrument", "unknown_instrument", detail));
        return None;
    };
    errors.extend(faults(&found.instrument, answers));
    Some(found)
}

/// Every answer that the instrument does not have, and every item that is answered twice.
pub(super) fn faults(instrument: &Instrument, answers: &[ItemAnswer]) -> Vec<FieldError> {
    let mut seen = BTreeSet::new();
    let fault = |(at, answer): (usize, &ItemAnswer)| {
        let at = format!("/answers/{at}");
        let Some(item) = instrument.item(answer.item) else {
            return Some(FieldError::at(at + "/item", "unknown_item", "must be an item of the instrument"));
        };
        if !seen.insert(answer.item) {
            return Some(FieldError::at(at + "/item", "repeated", "must be answered once"));
        }
        let detail = format!("must be {} to {}", item.min, item.max);
        (!item.takes(answer.value)).then(|| FieldError::at(at + "/value", "out_of_range", detail))
    };
    answers.iter().enumerate().filter_map(fault).collect()
}

/// What a new row is made with.
struct New<'n> {
    reader: &'n Reader,
    instrument: &'n Instrument,
    key: &'n PracticeKey,
    now: DateTime<Utc>,
}

impl New<'_> {
    fn row(
        &self,
        place: Place,
        request: &CreateMeasureRequest,
        (occurred_at, local_date): (DateTime<Utc>, NaiveDate),
        first_digest: Vec<u8>,
    ) -> ApiResult<MeasureInsert> {
        let administered = if self.reader.client { Administered::Client } else { Administered::InSession };
        Ok(MeasureInsert {
            practice_id: place.practice,
            client_id: place.client,
            id: place.id,
            couple_id: request.couple_id,
            instrument_key: self.instrument.key.clone(),
            instrument_number: self.instrument.version,
            screen: !self.instrument.client_may_answer(),
            administration: AsText(administered),
            entered_by: self.reader.member,
            occurred_at,
            time_zone: AsText(request.time_zone),
            local_date,
            answers_sealed: seal_answers(&request.answers, place, self.key)?,
            complete: are_complete(self.instrument, &request.answers, administered),
            scored_scales: scored_scales(self.instrument, &request.answers, administered),
            first_digest,
            received_at: self.now,
            created_at: self.now,
            updated_at: self.now,
        })
    }
}

/// What a flag of an answer says. Which instrument it is and which item tells the measure itself, to those who may read it: who
/// cares for the couple alone learns that there is something to look at, and no more.
const RAISED: &str = "An answer to a measure asks to be looked at now.";

/// Raises the flag of an answer that must not wait, however late it comes: where it was not there before, and once while the flag
/// stands.
pub(super) async fn raise(
    conn: Conn<'_>,
    place: Place,
    instrument: &Instrument,
    (before, answers): (&[ItemAnswer], &[ItemAnswer]),
    key: &PracticeKey,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let risks = scored(instrument, answers, Administered::Client).risks;
    let (said, says) = (by_item(before), by_item(answers));
    if risks.iter().all(|risk| said.get(&risk.item) == says.get(&risk.item)) {
        return Ok(());
    }
    safety::raise_flag(conn, (place.practice, place.client, place.id), RAISED, key, now).await
}
