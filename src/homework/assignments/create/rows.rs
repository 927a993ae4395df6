//! What is written of new assignments.

use chrono::{DateTime, Utc};

use super::Order;
use super::rules::Plan;
use crate::homework::assignments::model::{
    AssignmentInsert, BARRIER_PLAN, ParticipantInsert, RATIONALE, RevisionInsert, barrier_plan_place,
    rationale_place,
};
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsJson, AsText};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{PracticeId, StaffId};

const FIRST_REVISION: i32 = 1;

/// Who gives homework, where and when.
#[derive(Clone, Copy)]
pub struct Giver {
    /// The practice.
    pub practice: PracticeId,
    /// The therapist; none where both partners of a couple decided it.
    pub staff: Option<StaffId>,
    /// The current instant.
    pub now: DateTime<Utc>,
}

/// The rows of any number of new assignments.
#[derive(Default)]
pub(in crate::homework::assignments) struct NewRows {
    pub assignments: Vec<AssignmentInsert>,
    pub revisions: Vec<RevisionInsert>,
    pub participants: Vec<ParticipantInsert>,
}

impl NewRows {
    /// Adds those of one: itself, its first revision and a part of each member.
    pub fn add(&mut self, giver: Giver, words: &PracticeKey, order: &Order<'_>, plan: Plan) -> ApiResult<()> {
        let Order { id, context, request } = *order;
        let Giver { practice, staff, now } = giver;
        for (client, barrier_plan) in plan.members {
            let sealed_to = barrier_plan_place(practice, id, client);
            self.participants.push(ParticipantInsert {
                practice_id: practice,
                assignment_id: id,
                client_id: client,
                barrier_plan_sealed: words.seal_some(BARRIER_PLAN, &sealed_to, barrier_plan.as_ref())?,
                created_at: now,
                updated_at: now,
            });
        }
        let sealed_to = rationale_place(practice, id, FIRST_REVISION);
        self.revisions.push(RevisionInsert {
            practice_id: practice,
            assignment_id: id,
            number: FIRST_REVISION,
            effective_from: plan.starts_on,
            item_id: request.item_id,
            item_version: plan.item.number,
            item_key: plan.item.key,
            item_kind: AsText(plan.item.kind),
            item_title: plan.item.title,
            mode: AsText(plan.mode),
            cadence: AsJson(plan.cadence),
            minutes: plan.minutes,
            time_zone: AsText(plan.time_zone),
            day_start: AsText(plan.day_start),
            week_start: AsText(plan.week_start),
            rationale_sealed: words.seal_some(RATIONALE, &sealed_to, request.rationale.as_ref())?,
            ends_on: request.ends_on,
            created_by: staff,
            created_at: now,
        });
        self.assignments.push(AssignmentInsert {
            practice_id: practice,
            id,
            client_id: context.client(),
            couple_id: context.couple(),
            item_id: request.item_id,
            status: AsText(request.status.into()),
            starts_on: plan.starts_on,
            ends_on: request.ends_on,
            revision: FIRST_REVISION,
            assigned_by: staff,
            created_at: now,
            updated_at: now,
        });
        Ok(())
    }
}
