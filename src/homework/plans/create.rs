//! Making a plan: both partners get their homework in one transaction, or neither does.

use super::dto::{CreatePlanPart, CreatePlanRequest, PlanPartResponse, PlanResponse};
use super::queries::{self, PartInsert, PlanInsert};
use crate::homework::assignments::{Footing, Giver, Order, give};
use crate::identity::actor::{Actor, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::people::care_teams::{Context, is_cared_for};
use crate::people::couples::{find_member_ids, keep_lasting};
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, FieldError, IdempotencyKey};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, PlanId};

/// Makes a plan, or finds what the same request made before; names the events to record: the plan, and each assignment.
pub(super) async fn create_plan(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    couple: CoupleId,
    request: &CreatePlanRequest,
) -> ApiResult<(PlanResponse, Vec<Event>)> {
    let reader = own_care(&actor.reader());
    let payload = (couple, request);
    let ((claim, earlier), reaches, members, words) = futures_util::try_join!(
        actor.claim(conn, key, "create_plan", &payload),
        is_cared_for(conn, &reader, Context::Couple(couple)),
        find_member_ids(conn, &reader, couple),
        actor.key(conn),
    )?;
    let members = members.filter(|_| reaches).ok_or(ApiError::NotFound)?;
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            check_partners(request, members)?;
            keep_lasting(conn, reader.practice, couple).await?;
            let id = PlanId::generate();
            let orders = orders(request);
            let contexts: Vec<Context> = orders.iter().map(|order| order.context).collect();
            let items: Vec<_> = orders.iter().map(|order| order.request.item_id).collect();
            let footing = Footing::find(conn, reader.practice, Some(&reader), &contexts, &items).await?;
            let staff = Some(actor.membership());
            let giver = Giver { practice: reader.practice, staff, now: actor.now() };
            let given = give(conn, giver, &words, &footing, &orders).await?;
            check_given(given)?;
            write(conn, &reader, (id, couple), &orders, actor).await?;
            claim.remember(conn, id.uuid(), None).await?;
            id
        }
    };
    let row = queries::find_plan(conn, &reader, id).await?.ok_or(ApiError::NotFound)?;
    let plan = queries::open(conn, &reader, vec![row], &words).await?.pop().ok_or(ApiError::Internal)?;
    let of_plan = Event::new("create_plan", "plan").on(plan.id).of_couple(couple);
    let of_part = |part: &PlanPartResponse| {
        Event::new("create_plan", "assignment").on(part.assignment.id).of_client(part.client_id)
    };
    let events = std::iter::once(of_plan).chain(plan.parts.iter().map(of_part)).collect();
    Ok((plan, events))
}

fn orders(request: &CreatePlanRequest) -> Vec<Order<'_>> {
    let mut orders = Vec::with_capacity(request.parts.len());
    for CreatePlanPart { client_id, assignment } in &request.parts {
        let (id, context) = (AssignmentId::generate(), Context::Client(*client_id));
        orders.push(Order { id, context, request: assignment });
    }
    orders
}

/// Each of the two partners gets one part.
fn check_partners(request: &CreatePlanRequest, members: [ClientId; 2]) -> ApiResult<()> {
    let named: Vec<ClientId> = request.parts.iter().map(|part| part.client_id).collect();
    let mut errors = Vec::new();
    for (index, client) in named.iter().enumerate() {
        let twice = named.iter().take(index).any(|earlier| earlier == client);
        if twice || !members.contains(client) {
            let detail = "must be a partner of the couple, and each of them once";
            errors.push(FieldError::at(format!("/parts/{index}/client_id"), "not_a_partner", detail));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}

/// What is wrong with a part is told of where it stands in the plan; a client who is not in the own care is unknown.
fn check_given(given: Vec<ApiResult<()>>) -> ApiResult<()> {
    let mut errors = Vec::new();
    for (index, given) in given.into_iter().enumerate() {
        match given {
            Ok(()) => {}
            Err(ApiError::Invalid(of_part)) => {
                errors.extend(
                    of_part.into_iter().map(|error| error.below(&format!("/parts/{index}/assignment"))),
                );
            }
            Err(error) => return Err(error),
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}

async fn write(
    conn: Conn<'_>,
    reader: &Reader,
    (id, couple_id): (PlanId, CoupleId),
    orders: &[Order<'_>],
    actor: &Actor<TherapistOnly>,
) -> ApiResult<()> {
    let practice_id = reader.practice;
    let plan =
        PlanInsert { practice_id, id, couple_id, created_by: actor.membership(), created_at: actor.now() };
    let part = |order: &Order<'_>| {
        let client_id = order.context.client()?;
        Some(PartInsert { practice_id, plan_id: id, client_id, assignment_id: order.id })
    };
    let parts: Vec<PartInsert> = orders.iter().filter_map(part).collect();
    queries::insert_plan(conn, &plan, &parts).await
}
