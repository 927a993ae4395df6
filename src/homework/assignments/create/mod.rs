//! Giving homework: what the request leaves open comes from the library item, the client or couple and the practice,
//! and is frozen in the first revision.

mod queries;
mod rules;

use crate::homework::assignments::dto::{AssignmentResponse, CreateAssignmentRequest};
use crate::homework::assignments::model::{
    AssignmentInsert, BARRIER_PLAN, ParticipantInsert, RATIONALE, RevisionInsert, barrier_plan_place,
    rationale_place,
};
use crate::homework::assignments::queries::{find_assignment, insert_assignment, writer};
use crate::identity::actor::{Actor, TherapistOnly};
use crate::identity::practice_keys::PracticeKey;
use crate::people::agreements::check_joint;
use crate::people::care_teams::Context;
use crate::people::safety::lock_and_ask_all;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Conflict, IdempotencyKey};
use crate::platform::ids::Id;
use crate::platform::ids::kind::AssignmentId;
use rules::{Plan, plan};

const FIRST_REVISION: i32 = 1;

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
    let ((claim, earlier), ground, item, held, words) = futures_util::try_join!(
        actor.claim(conn, key, operation, &payload),
        queries::find_ground(conn, &writer, context),
        queries::find_published(conn, actor.practice(), request.item_id),
        lock_and_ask_all(conn, actor.practice(), context),
        actor.key(conn),
    )?;
    let ground = ground.ok_or(ApiError::NotFound)?;
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            let plan = plan(request, context, &ground, item.map(|item| (item, held)), actor.now())
                .map_err(ApiError::Invalid)?;
            if ground.ended {
                return Err(ApiError::Conflict(Conflict::CoupleEnded));
            }
            if let (Context::Couple(couple), true) = (context, plan.mode.is_joint()) {
                check_joint(conn, actor.practice(), couple).await?;
            }
            insert(actor, conn, &words, new, context, request, &plan).await?;
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    let row = find_assignment(conn, &writer, id).await?.ok_or(ApiError::NotFound)?;
    AssignmentResponse::open(row, actor.practice(), &words)
}

async fn insert(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    words: &PracticeKey,
    id: AssignmentId,
    context: Context,
    request: &CreateAssignmentRequest,
    plan: &Plan,
) -> ApiResult<()> {
    let (practice, now) = (actor.practice(), actor.now());
    let assignment = AssignmentInsert {
        practice_id: practice,
        id,
        client_id: context.client(),
        couple_id: context.couple(),
        mode: AsText(plan.mode),
        item_id: request.item_id,
        status: AsText(request.status.into()),
        starts_on: plan.starts_on,
        ends_on: request.ends_on,
        revision: FIRST_REVISION,
        assigned_by: actor.membership(),
        created_at: now,
        updated_at: now,
    };
    let sealed_to = rationale_place(practice, id, FIRST_REVISION);
    let revision = RevisionInsert {
        practice_id: practice,
        assignment_id: id,
        number: FIRST_REVISION,
        effective_from: plan.starts_on,
        item_id: request.item_id,
        item_version: plan.item.number,
        item_key: plan.item.key.clone(),
        item_kind: AsText(plan.item.kind),
        item_title: plan.item.title.clone(),
        cadence: AsJson(plan.cadence.clone()),
        minutes: plan.minutes,
        time_zone: AsText(plan.time_zone),
        day_start: AsText(plan.day_start),
        week_start: AsText(plan.week_start),
        rationale_sealed: words.seal_some(RATIONALE, &sealed_to, request.rationale.as_ref())?,
        ends_on: request.ends_on,
        created_by: actor.membership(),
        created_at: now,
    };
    let participants = plan.members.iter().map(|(client, barrier_plan)| {
        let sealed_to = barrier_plan_place(practice, id, *client);
        Ok(ParticipantInsert {
            practice_id: practice,
            assignment_id: id,
            client_id: *client,
            barrier_plan_sealed: words.seal_some(BARRIER_PLAN, &sealed_to, barrier_plan.as_ref())?,
            created_at: now,
            updated_at: now,
        })
    });
    insert_assignment(conn, &assignment, &revision, &participants.collect::<ApiResult<Vec<_>>>()?).await
}
