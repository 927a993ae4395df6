//! Operations on reports.

use actix_web::{get, patch, post, put, web};

use super::dto::{
    CreateReportRequest, FindReportQuery, ListReportsQuery, ReportResponse, ReportSummary,
    UpdateReportRequest,
};
use super::forms::{FormedReport, ReportAddress, WantedReport};
use super::freeze::{make_report, seal};
use super::model::{ReportAudience, ReportStatus};
use super::queries;
use crate::identity::actor::{Access, Actor, Clinician, Proved, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::agreements::check_joint;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::own_care;
use crate::people::safety::lock_and_ask_all;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Conflict, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch,
    IfMatchHeader, Page, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ReportId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_report)
        .service(list_reports)
        .service(find_report)
        .service(update_report)
        .service(finalise_report);
}

/// Create a report
///
/// Freezes the figures of one client or one couple, as the declared audience may see them, into a draft. A report about
/// a client holds individual homework and counts no private check-in; one about a couple counts, for `couple` and
/// `third_party`, only check-ins that both partners may read. It is not given to anybody by being made.
#[utoipa::path(
    operation_id = "create_report",
    tag = "Reports",
    params(IdempotencyKeyHeader),
    request_body = CreateReportRequest,
    responses((status = 201, description = "Made", body = ReportResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/reports")]
async fn create_report(
    actor: Actor<TherapistOnly>,
    key: IdempotencyKey,
    body: Valid<CreateReportRequest>,
) -> ApiResult<Created<ReportResponse>> {
    let Valid(request) = body;
    let (new, reader, now) = (ReportId::generate(), own_care(&actor.reader()), actor.now());
    let create = async |conn: Conn<'_>| {
        let ((claim, earlier), seals) =
            futures_util::try_join!(actor.claim(conn, &key, "create_report", &request), actor.key(conn))?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                make_report(conn, &reader, &seals, new, &request, now).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        find(&actor, conn, &reader, id).await
    };
    let body = actor.write(about(request.context()?).on(new), create).await?;
    Ok(Created { location: format!("/v1/reports/{}", body.id), body })
}

fn about(context: Context) -> Event {
    let event = Event::new("create_report", "report");
    match context {
        Context::Client(id) => event.of_client(id),
        Context::Couple(id) => event.of_couple(id),
    }
}

/// List reports
///
/// Reports about clients and couples in the caller's care, oldest first, without their documents.
#[utoipa::path(
    operation_id = "list_reports",
    tag = "Reports",
    params(ListReportsQuery),
    responses((status = 200, description = "A page of reports", body = Page<ReportSummary>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/reports")]
async fn list_reports(
    actor: Actor<Clinician>,
    query: ValidQuery<ListReportsQuery>,
) -> ApiResult<Page<ReportSummary>> {
    let ListReportsQuery { client_id, couple_id, limit, cursor } = query.0;
    let filter = (client_id, couple_id);
    let key = actor.cursor("list_reports", &filter);
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let list = async |conn: Conn<'_>| queries::list_reports(conn, &reader, filter, after, limit).await;
    let rows = actor.read(Event::new("list_reports", "report"), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

/// Read a report
///
/// The frozen document with its SHA-256, and whether data that its audience may read has changed since. Four forms: JSON; a page
/// to read; the same as a PDF (PDF/UA-1); the figures as CSV, one in each row. Chosen by `Accept`, or by an extension of the address
/// (`.json`, `.html`, `.pdf`, `.csv`), which says more. Only the ETag of the JSON is one for `If-Match`.
#[utoipa::path(
    operation_id = "find_report",
    tag = "Reports",
    params(
        ("report_id" = inline(ReportAddress), Path, description = "The report; an extension after its id names the form"),
        FindReportQuery
    ),
    responses((
        status = 200, description = "The report",
        content(
            (ReportResponse = "application/json"),
            (String = "text/html", example = json!("<!DOCTYPE html>")),
            (String = "application/pdf", example = json!("%PDF-1.7")),
            (String = "text/csv", example = json!("section,assignment_id,assignment,person"))
        )
    )),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/reports/{report_id}")]
async fn find_report(
    actor: Actor<Clinician>,
    wanted: WantedReport,
    query: ValidQuery<FindReportQuery>,
) -> ApiResult<FormedReport> {
    let WantedReport { id, form } = wanted;
    let reader = actor.reader();
    let find = async |conn: Conn<'_>| find(&actor, conn, &reader, id).await;
    let report = actor.read(Event::new("find_report", "report").on(id), find).await?;
    FormedReport::make(report, None, form, query.0.paper).await
}

/// Change the words of a draft
///
/// A JSON merge patch of narrative and recommendations. The figures stay as they were frozen; document and SHA-256 are
/// new. Changing nothing keeps the version. A final report is 409.
#[utoipa::path(
    operation_id = "update_report",
    tag = "Reports",
    params(("report_id" = ReportId, Path, description = "The report"), IfMatchHeader),
    request_body(content = UpdateReportRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The report as it is now", body = ReportResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/reports/{report_id}")]
async fn update_report(
    actor: Actor<TherapistOnly>,
    path: web::Path<ReportId>,
    change: Change<UpdateReportRequest>,
) -> ApiResult<Tagged<ReportResponse>> {
    let (id, practice, reader) = (path.into_inner(), actor.practice(), own_care(&actor.reader()));
    let Change { version, body } = change;
    let update = async |conn: Conn<'_>| {
        let mut known = find_version(&actor, conn, &reader, (id, version)).await?;
        if known.status == ReportStatus::Final {
            return Err(ApiError::wrong_state("The report is final: its words stay. Make another one."));
        }
        if !body.clone().apply(&mut known.document) {
            return Ok(known);
        }
        let sealed = seal(&known.document, practice, &*actor.key(conn).await?)?;
        queries::update_document(conn, practice, (id, version), &sealed, actor.now()).await?;
        find(&actor, conn, &reader, id).await
    };
    actor.write(Event::new("update_report", "report").on(id), update).await.map(Tagged)
}

/// Make a report final
///
/// From then on nothing of it changes. Doing it again with the current ETag changes nothing. One about a couple for more
/// eyes than the care team's is 409 while one of the partners is under a safety hold, and one for the couple while the
/// practice wants an agreement that both have signed (`agreement_needed`). Needs a proof of the last ten minutes (403
/// `step_up_needed`).
#[utoipa::path(
    operation_id = "finalise_report",
    tag = "Reports",
    params(("report_id" = ReportId, Path, description = "The report"), IfMatchHeader),
    responses((status = 200, description = "The final report", body = ReportResponse)),
    extensions(
        ("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/reports/{report_id}/finalisation")]
async fn finalise_report(
    actor: Actor<Proved<TherapistOnly>>,
    path: web::Path<ReportId>,
    known: IfMatch,
) -> ApiResult<Tagged<ReportResponse>> {
    let (id, IfMatch(version), reader) = (path.into_inner(), known, own_care(&actor.reader()));
    let finalise = async |conn: Conn<'_>| {
        let known = find_version(&actor, conn, &reader, (id, version)).await?;
        if known.status == ReportStatus::Final {
            return Ok(known);
        }
        if let (Some(couple), true) = (known.couple_id, known.audience != ReportAudience::Clinician)
            && lock_and_ask_all(conn, actor.practice(), Context::Couple(couple)).await?
        {
            return Err(ApiError::Conflict(Conflict::Held));
        }
        if let (Some(couple), ReportAudience::Couple) = (known.couple_id, known.audience) {
            check_joint(conn, actor.practice(), couple).await?;
        }
        queries::finalise_report(conn, actor.practice(), (id, version), actor.now()).await?;
        find(&actor, conn, &reader, id).await
    };
    actor.write(Event::new("finalise_report", "report").on(id), finalise).await.map(Tagged)
}

async fn find<A: Access>(
    actor: &Actor<A>,
    conn: Conn<'_>,
    reader: &Reader,
    id: ReportId,
) -> ApiResult<ReportResponse> {
    let (row, key) = futures_util::try_join!(queries::find_report(conn, reader, id), actor.key(conn))?;
    ReportResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
}

async fn find_version<A: Access>(
    actor: &Actor<A>,
    conn: Conn<'_>,
    reader: &Reader,
    (id, version): (ReportId, i32),
) -> ApiResult<ReportResponse> {
    let known = find(actor, conn, reader, id).await?;
    if known.version == version { Ok(known) } else { Err(ApiError::PreconditionFailed) }
}
