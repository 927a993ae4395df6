//! The same homework for many clients and couples at once. Each gets it, or is refused it, as it would be alone, and has a
//! result of its own; the number of round trips is the same however many they are.

mod dto;
mod routes;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::create::{Footing, Giver, Order, give};
use super::dto::{AssignmentResponse, CreateAssignmentRequest};
use super::model::AssignmentRow;
use super::queries::{find_assignments, writer};
use crate::identity::actor::{Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Earlier, IdempotencyKey, Item, Problem};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};
use dto::{AssignmentBatchResponse, AssignmentRecipient, AssignmentResult, CreateAssignmentBatchRequest};
pub use routes::configure;

/// What an audit event of it is called.
const ACTION: &str = "create_assignment_batch";
/// Where the outcome of a batch is sealed, by which a repeated request is answered.
const OUTCOME: &str = "idempotency_keys.secret_sealed";

/// What became of one recipient, as it is remembered: no words and no names.
#[derive(Serialize, Deserialize)]
enum Became {
    Given(AssignmentId),
    Refused(Box<Problem>),
}

/// Gives homework as far as each recipient may get it, or finds what the same request gave before; names the events to
/// record: one for each assignment that is there.
async fn create_assignments(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    new: Uuid,
    request: &CreateAssignmentBatchRequest,
) -> ApiResult<(AssignmentBatchResponse, Vec<Event>)> {
    let writer = writer(actor.reader());
    let CreateAssignmentBatchRequest { assignment, recipients } = request;
    let readable: Vec<_> = recipients.iter().map(|item| item.read.as_ref().ok()).collect();
    let contexts: Vec<Context> = recipients.iter().filter_map(named).collect();
    let (payload, items) = ((assignment, &readable), [assignment.item_id]);
    let ((claim, earlier), footing, words) = futures_util::try_join!(
        actor.claim(conn, key, ACTION, &payload),
        Footing::find(conn, writer.practice, Some(&writer), &contexts, &items),
        actor.key(conn),
    )?;
    let became = match earlier {
        Some(earlier) => open(&earlier, actor, &words)?,
        None => {
            let staff = Some(actor.membership());
            let giver = Giver { practice: actor.practice(), staff, now: actor.now() };
            let became = give_each(conn, giver, &words, &footing, (assignment, recipients)).await?;
            let outcome = words.seal(OUTCOME, &[actor.practice().uuid(), new], &became)?;
            claim.remember(conn, new, Some(outcome)).await?;
            became
        }
    };
    record_unknown(actor, recipients, &became)?;
    let ids: Vec<_> = became.iter().filter_map(Became::given).collect();
    let rows = find_assignments(conn, &writer, &ids).await?;
    let events = rows.iter().map(event).collect();
    let mut rows: HashMap<_, _> = rows.into_iter().map(|row| (row.id, row)).collect();
    let results = recipients.iter().zip(became).enumerate().map(|(index, (item, became))| {
        let answer = match became {
            Became::Refused(problem) => Err(*problem),
            Became::Given(id) => match rows.remove(&id) {
                Some(row) => Ok(AssignmentResponse::open(row, actor.practice(), &words)?),
                // Not in the caller's care any more.
                None => Err(ApiError::NotFound.problem()),
            },
        };
        Ok(AssignmentResult::new(index, named(item), answer))
    });
    Ok((AssignmentBatchResponse { results: results.collect::<ApiResult<_>>()? }, events))
}

fn open(earlier: &Earlier, actor: &Actor<TherapistOnly>, words: &PracticeKey) -> ApiResult<Vec<Became>> {
    let sealed = earlier.secret_sealed.as_deref().ok_or(ApiError::Internal)?;
    words.open(OUTCOME, &[actor.practice().uuid(), earlier.resource], sealed)
}

/// Whom a recipient names, where it names one.
fn named(item: &Item<AssignmentRecipient>) -> Option<Context> {
    item.read.as_ref().ok().and_then(|of| of.context().ok())
}

/// Whoever is named and is not the caller's to know of is a denial of its own.
fn record_unknown(
    actor: &Actor<TherapistOnly>,
    recipients: &[Item<AssignmentRecipient>],
    became: &[Became],
) -> ApiResult<()> {
    let unknown = ApiError::NotFound.problem().code;
    for (item, became) in recipients.iter().zip(became) {
        if let (Became::Refused(problem), Some(of)) = (became, named(item))
            && problem.code == unknown
        {
            actor.record_denial(about(Event::new(ACTION, "assignment"), of.client(), of.couple()))?;
        }
    }
    Ok(())
}

fn about(event: Event, client: Option<ClientId>, couple: Option<CoupleId>) -> Event {
    let event = client.map_or(event, |client| event.of_client(client));
    couple.map_or(event, |couple| event.of_couple(couple))
}

fn event(row: &AssignmentRow) -> Event {
    about(Event::new(ACTION, "assignment").on(row.id), row.client_id, row.couple_id)
}

impl Became {
    fn given(&self) -> Option<AssignmentId> {
        match self {
            Self::Given(id) => Some(*id),
            Self::Refused(_) => None,
        }
    }
}

async fn give_each(
    conn: Conn<'_>,
    giver: Giver,
    words: &PracticeKey,
    footing: &Footing,
    (request, recipients): (&CreateAssignmentRequest, &[Item<AssignmentRecipient>]),
) -> ApiResult<Vec<Became>> {
    let mut seen = HashSet::new();
    let orders: Vec<ApiResult<Order<'_>>> = recipients
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let read = item.read.clone().and_then(AssignmentRecipient::context);
            let context = read.map_err(|error| error.below(&format!("/recipients/{index}")))?;
            match seen.insert(context.id()) {
                true => Ok(Order { id: AssignmentId::generate(), context, request }),
                false => Err(repeated(index, context)),
            }
        })
        .collect();
    let readable: Vec<Order<'_>> = orders.iter().filter_map(|order| order.as_ref().ok().copied()).collect();
    let mut given = give(conn, giver, words, footing, &readable).await?.into_iter();
    let became = orders.into_iter().map(|order| {
        let given = match order {
            Ok(order) => given.next().unwrap_or(Err(ApiError::Internal)).map(|()| order.id),
            Err(error) => Err(error),
        };
        match given {
            Ok(id) => Ok(Became::Given(id)),
            Err(error @ (ApiError::Internal | ApiError::Unavailable)) => Err(error),
            Err(error) => Ok(Became::Refused(Box::new(error.problem()))),
        }
    });
    became.collect()
}

fn repeated(index: usize, context: Context) -> ApiError {
    let name = match context {
        Context::Client(_) => "client_id",
        Context::Couple(_) => "couple_id",
    };
    ApiError::rule(&format!("/recipients/{index}/{name}"), "repeated", "must not stand twice")
}
