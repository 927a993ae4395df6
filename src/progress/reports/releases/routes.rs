//! Operations on releases, for the care team.

use actix_web::{get, post, put, web};

use super::dto::{CreateReportReleaseRequest, ReportReleaseResponse, WithdrawReportReleaseRequest};
use super::model::{REASON, ReleaseRow, place};
use super::{copy, queries, release};
use crate::identity::actor::{Access, Actor, Clinician, Proved, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, Page, PageQuery, Routes, Tagged,
    Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ReportId, ReportReleaseId};
use crate::progress::reports::authorisations::{Words, find_words};
use crate::progress::reports::dto::{FindReportQuery, ReportResponse};
use crate::progress::reports::forms::{FormedReport, WantedReport};
use crate::progress::reports::queries as reports_queries;
use crate::progress::reports::render::{Outside, Release};

const EVENT: &str = "report_release";

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_report_release)
        .service(list_report_releases)
        .service(find_report_release)
        .service(withdraw_report_release)
        .service(find_report_release_copy);
}

/// Release a report
///
/// A final report to one recipient. One for `client` or `couple` goes to a client whom it is about, who reads it from then on
/// (`GET /v1/clients/{client_id}/released-reports`) and is sent a notice without content; each partner by a release of an own. One
/// for `third_party` goes outside by an authorisation that everybody whom it is about has signed (409 `not_authorised`), and is
/// handed over by the therapist. Refused with 409 while anybody whom it is about is under a safety hold (`held`), after the end of
/// the couple (`couple_ended`) and, of a couple, while the practice wants an agreement that both have signed
/// (`agreement_needed`). Each release is a disclosure. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "create_report_release",
    tag = "Reports",
    params(("report_id" = ReportId, Path, description = "The report"), IdempotencyKeyHeader),
    request_body = CreateReportReleaseRequest,
    responses((status = 201, description = "Released", body = ReportReleaseResponse)),
    extensions(
        ("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[post("/reports/{report_id}/releases")]
async fn create_report_release(
    actor: Actor<Proved<TherapistOnly>>,
    path: web::Path<ReportId>,
    key: IdempotencyKey,
    body: Valid<CreateReportReleaseRequest>,
) -> ApiResult<Created<ReportReleaseResponse>> {
    let (report, Valid(request), new) = (path.into_inner(), body, ReportReleaseId::generate());
    let reader = own_care(&actor.reader());
    let create = async |conn: Conn<'_>| {
        let payload = (report, &request);
        let ((claim, earlier), known) = futures_util::try_join!(
            actor.claim(conn, &key, "create_report_release", &payload),
            queries::find_report(conn, &reader, report)
        )?;
        known.ok_or(ApiError::NotFound)?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                release::release(&actor, conn, &reader, (report, new), &request).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        find(&actor, conn, &reader, (report, id)).await
    };
    let body = actor.write(Event::new("create_report_release", EVENT).on(new), create).await?;
    Ok(Created { location: format!("/v1/reports/{report}/releases/{}", body.id), body })
}

/// List releases of a report
///
/// All of them, the newest first, those that were taken back too.
#[utoipa::path(
    operation_id = "list_report_releases",
    tag = "Reports",
    params(("report_id" = ReportId, Path, description = "The report"), PageQuery),
    responses((status = 200, description = "A page of releases", body = Page<ReportReleaseResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/reports/{report_id}/releases")]
async fn list_report_releases(
    actor: Actor<Clinician>,
    path: web::Path<ReportId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ReportReleaseResponse>> {
    let (report, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_report_releases", &report);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (known, rows, key) = futures_util::try_join!(
            queries::find_report(conn, &reader, report),
            queries::list_releases(conn, &reader, report, before, limit),
            actor.key(conn)
        )?;
        known.ok_or(ApiError::NotFound)?;
        let outside = rows.iter().filter_map(|row| row.authorisation_id).collect();
        Ok((rows, find_words(conn, reader.practice, outside).await?, key))
    };
    let (rows, words, key) = actor.read(Event::new("list_report_releases", EVENT).on(report), list).await?;
    let open = |row: ReleaseRow| {
        let sealed = words.iter().find(|(id, _)| Some(*id) == row.authorisation_id);
        let opened =
            sealed.map(|(id, sealed)| Words::open(reader.practice, *id, sealed, &key)).transpose()?;
        ReportReleaseResponse::open(row, opened, reader.practice, &key)
    };
    Page::cut(rows, limit, &sealing, |row| row.id, open)
}

/// Read a release
///
/// Whom the report was released to, when, and whether it was taken back.
#[utoipa::path(
    operation_id = "find_report_release",
    tag = "Reports",
    params(
        ("report_id" = ReportId, Path, description = "The report"),
        ("release_id" = ReportReleaseId, Path, description = "The release")
    ),
    responses((status = 200, description = "The release", body = ReportReleaseResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/reports/{report_id}/releases/{release_id}")]
async fn find_report_release(
    actor: Actor<Clinician>,
    path: web::Path<(ReportId, ReportReleaseId)>,
) -> ApiResult<Tagged<ReportReleaseResponse>> {
    let (of, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| find(&actor, conn, &reader, of).await;
    actor.read(Event::new("find_report_release", EVENT).on(of.1), find).await.map(Tagged)
}

/// Take a release back
///
/// At once: a client reads the report no more, and no copy is handed over. What was read or handed over before cannot be called
/// back, and the disclosure stays recorded. Taking back again changes nothing.
#[utoipa::path(
    operation_id = "withdraw_report_release",
    tag = "Reports",
    params(
        ("report_id" = ReportId, Path, description = "The report"),
        ("release_id" = ReportReleaseId, Path, description = "The release")
    ),
    request_body = WithdrawReportReleaseRequest,
    responses((status = 200, description = "The release as it is now", body = ReportReleaseResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/reports/{report_id}/releases/{release_id}/withdrawal")]
async fn withdraw_report_release(
    actor: Actor<TherapistOnly>,
    path: web::Path<(ReportId, ReportReleaseId)>,
    body: Valid<WithdrawReportReleaseRequest>,
) -> ApiResult<Tagged<ReportReleaseResponse>> {
    let (of, Valid(request), reader) = (path.into_inner(), body, own_care(&actor.reader()));
    let (_, id) = of;
    let withdraw = async |conn: Conn<'_>| {
        find_row(conn, &reader, of).await?;
        let place = place(reader.practice, id);
        let reason = actor.key(conn).await?.seal(REASON, &place, &request.reason)?;
        queries::withdraw_release(conn, reader.practice, id, reader.member, &reason, actor.now()).await?;
        find(&actor, conn, &reader, of).await
    };
    actor.write(Event::new("withdraw_report_release", EVENT).on(id), withdraw).await.map(Tagged)
}

/// Read the copy to hand over
///
/// The report as it was released to somebody outside, in the forms of `GET /v1/reports/{report_id}`, chosen by `Accept`, for the
/// therapist who hands it over. All that was checked at the release is checked again: 409 once it was taken back, a signature was
/// revoked, its last day is over, the couple has ended, the agreement is not signed any more, or while anybody whom it is about
/// is under a safety hold.
#[utoipa::path(
    operation_id = "find_report_release_copy",
    tag = "Reports",
    params(
        ("report_id" = ReportId, Path, description = "The report"),
        ("release_id" = ReportReleaseId, Path, description = "The release"),
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
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/reports/{report_id}/releases/{release_id}/copy")]
async fn find_report_release_copy(
    actor: Actor<TherapistOnly>,
    path: web::Path<(ReportId, ReportReleaseId)>,
    wanted: WantedReport,
    query: ValidQuery<FindReportQuery>,
) -> ApiResult<FormedReport> {
    let (of, reader) = (path.into_inner(), own_care(&actor.reader()));
    let find = async |conn: Conn<'_>| {
        let row = find_row(conn, &reader, of).await?;
        copy::check(&actor, conn, &reader, &row).await?;
        let outside = row.authorisation_id.into_iter().collect();
        let (report, words, key) = futures_util::try_join!(
            reports_queries::find_report(conn, &reader, wanted.id),
            find_words(conn, reader.practice, outside),
            actor.key(conn)
        )?;
        let words = words.first().map(|(id, sealed)| Words::open(reader.practice, *id, sealed, &key));
        let release = Release { at: row.released_at, outside: words.transpose()?.map(outside_of) };
        let report = ReportResponse::open(report.ok_or(ApiError::NotFound)?, reader.practice, &key)?;
        // When somebody changed something is for the care team: it would tell of what is kept from others.
        Ok((ReportResponse { data_changed_since: None, ..report }, release))
    };
    let (report, release) = actor.read(Event::new("find_report_release_copy", EVENT).on(of.1), find).await?;
    FormedReport::make(report, Some(release), wanted.form, query.0.paper).await
}

fn outside_of(words: Words) -> Outside {
    Outside { recipient: words.name_in_full(), purpose: words.purpose }
}

async fn find_row(
    conn: Conn<'_>,
    reader: &Reader,
    (report, id): (ReportId, ReportReleaseId),
) -> ApiResult<ReleaseRow> {
    queries::find_release(conn, reader, report, id).await?.ok_or(ApiError::NotFound)
}

async fn find(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    reader: &Reader,
    of: (ReportId, ReportReleaseId),
) -> ApiResult<ReportReleaseResponse> {
    let (row, key) = futures_util::try_join!(find_row(conn, reader, of), actor.key(conn))?;
    let outside = row.authorisation_id.into_iter().collect();
    let words = find_words(conn, reader.practice, outside).await?.pop();
    let words = words.map(|(id, sealed)| Words::open(reader.practice, id, &sealed, &key)).transpose()?;
    ReportReleaseResponse::open(row, words, reader.practice, &key)
}
