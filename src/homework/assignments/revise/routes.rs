//! The operations.

use actix_web::{delete, patch, web};
use chrono::NaiveDate;

use super::dto::UpdateAssignmentRequest;
use super::editor::Editor;
use super::queries::{self, Writing};
use super::rows::{row_of, timeline};
use super::rules::{self, Edition};
use super::timeline::{Difference, Rewritten, Timeline};
use crate::homework::assignments::changes::{Of, note_change};
use crate::homework::assignments::queries::find_assignment;
use crate::homework::assignments::{AssignmentResponse, AssignmentStatus};
use crate::homework::cadence::Mode;
use crate::identity::actor::{Access, Actor, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::agreements::check_joint;
use crate::people::care_teams::Context;
use crate::people::couples::keep_lasting;
use crate::people::safety::lock_and_ask_all;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, Conflict, IfMatch, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::{AssignmentId, PracticeId};
use crate::platform::local_day::local_date;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(update_assignment).service(delete_scheduled_revision);
}

/// Revise an assignment
///
/// A JSON merge patch of its terms. Makes a revision that holds from today, or from a later day, on; the days before stay under
/// the revisions that they were lived under. Another cadence or audience holds from the next period on, with all that is asked
/// for in the same request: `effective_from` of the answer tells the day. A period that begins today is the next one for a cadence; for an
/// audience it is under way, since what was done today was done for that of today. Until then it is scheduled. A later change that says
/// nothing of it holds from its own day all the same, and the scheduled revision takes it over; another cadence or audience
/// takes the place of the scheduled one, and the one that is in force takes it back. A couple's homework stays the couple's, and
/// a client's the client's: 409 `other_context`. What is the same as it is read is no change; changing nothing keeps the version.
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
    let revise = async |conn: Conn<'_>| {
        let key = actor.key(conn).await?;
        revise(&Editor::therapist(&actor, &key), conn, id, &change).await
    };
    actor.write(Event::new("update_assignment", "assignment").on(id), revise).await.map(Tagged)
}

/// Makes a revision over the version that the caller knows, where the request changes anything.
pub async fn revise(
    editor: &Editor<'_>,
    conn: Conn<'_>,
    id: AssignmentId,
    change: &Change<UpdateAssignmentRequest>,
) -> ApiResult<AssignmentResponse> {
    let (practice, request) = (editor.reader.practice, &change.body);
    let Ground { now, timeline, today } = find_ground(editor, conn, id, change.version).await?;
    if let Some(mode) = request.mode {
        check_audience(conn, practice, &now, mode).await?;
    }
    let editions = editions(conn, practice, &now, &timeline, request).await?;
    let mut errors = Vec::new();
    let difference = rules::difference(request, &now, &editions, &mut errors);
    let from = rules::asked_from(request, &now, (&timeline, &difference), today, &mut errors);
    let rewritten = timeline.revise(&difference, from);
    let of = (&timeline, &difference, &rewritten);
    rules::check(request, &now, of, &editions, today, &mut errors);
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    if difference == Difference::default() {
        return Ok(now);
    }
    let ends_on = request.ends_on.unwrap_or(now.ends_on);
    rewrite(editor, conn, &Ground { now, timeline, today }, &rewritten, ends_on).await
}

