//! The operation.

use actix_web::{patch, web};

use super::dto::UpdateAssignmentRequest;
use super::queries::{find_edition, write_revision};
use super::rules::{Edition, Revised, effective_from, week_start};
use crate::homework::assignments::changes::{Of, note_change};
use crate::homework::assignments::model::{RATIONALE, RevisionInsert, rationale_place};
use crate::homework::assignments::queries::{find_assignment, find_plan, writer};
use crate::homework::assignments::{AssignmentResponse, AssignmentStatus};
use crate::homework::cadence::{Mode, Plan};
use crate::identity::actor::{Access, Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::identity::practice_keys::PracticeKey;
use crate::people::agreements::check_joint;
use crate::people::care_teams::Context;
use crate::people::couples::keep_lasting;
use crate::people::safety::lock_and_ask_all;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, Change, Conflict, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::{AssignmentId, PracticeId};
use crate::platform::local_day::local_date;

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(update_assignment);
}

/// Revise an assignment
///
/// A JSON merge patch of its terms. Makes a revision that holds from today, or from a later day, on; the days before stay under
/// the revisions that they were lived under. Another cadence or audience holds from the next period on: `effective_from` of the
/// answer tells the day. A couple's homework stays the couple's, and a client's the client's: 409 `other_context`. Changing
/// nothing keeps the version. A change holds from the day of the newest revision at the earliest.
#[utoipa::path(
    operation_id = "update_assignment",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    request_body(content = UpdateAssignmentRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/assignments/{assignment_id}")]
async fn update_assignment(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    change: Change<UpdateAssignmentRequest>,
) -> ApiResult<Tagged<AssignmentResponse>> {
    let id = path.into_inner();
    let revise = async |conn: Conn<'_>| revise(&actor, conn, id, &change).await;
    actor.write(Event::new("update_assignment", "assignment").on(id), revise).await.map(Tagged)
}

/// Makes a revision over the version that the caller knows, where the request changes anything.
pub async fn revise(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    id: AssignmentId,
    change: &Change<UpdateAssignmentRequest>,
) -> ApiResult<AssignmentResponse> {
    let (writer, practice, request) = (writer(actor.reader()), actor.practice(), &change.body);
    let (row, key) = futures_util::try_join!(find_assignment(conn, &writer, id), actor.key(conn))?;
    let row = row.ok_or(ApiError::NotFound)?;
    if row.version != change.version {
        return Err(ApiError::PreconditionFailed);
    }
    let plan = find_plan(conn, &writer, &row).await?;
    let now = AssignmentResponse::open(row, practice, &key)?;
    // What a couple did together stands still once it has ended.
    if let Some(couple) = now.context.couple_id {
        keep_lasting(conn, practice, couple).await?;
    }
    let today = local_date(actor.now(), now.time_zone, now.day_start);
    let ended = matches!(now.status, AssignmentStatus::Completed | AssignmentStatus::Stopped);
    if ended || now.ends_on.is_some_and(|last| last < today) {
        return Err(ApiError::Conflict(Conflict::WrongState));
    }
    if let Some(mode) = request.mode {
        check_audience(conn, practice, &now, mode).await?;
    }
    let edition = edition(conn, practice, &now, request).await?;
    let mut errors = Vec::new();
    let revised = Revised::of(request, &now, edition, &mut errors);
    let from = effective_from(request, &revised, &now, &plan, today, &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    if revised == Revised::unchanged(&now) {
        return Ok(now);
    }
    let changes = revised.changes(&now, from);
    let revision = RevisionInsert { effective_from: from, ..next(actor, &now, revised, &plan, &key)? };
    write_revision(conn, (practice, id, change.version), &revision, actor.now()).await?;
    if let Some(days) = changes {
        note_change(conn, Of { practice, assignment: id, member: None }, days, actor.now()).await?;
    }
    let row = find_assignment(conn, &writer, id).await?.ok_or(ApiError::NotFound)?;
    AssignmentResponse::open(row, practice, &key)
}

/// Homework stays with whom it was given to; what a couple begins to do as one takes its agreement.
async fn check_audience(
    conn: Conn<'_>,
    practice: PracticeId,
    now: &AssignmentResponse,
    mode: Mode,
) -> ApiResult<()> {
    if !mode.fits(context(now)?) {
        return Err(ApiError::Conflict(Conflict::OtherContext));
    }
    match now.context.couple_id {
        Some(couple) if mode.is_joint() && !now.mode.is_joint() => check_joint(conn, practice, couple).await,
        _ => Ok(()),
    }
}

/// The version of the item that is asked for; the pinned one where none is.
async fn edition(
    conn: Conn<'_>,
    practice: PracticeId,
    now: &AssignmentResponse,
    request: &UpdateAssignmentRequest,
) -> ApiResult<Option<Edition>> {
    let held = match request.item_version {
        Some(_) => lock_and_ask_all(conn, practice, context(now)?).await?,
        None => false,
    };
    let number = request.item_version.unwrap_or(now.item.version);
    find_edition(conn, practice, now.item.id, number, held).await
}

fn context(of: &AssignmentResponse) -> ApiResult<Context> {
    let (client, couple) = (of.context.client_id, of.context.couple_id);
    couple.map(Context::Couple).or(client.map(Context::Client)).ok_or(ApiError::Internal)
}

/// The revision that follows the newest one, from its day on.
fn next(
    actor: &Actor<TherapistOnly>,
    now: &AssignmentResponse,
    revised: Revised,
    plan: &Plan,
    key: &PracticeKey,
) -> ApiResult<RevisionInsert> {
    let number = now.revision.saturating_add(1);
    let sealed_to = rationale_place(actor.practice(), now.id, number);
    Ok(RevisionInsert {
        practice_id: actor.practice(),
        assignment_id: now.id,
        number,
        effective_from: now.effective_from,
        item_id: now.item.id,
        item_version: revised.item_version,
        item_key: now.item.key.clone(),
        item_kind: AsText(now.item.kind),
        item_title: revised.item_title,
        mode: AsText(revised.mode),
        cadence: AsJson(revised.cadence),
        minutes: revised.minutes,
        time_zone: AsText(now.time_zone),
        day_start: AsText(now.day_start),
        week_start: AsText(week_start(plan)),
        rationale_sealed: key.seal_some(RATIONALE, &sealed_to, revised.rationale.as_ref())?,
        ends_on: revised.ends_on,
        created_by: actor.membership(),
        created_at: actor.now(),
    })
}
