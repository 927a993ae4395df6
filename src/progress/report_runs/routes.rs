//! Operations on runs.

use actix_web::{get, post, put, web};

use super::dto::{CreateReportRunRequest, ReportRunItemResponse, ReportRunResponse};
use super::make::MAKE;
use super::model::{ReportRunRow, ReportRunStatus};
use super::queries;
use crate::identity::actor::{Access, Actor, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{
    Accepted, ApiError, ApiResult, Conflict, IdempotencyKey, IdempotencyKeyHeader, Page, PageQuery, Routes,
    Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ReportRunId;
use crate::platform::jobs;
use crate::progress::caseload::list_contexts;

/// Clients and couples of one run.
const MOST: usize = 1000;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_report_run)
        .service(list_report_runs)
        .service(find_report_run)
        .service(list_report_run_items)
        .service(cancel_report_run);
}

/// Ask for reports about the whole caseload
///
/// A draft about each client and each lasting couple in the caller's own care, made one after the other in the background, such
/// as at the end of a month. Each is what `create_report` would make at its turn; nobody is given any. One run at a time (409
/// `already_reporting`), of at most 1000 reports (409 `too_many`).
#[utoipa::path(
    operation_id = "create_report_run",
    tag = "Reports",
    params(IdempotencyKeyHeader),
    request_body = CreateReportRunRequest,
    responses((status = 202, description = "They are being made", body = ReportRunResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/report-runs")]
async fn create_report_run(
    actor: Actor<TherapistOnly>,
    key: IdempotencyKey,
    body: Valid<CreateReportRunRequest>,
) -> ApiResult<Accepted<ReportRunResponse>> {
    let (Valid(request), new, now) = (body, ReportRunId::generate(), actor.now());
    let (reader, practice) = (own_care(&actor.reader()), actor.practice());
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_report_run", &request).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                let contexts = list_contexts(conn, &reader).await?;
                if contexts.len() > MOST {
                    return Err(ApiError::Conflict(Conflict::TooMany));
                }
                queries::insert_run(conn, &reader, new, &request, &contexts, now).await?;
                jobs::enqueue(conn, practice, MAKE, new.uuid(), now).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        find(conn, &reader, id).await
    };
    let row = actor.write(Event::new("create_report_run", "report_run").on(new), create).await?;
    Ok(Accepted { location: format!("/v1/report-runs/{}", row.id), body: row.into() })
}

/// List runs of reports
///
/// Those that the caller asked for, the newest first.
#[utoipa::path(
    operation_id = "list_report_runs",
    tag = "Reports",
    params(PageQuery),
    responses((status = 200, description = "A page of runs", body = Page<ReportRunResponse>)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/report-runs")]
async fn list_report_runs(
    actor: Actor<TherapistOnly>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ReportRunResponse>> {
    let (reader, PageQuery { limit, cursor }) = (actor.reader(), query.0);
    let sealing = actor.cursor("list_report_runs", &());
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_runs(conn, &reader, before, limit).await;
    let rows = actor.read(Event::new("list_report_runs", "report_run"), list).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| Ok(row.into()))
}

/// Read how a run of reports stands
///
/// Ask again until it has ended. Who did not ask for it gets 404.
#[utoipa::path(
    operation_id = "find_report_run",
    tag = "Reports",
    params(("report_run_id" = ReportRunId, Path, description = "The run")),
    responses((status = 200, description = "How it stands", body = ReportRunResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/report-runs/{report_run_id}")]
async fn find_report_run(
    actor: Actor<TherapistOnly>,
    path: web::Path<ReportRunId>,
) -> ApiResult<Tagged<ReportRunResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| find(conn, &reader, id).await;
    let row = actor.read(Event::new("find_report_run", "report_run").on(id), find).await?;
    Ok(Tagged(row.into()))
}

/// List those whom a run is about
///
/// Each client and couple of the run that is in the caller's care now, with the report that was made or the reason why there
/// is none.
#[utoipa::path(
    operation_id = "list_report_run_items",
    tag = "Reports",
    params(("report_run_id" = ReportRunId, Path, description = "The run"), PageQuery),
    responses((status = 200, description = "A page of the run", body = Page<ReportRunItemResponse>)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/report-runs/{report_run_id}/items")]
async fn list_report_run_items(
    actor: Actor<TherapistOnly>,
    path: web::Path<ReportRunId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ReportRunItemResponse>> {
    let (id, reader, PageQuery { limit, cursor }) = (path.into_inner(), own_care(&actor.reader()), query.0);
    let sealing = actor.cursor("list_report_run_items", &id);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let rows = queries::list_items(conn, &reader, id, after, limit);
        let (_run, rows) = futures_util::try_join!(find(conn, &reader, id), rows)?;
        Ok(rows)
    };
    let rows = actor.read(Event::new("list_report_run_items", "report_run").on(id), list).await?;
    Page::cut(rows, limit, &sealing, |row| row.number, |row| Ok(row.into()))
}

/// Cancel a run of reports
///
/// What was made by then stays, and no more are made. Cancelling one that was cancelled changes nothing; one that has ended
/// otherwise is 409 `wrong_state`.
#[utoipa::path(
    operation_id = "cancel_report_run",
    tag = "Reports",
    params(("report_run_id" = ReportRunId, Path, description = "The run")),
    responses((status = 200, description = "The run as it ended", body = ReportRunResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/report-runs/{report_run_id}/cancellation")]
async fn cancel_report_run(
    actor: Actor<TherapistOnly>,
    path: web::Path<ReportRunId>,
) -> ApiResult<Tagged<ReportRunResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let cancel = async |conn: Conn<'_>| {
        find(conn, &reader, id).await?;
        let open = queries::lock_open(conn, reader.practice, id).await?;
        if open.is_some() {
            let cancelled = ReportRunStatus::Cancelled;
            queries::update_run(conn, reader.practice, id, (0, 0), cancelled, now).await?;
            jobs::cancel(conn, reader.practice, MAKE, id.uuid()).await?;
        }
        let run = find(conn, &reader, id).await?;
        if run.status.0 == ReportRunStatus::Cancelled {
            return Ok(run);
        }
        Err(ApiError::wrong_state("The run has ended: what it made stays. Ask for another one."))
    };
    let row = actor.write(Event::new("cancel_report_run", "report_run").on(id), cancel).await?;
    Ok(Tagged(row.into()))
}

async fn find(conn: Conn<'_>, reader: &Reader, id: ReportRunId) -> ApiResult<ReportRunRow> {
    queries::find_run(conn, reader, id).await?.ok_or(ApiError::NotFound)
}
