//! Many check-ins at once, such as a phone has kept while it was offline. Each is held against the same rules as one that is
//! sent alone and has a result of its own; the number of round trips is the same however many they are.

mod dto;
mod routes;

use std::collections::BTreeMap;

use super::create::many::insert_check_ins;
use super::create::queries::{Known, Terms, list_known, list_terms};
use super::create::{Moment, New, first_digest, known_before, new_check_in};
use super::dto::{CheckInResponse, CreateCheckInRequest};
use super::model::Audience;
use super::state::Place;
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::people::safety;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Item};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, PracticeId};
use dto::{CheckInBatchResponse, CheckInResult, CheckInResultStatus};
pub use routes::configure;

/// What an audit event of it is called.
const ACTION: &str = "create_check_in_batch";

/// Writes the check-ins of a batch as far as each may be written, and names the events to record: one for each that is
/// there.
async fn create_check_ins(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    client: ClientId,
    items: &[Item<CreateCheckInRequest>],
) -> ApiResult<(CheckInBatchResponse, Vec<Event>)> {
    let (author, practice) = (actor.reader(), actor.practice());
    if client != author.member {
        return Err(ApiError::NotFound);
    }
    let requests = || items.iter().filter_map(|item| item.read.as_ref().ok());
    let (ids, assignments) = (ids(requests()), assignments(requests()));
    let (key, held, terms, known) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, practice, client),
        list_terms(conn, &author, &assignments),
        list_known(conn, practice, client, &ids),
    )?;
    let moment = Moment { now: actor.now(), held, key: &key };
    let mut batch = Batch { practice, client, moment, terms: by_assignment(terms), known, new: Vec::new() };
    let results = items.iter().map(|item| batch.result(item)).collect::<ApiResult<Vec<_>>>()?;
    insert_check_ins(conn, &mut batch.new).await?;
    let kept = results.iter().filter_map(|result| result.check_in.as_ref());
    let event = |kept: &CheckInResponse| Event::new(ACTION, "check_in").on(kept.id).of_client(client);
    let events = kept.map(event).collect();
    Ok((CheckInBatchResponse { results }, events))
}

fn ids<'r>(requests: impl Iterator<Item = &'r CreateCheckInRequest>) -> Vec<CheckInId> {
    requests.map(|request| request.id).collect()
}

fn assignments<'r>(requests: impl Iterator<Item = &'r CreateCheckInRequest>) -> Vec<AssignmentId> {
    let mut ids: Vec<AssignmentId> = requests.map(|request| request.assignment_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Of each assignment in the order in which they came.
fn by_assignment(all: Vec<Terms>) -> BTreeMap<AssignmentId, Vec<Terms>> {
    let mut by_assignment: BTreeMap<AssignmentId, Vec<Terms>> = BTreeMap::new();
    for terms in all {
        by_assignment.entry(terms.0.id).or_default().push(terms);
    }
    by_assignment
}

struct Batch<'k> {
    practice: PracticeId,
    client: ClientId,
    moment: Moment<'k>,
    terms: BTreeMap<AssignmentId, Vec<Terms>>,
    /// What ids stand for, those of this batch included: a second one is a retry of the first.
    known: BTreeMap<CheckInId, Known>,
    new: Vec<New>,
}

impl Batch<'_> {
    /// What becomes of one; a defect of the service fails them all.
    fn result(&mut self, item: &Item<CreateCheckInRequest>) -> ApiResult<CheckInResult> {
        let kept = match &item.read {
            Ok(request) => self.keep(request),
            Err(error) => Err(error.clone()),
        };
        match kept {
            Ok((status, check_in)) => Ok(CheckInResult::kept(status, check_in)),
            Err(error @ (ApiError::Internal | ApiError::Unavailable)) => Err(error),
            Err(error) => Ok(CheckInResult::rejected(item.id.map(Id::from_uuid), &error)),
        }
    }

    fn keep(&mut self, request: &CreateCheckInRequest) -> ApiResult<(CheckInResultStatus, CheckInResponse)> {
        let place = Place { practice: self.practice, client: self.client, id: request.id };
        let digest = first_digest(request, self.moment.key)?;
        if let Some(known) = self.known.get(&place.id) {
            let check_in = known_before(known, &digest, place, self.moment.key)?;
            return Ok((CheckInResultStatus::Known, check_in));
        }
        let terms = self.terms.get(&request.assignment_id).map_or(&[][..], Vec::as_slice);
        let new = new_check_in(request, terms, place, digest, self.moment)?;
        let check_in = CheckInResponse::of(new.row.clone(), new.said.clone(), Audience::Author);
        self.known.insert(place.id, new.known());
        self.new.push(new);
        Ok((CheckInResultStatus::Created, check_in))
    }
}
