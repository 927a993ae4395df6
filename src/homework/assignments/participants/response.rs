//! The client's answer to a proposal. The therapist decides what becomes of it; the partner never learns that there is one.

use actix_web::{put, web};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::dto::{ParticipantResponse, UpdateResponseRequest};
use super::model::{ANSWER_WORDS, SuggestedDose};
use super::queries::{Place, find_participant as find};
use super::smaller::check_smaller;
use crate::homework::assignments::AssignmentStatus;
use crate::homework::assignments::model::barrier_plan_place;
use crate::homework::assignments::queries::find_assignment;
use crate::identity::actor::{Access, Actor, ClientOnly};
use crate::identity::audit::Event;
use crate::people::couples::keep_lasting;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Change, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::{AssignmentId, ClientId};
use crate::schema::assignment_participants;

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(update_participant_response);
}

/// Answer a proposal
///
/// Accept it, ask for a smaller dose, or decline, as one of those whom it is for; answering anew replaces the answer. As long as
/// it is proposed: the therapist decides what becomes of it. Only the author and the care team learn of it: to the partner any
/// answer is silence. The confidence becomes that of the member's part.
#[utoipa::path(
    operation_id = "update_participant_response",
    tag = "Assignments",
    params(
        ("assignment_id" = AssignmentId, Path, description = "The assignment"),
        ("client_id" = ClientId, Path, description = "The member"), IfMatchHeader),
    request_body = UpdateResponseRequest,
    responses((status = 200, description = "The member's part as it is now", body = ParticipantResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/assignments/{assignment_id}/participants/{client_id}/response")]
async fn update_participant_response(
    actor: Actor<ClientOnly>,
    path: web::Path<(AssignmentId, ClientId)>,
    change: Change<UpdateResponseRequest>,
) -> ApiResult<Tagged<ParticipantResponse>> {
    let (assignment, client) = path.into_inner();
    let answer = async |conn: Conn<'_>| answer(&actor, conn, (assignment, client), &change).await;
    let event = Event::new("update_participant_response", "assignment").on(assignment).of_client(client);
    actor.write(event, answer).await.map(Tagged)
}

async fn answer(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    (assignment, client): (AssignmentId, ClientId),
    change: &Change<UpdateResponseRequest>,
) -> ApiResult<ParticipantResponse> {
    let (author, practice) = (actor.reader(), actor.practice());
    let (part, row, key) = futures_util::try_join!(
        find(conn, &author, assignment, client),
        find_assignment(conn, &author, assignment),
        actor.key(conn)
    )?;
    let row = row.ok_or(ApiError::NotFound)?;
    if part.row.version != change.version {
        return Err(ApiError::PreconditionFailed);
    }
    if let Some(couple) = row.couple_id {
        keep_lasting(conn, practice, couple).await?;
    }
    if row.status.0 != AssignmentStatus::Proposed {
        let detail = format!("The homework is {}: only a proposal is answered.", row.status.0);
        return Err(ApiError::wrong_state(detail));
    }
    if let Some(suggested) = &change.body.suggested {
        check_smaller(suggested, &row.cadence.0, row.minutes)?;
    }
    let place = barrier_plan_place(practice, assignment, client);
    let words = key.seal_some(ANSWER_WORDS, &place, change.body.words.as_ref())?;
    let confidence = change.body.confidence.or(part.row.confidence);
    let answer = Answer { change, words, confidence, revision: row.revision };
    write(conn, (practice, assignment, client), answer, actor.now()).await?;
    find(conn, &author, assignment, client).await?.open(practice, &key)
}

struct Answer<'a> {
    change: &'a Change<UpdateResponseRequest>,
    words: Option<Vec<u8>>,
    confidence: Option<i16>,
    revision: i32,
}

/// Writes over the version that the caller knows; 412 when it is not the current one any more.
async fn write(mut conn: Conn<'_>, place: Place, answer: Answer<'_>, now: DateTime<Utc>) -> ApiResult<()> {
    let Change { version, body } = answer.change;
    let nothing = SuggestedDose { times: None, times_max: None, minutes: None };
    let SuggestedDose { times, times_max, minutes } = body.suggested.clone().unwrap_or(nothing);
    let updated = diesel::update(assignment_participants::table.find(place))
        .filter(assignment_participants::version.eq(version))
        .set((
            assignment_participants::answer.eq(AsText(body.answer)),
            assignment_participants::suggested_times.eq(times),
            assignment_participants::suggested_times_max.eq(times_max),
            assignment_participants::suggested_minutes.eq(minutes),
            assignment_participants::answer_words_sealed.eq(answer.words),
            assignment_participants::answered_revision.eq(answer.revision),
            assignment_participants::answered_at.eq(now),
            assignment_participants::confidence.eq(answer.confidence),
            assignment_participants::version.eq(assignment_participants::version + 1),
            assignment_participants::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
