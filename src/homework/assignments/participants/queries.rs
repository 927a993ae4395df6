//! Participants in the database.

use chrono::{DateTime, Utc};
use diesel::dsl::array;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{Part, ParticipantRow, RestRow};
use crate::homework::assignments::model::{BARRIER_PLAN, barrier_plan_place};
use crate::homework::assignments::{AssignmentStatus, visible_to};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::reach::restricted;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId, PracticeId};
use crate::schema::{assignment_participants, assignment_pauses, assignment_revisions, assignments};

/// The key of one member's part.
pub type Place = (PracticeId, AssignmentId, ClientId);

/// One member of an assignment that the reader may see; a client reads only its own, and nobody else that of a restricted
/// record.
pub async fn find_participant(
    conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
    client: ClientId,
) -> ApiResult<Part> {
    if reader.client && client != reader.member {
        return Err(ApiError::NotFound);
    }
    // Whether the rests may be read is decided with the row.
    let (row, rests) = futures_util::try_join!(
        find_row(conn, reader, assignment, client),
        list_rests(conn, (reader.practice, assignment, client))
    )?;
    Ok(Part { row, rests })
}

async fn find_row(
    mut conn: Conn<'_>,
    reader: &Reader,
    assignment: AssignmentId,
    client: ClientId,
) -> ApiResult<ParticipantRow> {
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

/// What one of those whom homework is proposed to says, or is asked to say.
#[derive(Queryable)]
pub struct OpenAnswer {
    /// The client or couple to whom it is proposed.
    pub context: Uuid,
    /// Whether it was answered as it is proposed now.
    pub given: bool,
}

/// The answers to what is proposed to these clients and couples, given or not, as far as the reader may see them.
pub async fn list_open_answers(
    mut conn: Conn<'_>,
    reader: &Reader,
    contexts: &[Uuid],
) -> ApiResult<Vec<OpenAnswer>> {
    let of_assignment = assignment_participants::practice_id
        .eq(assignments::practice_id)
        .and(assignment_participants::assignment_id.eq(assignments::id));
    let given =
        assignment_participants::answered_revision.is_not_distinct_from(assignments::revision.nullable());
    let rows = visible_to(reader)
        .inner_join(assignment_participants::table.on(of_assignment))
        .filter(assignment_revisions::number.eq(assignments::revision))
        .filter(assignments::context_id.eq_any(contexts))
        .filter(assignments::status.eq(AsText(AssignmentStatus::Proposed)))
        .filter(assignment_participants::client_id.ne_all(array(restricted(reader.practice))))
        .select((assignments::context_id, given))
        .load(&mut conn)
        .await?;
    Ok(rows)
}

async fn list_rests(mut conn: Conn<'_>, (practice, assignment, client): Place) -> ApiResult<Vec<RestRow>> {
    let rows = assignment_pauses::table
        .filter(assignment_pauses::practice_id.eq(practice))
        .filter(assignment_pauses::assignment_id.eq(assignment))
        .filter(assignment_pauses::client_id.eq(client))
        .order((assignment_pauses::starts_on.desc(), assignment_pauses::id.desc()))
        .select(RestRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows)
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
    (practice, assignment, client): Place,
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

/// Raises the version that the caller knows, which also keeps everybody else from writing the member's part until the end of the
/// transaction; 412 when it is not the current one any more.
pub async fn raise_version(
    mut conn: Conn<'_>,
    place: Place,
    version: i32,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let updated = diesel::update(assignment_participants::table.find(place))
        .filter(assignment_participants::version.eq(version))
        .set((
            assignment_participants::version.eq(assignment_participants::version + 1),
            assignment_participants::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