/// Take back a scheduled revision
///
/// The newest revision, as long as its day has not come: from then on nothing is read or counted by it, and the one before it is
/// the newest again. What held at once, such as `ends_on`, stays, and so does what it had replaced. The revision is still listed,
/// with `withdrawn_at`. Where nothing is scheduled: 409 `wrong_state`.
#[utoipa::path(
    operation_id = "delete_scheduled_revision",
    tag = "Assignments",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), IfMatchHeader),
    responses((status = 200, description = "The assignment as it is now", body = AssignmentResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/assignments/{assignment_id}/scheduled-revision")]
async fn delete_scheduled_revision(
    actor: Actor<TherapistOnly>,
    path: web::Path<AssignmentId>,
    version: IfMatch,
) -> ApiResult<Tagged<AssignmentResponse>> {
    let id = path.into_inner();
    let take_back = async |conn: Conn<'_>| {
        let key = actor.key(conn).await?;
        let editor = Editor::therapist(&actor, &key);
        let ground = find_ground(&editor, conn, id, version.0).await?;
        let nothing = || ApiError::wrong_state("No revision is scheduled: the newest one has begun.");
        let rewritten = ground.timeline.take_back().ok_or_else(nothing)?;
        rewrite(&editor, conn, &ground, &rewritten, ground.now.ends_on).await
    };
    actor.write(Event::new("delete_scheduled_revision", "assignment").on(id), take_back).await.map(Tagged)
}

/// Homework that runs or is proposed, in the version that the caller knows.
struct Ground {
    now: AssignmentResponse,
    timeline: Timeline,
    today: NaiveDate,
}

async fn find_ground(
    editor: &Editor<'_>,
    conn: Conn<'_>,
    id: AssignmentId,
    version: i32,
) -> ApiResult<Ground> {
    let Editor { ref reader, key, .. } = *editor;
    let practice = reader.practice;
    let (row, revisions) =
        futures_util::try_join!(find_assignment(conn, reader, id), queries::list_all(conn, reader, id))?;
    let row = row.ok_or(ApiError::NotFound)?;
    if row.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    let now = AssignmentResponse::open(row, practice, key)?;
    // What a couple did together stands still once it has ended.
    if let Some(couple) = now.context.couple_id {
        keep_lasting(conn, practice, couple).await?;
    }
    let today = local_date(editor.now, now.time_zone, now.day_start);
    let ended = matches!(now.status, AssignmentStatus::Completed | AssignmentStatus::Stopped);
    if ended || now.ends_on.is_some_and(|last| last < today) {
        return Err(ApiError::wrong_state("it has ended: what was lived is not asked for otherwise"));
    }
    let timeline = timeline(revisions, &now, today, practice, key)?;
    Ok(Ground { now, timeline, today })
}

/// Writes a rewritten timeline, and which days count otherwise by it.
async fn rewrite(
    editor: &Editor<'_>,
    conn: Conn<'_>,
    Ground { now, timeline, .. }: &Ground,
    rewritten: &Rewritten,
    ends_on: Option<NaiveDate>,
) -> ApiResult<AssignmentResponse> {
    let practice = editor.reader.practice;
    let made = rewritten.made.iter().map(|leg| row_of(leg, timeline, now, editor));
    let writing = Writing {
        practice,
        assignment: now.id,
        version: now.version,
        revision: rewritten.newest().ok_or(ApiError::Internal)?.number,
        ends_on,
        made: made.collect::<ApiResult<_>>()?,
        withdrawn: rewritten.withdrawn.clone(),
        now: editor.now,
    };
    queries::write(conn, &writing).await?;
    if let Some(days) = rules::changed_days(now, ends_on, timeline.first_changed(rewritten)) {
        let of = Of { practice, assignment: now.id, member: None };
        note_change(conn, of, days, editor.now).await?;
    }
    let row = find_assignment(conn, &editor.reader, now.id).await?.ok_or(ApiError::NotFound)?;
    AssignmentResponse::open(row, practice, editor.key)
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

/// The versions of the item that a request or a standing revision names.
async fn editions(
    conn: Conn<'_>,
    practice: PracticeId,
    now: &AssignmentResponse,
    timeline: &Timeline,
    request: &UpdateAssignmentRequest,
) -> ApiResult<Vec<Edition>> {
    let held = match request.item_version {
        Some(_) => lock_and_ask_all(conn, practice, context(now)?).await?,
        None => false,
    };
    let pinned = timeline.legs.iter().map(|leg| leg.asked.item_version);
    let numbers: Vec<i32> = pinned.chain(request.item_version).collect();
    queries::list_editions(conn, practice, now.item.id, &numbers, held).await
}

fn context(of: &AssignmentResponse) -> ApiResult<Context> {
    let (client, couple) = (of.context.client_id, of.context.couple_id);
    couple.map(Context::Couple).or(client.map(Context::Client)).ok_or(ApiError::Internal)
}
