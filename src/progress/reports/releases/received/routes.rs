//! Operations of a client on what was released to it.

use actix_web::{get, web};

use super::dto::{Received, ReleasedReportResponse, ReleasedReportSummary};
use super::forms::FormedReceived;
use super::queries;
use crate::identity::actor::{Access, Actor, ClientOnly};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Page, PageQuery, Routes, ValidQuery};
use crate::platform::ids::kind::ClientId;
use crate::progress::reports::dto::FindReportQuery;
use crate::progress::reports::forms::{ReportAddress, WantedReport};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_released_reports).service(find_released_report);
}

/// List released reports
///
/// Reports that were released to the client, the newest first, without their documents. One that was taken back is gone, and so is
/// one about a couple that has ended.
#[utoipa::path(
    operation_id = "list_released_reports",
    tag = "Reports",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of reports", body = Page<ReleasedReportSummary>)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/released-reports")]
async fn list_released_reports(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ReleasedReportSummary>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_released_reports", &client);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let rows = queries::list_received(conn, &reader, client, before, limit).await?;
        if client == reader.member { Ok(rows) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_released_reports", "report").of_client(client);
    let rows = actor.read(event, list).await?;
    Page::cut(rows, limit, &sealing, |row| row.release, |row| Ok(row.into()))
}

/// Read a released report
///
/// The frozen document in the forms of `GET /v1/reports/{report_id}`: JSON, a page to read, the same as a PDF, and the figures as CSV,
/// chosen by `Accept` or by an extension of the address. It says when it was released to the client, and nothing of who else has it.
#[utoipa::path(
    operation_id = "find_released_report",
    tag = "Reports",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("report_id" = inline(ReportAddress), Path, description = "The report; an extension after its id names the form"),
        FindReportQuery
    ),
    responses((
        status = 200, description = "The report",
        content(
            (ReleasedReportResponse = "application/json"),
            (String = "text/html", example = json!("<!DOCTYPE html>")),
            (String = "application/pdf", example = json!("%PDF-1.7")),
            (String = "text/csv", example = json!("section,assignment_id,assignment,person"))
        )
    )),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/released-reports/{report_id}")]
async fn find_released_report(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, String)>,
    wanted: WantedReport,
    query: ValidQuery<FindReportQuery>,
) -> ApiResult<FormedReceived> {
    let ((client, _), reader) = (path.into_inner(), actor.reader());
    let WantedReport { id, form } = wanted;
    let find = async |conn: Conn<'_>| {
        let (row, key) =
            futures_util::try_join!(queries::find_received(conn, &reader, client, id), actor.key(conn))?;
        Received::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_released_report", "report").on(id).of_client(client);
    let received = actor.read(event, find).await?;
    FormedReceived::make(received, form, query.0.paper).await
}
