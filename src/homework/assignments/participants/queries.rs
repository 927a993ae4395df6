//! Participants in the database.

use chrono::{DateTime, Utc};
use diesel::dsl::array;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::ParticipantResponse;
use crate::homework::assignments::model::{BARRIER_PLAN, barrier_plan_place};
use crate::homework::assignments::visible_to;
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::restricted;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId};
use crate::schema::{assignment_participants, assignments};

#[derive(Queryable, Selectable)]
#[diesel(table_name = assignment_participants)]
pub struct ParticipantRow {
    assignment_id: AssignmentId,
    client_id: ClientId,
    confidence: Option<i16>,
    barrier_plan_sealed: Option<Vec<u8>>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// One member of an assignment that the reader may see; a client reads only its own, and nobody else that of a restricted
/// record.
pub async fn find_participant(
    mut conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
    client: ClientId,
) -> ApiResult<ParticipantRow> {
    if reader.client && client != reader.member {
        return Err(ApiError::NotFound);
    }
    let visible = visible_to(reader).filter(assignments::id.eq(assignment)).select(assignments::id);
    let mut row = assignment_participants::table
        .filter(assignment_participants::practice_id.eq(reader.practice))
        .filter(assignment_participants::client_id.eq(client))
        .filter(assignment_participants::assignment_id.eq_any(visible))
        .select(ParticipantRow::as_select())
        .into_boxed();
    if !reader.client {
        row = row.filter(assignment_participants::client_id.ne_all(array(restricted(reader.practice))));
    }
    Ok(row.first(&mut conn).await?)
}

/// What is written for a member.
pub struct ParticipantChange {
    pub version: i32,
    pub confidence: Option<i16>,
    pub barrier_plan: Option<String>,
    pub now: DateTime<Utc>,
}

/// Writes over the version that the caller knows; 412 when it is not the current one any more.
pub async fn update_participant(
    mut conn: Conn<'_>,
    (practice, assignment, client): (PracticeId, AssignmentId, ClientId),
    change: &ParticipantChange,
    key: &PracticeKey,
) -> ApiResult<()> {
    let sealed_to = barrier_plan_place(practice, assignment, client);
    let barrier_plan = key.seal_some(BARRIER_PLAN, &sealed_to, change.barrier_plan.as_ref())?;
    let updated = diesel::update(assignment_participants::table.find((practice, assignment, client)))
        .filter(assignment_participants::version.eq(change.version))
        .set((
            assignment_participants::confidence.eq(change.confidence),
            assignment_participants::barrier_plan_sealed.eq(barrier_plan),
            assignment_participants::version.eq(assignment_participants::version + 1),
            assignment_participants::updated_at.eq(change.now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}

impl ParticipantRow {
    /// The answer, its plan opened.
    pub fn open(self, practice: PracticeId, key: &PracticeKey) -> ApiResult<ParticipantResponse> {
        let Self {
            assignment_id,
            client_id,
            confidence,
            barrier_plan_sealed,
            version,
            created_at,
            updated_at,
        } = self;
        let sealed_to = barrier_plan_place(practice, assignment_id, client_id);
        let barrier_plan = key.open_some(BARRIER_PLAN, &sealed_to, barrier_plan_sealed.as_deref())?;
        Ok(ParticipantResponse {
            assignment_id,
            client_id,
            confidence,
            barrier_plan,
            version,
            created_at,
            updated_at,
        })
    }
}
