//! Giving homework: what the request leaves open comes from the library item, the client or couple and the practice,
//! and is frozen in the first revision. One assignment and many are given by the same rules, over what is read once.

mod ground;
mod queries;
mod rows;
mod rules;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::homework::assignments::dto::{AssignmentResponse, CreateAssignmentRequest};
use crate::homework::assignments::queries::{find_assignment, insert_assignments, writer};
use crate::identity::actor::{Actor, Reader, TherapistOnly};
use crate::identity::practice_keys::PracticeKey;
use crate::people::agreements::find_agreed;
use crate::people::care_teams::Context;
use crate::people::safety::lock_and_list;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict, IdempotencyKey};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId, LibraryItemId, PracticeId};
pub use ground::{Ground, find_grounds};
pub use queries::{Published, find_published};
pub use rows::Giver;
pub(super) use rows::NewRows;
use rules::{Plan, plan};

/// Homework to be given to one client or couple.
#[derive(Clone, Copy)]
pub struct Order<'r> {
    /// What it will be called.
    pub id: AssignmentId,
    /// Who gets it.
    pub context: Context,
    /// What is asked for.
    pub request: &'r CreateAssignmentRequest,
}

/// What orders are held against, read at once for all of them. No hold is placed on anybody concerned before the
/// transaction ends.
pub struct Footing {
    grounds: HashMap<Uuid, Ground>,
    items: HashMap<LibraryItemId, Published>,
    held: Vec<ClientId>,
}

impl Footing {
    /// For these clients and couples and these items; where `care` is given, for those in it alone.
    pub async fn find(
        conn: Conn<'_>,
        practice: PracticeId,
        care: Option<&Reader>,
        contexts: &[Context],
        items: &[LibraryItemId],
    ) -> ApiResult<Self> {
        let ids: Vec<Uuid> = contexts.iter().map(|context| context.id()).collect();
        let (grounds, items, held) = futures_util::try_join!(
            find_grounds(conn, practice, care, contexts),
            find_published(conn, practice, items),
            lock_and_list(conn, practice, &ids),
        )?;
        Ok(Self { grounds, items, held })
    }

    /// The client or couple, if it is there.
    pub fn ground(&self, of: Context) -> Option<&Ground> {
        self.grounds.get(&of.id())
    }

    /// The item as it would be given.
    pub fn item(&self, id: LibraryItemId) -> Option<&Published> {
        self.items.get(&id)
    }

    /// An order with everything that it left open, or why it is refused.
    fn plan(&self, order: &Order<'_>, now: DateTime<Utc>) -> ApiResult<Plan> {
        let Order { context, request, .. } = *order;
        let ground = self.ground(context).ok_or(ApiError::NotFound)?;
        let held = ground.members.iter().any(|member| self.held.contains(member));
        let item = self.item(request.item_id).cloned();
        let plan =
            plan(request, context, ground, item.map(|item| (item, held)), now).map_err(ApiError::Invalid)?;
        if ground.ended { Err(ApiError::Conflict(Conflict::CoupleEnded)) } else { Ok(plan) }
    }
}

/// Gives homework as far as each order may be carried out, and says of each why it was not.
pub async fn give(
    conn: Conn<'_>,
    giver: Giver,
    words: &PracticeKey,
    footing: &Footing,
    orders: &[Order<'_>],
) -> ApiResult<Vec<ApiResult<()>>> {
    let plans: Vec<ApiResult<Plan>> = orders.iter().map(|order| footing.plan(order, giver.now)).collect();
    let joint = |(order, plan): (&Order<'_>, &ApiResult<Plan>)| {
        plan.as_ref().is_ok_and(|plan| plan.mode.is_joint()).then_some(order.context.couple()).flatten()
    };
    let joint: Vec<CoupleId> = orders.iter().zip(&plans).filter_map(joint).collect();
    let agreed = find_agreed(conn, giver.practice, &joint).await?;
    let (mut new, mut results) = (NewRows::default(), Vec::with_capacity(orders.len()));
    for (order, plan) in orders.iter().zip(plans) {
        let waits = |plan: &Plan| {
            let couple = order.context.couple().filter(|_| plan.mode.is_joint());
            couple.is_some_and(|couple| !agreed.contains(&couple))
        };
        results.push(match plan {
            Ok(plan) if waits(&plan) => Err(ApiError::Conflict(Conflict::AgreementNeeded)),
            Ok(plan) => Ok(new.add(giver, words, order, plan)?),
            Err(error) => Err(error),
        });
    }
    insert_assignments(conn, &new).await?;
    Ok(results)
}

/// Gives homework to a client or couple, or finds what the same request gave before.
pub(super) async fn create_assignment(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    new: AssignmentId,
    context: Context,
    request: &CreateAssignmentRequest,
) -> ApiResult<AssignmentResponse> {
    let writer = writer(actor.reader());
    let operation = match context {
        Context::Client(_) => "create_client_assignment",
        Context::Couple(_) => "create_couple_assignment",
    };
    let payload = (context.client(), context.couple(), request);
    let (contexts, items) = ([context], [request.item_id]);
    let ((claim, earlier), footing, words) = futures_util::try_join!(
        actor.claim(conn, key, operation, &payload),
        Footing::find(conn, writer.practice, Some(&writer), &contexts, &items),
        actor.key(conn),
    )?;
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            let staff = Some(actor.membership());
            let giver = Giver { practice: actor.practice(), staff, now: actor.now() };
            let order = Order { id: new, context, request };
            for given in give(conn, giver, &words, &footing, &[order]).await? {
                given?;
            }
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    let row = find_assignment(conn, &writer, id).await?.ok_or(ApiError::NotFound)?;
    AssignmentResponse::open(row, actor.practice(), &words)
}
