//! Operations on exports.

use actix_web::body::SizedStream;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get, post, web};
use futures_util::stream;

use super::dto::ExportResponse;
use super::model::{ClientOrAdministrator, ExportRow, ExportStatus};
use super::prepare::PREPARE;
use super::queries;
use crate::identity::actor::{Access, Actor, ClientOnly, Proved, Reader};
use crate::identity::audit::Event;
use crate::identity::services::Services;
use crate::people::clients::{find_client, keep_known};
use crate::people::couples::count_withdrawals;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::{
    Accepted, ApiError, ApiResult, IdempotencyKey, IdempotencyKeyHeader, Page, PageQuery, Routes, Tagged,
    ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, ExportId};
use crate::platform::jobs;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_export).service(list_exports).service(find_export).service(find_export_content);
}

/// Ask for an export
///
/// Of what the practice keeps about the client that the client can read: everything that the client wrote or signed, the
/// homework with its questions, disclosures about the client and what the partner shares. A zip archive that is prepared in
/// the background. The client asks for it, or the office does for the client; what is in it only the client gets. One is
/// prepared at a time, and takes the place of the one before; the office waits until that has expired (409 `wrong_state`). Nobody
/// else is told. Needs a proof of the last ten minutes
/// (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "create_export",
    tag = "Exports",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    responses((status = 202, description = "It is being prepared", body = ExportResponse)),
    extensions(
        ("x-roles" = json!(ClientOrAdministrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[post("/clients/{client_id}/exports")]
async fn create_export(
    actor: Actor<Proved<ClientOrAdministrator>>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
) -> ApiResult<Accepted<ExportResponse>> {
    let (client, new, now) = (path.into_inner(), ExportId::generate(), actor.now());
    let (practice, reader) = (actor.practice(), actor.reader());
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_export", &client).await?;
        find_client(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
        keep_known(conn, practice, client).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                // The office takes nothing out of the client's hands.
                if !reader.client && queries::is_one_ready(conn, practice, client, now).await? {
                    return Err(ApiError::wrong_state(
                        "An export that the client can download is ready: only the client can ask for another one.",
                    ));
                }
                queries::insert_export(conn, practice, (new, client, actor.membership()), now).await?;
                jobs::enqueue(conn, practice, PREPARE, new.uuid(), now).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        find(conn, &reader, client, id).await
    };
    let event = Event::new("create_export", "export").on(new).of_client(client);
    let (row, withdrawals) = actor.write(event, create).await?;
    let location = format!("/v1/clients/{client}/exports/{}", row.id);
    Ok(Accepted { location, body: ExportResponse::at(now, row, withdrawals) })
}

/// List a client's exports
///
/// How each stands, the newest first.
#[utoipa::path(
    operation_id = "list_exports",
    tag = "Exports",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of exports", body = Page<ExportResponse>)),
    extensions(
        ("x-roles" = json!(ClientOrAdministrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read"))
    )
)]
#[get("/clients/{client_id}/exports")]
async fn list_exports(
    actor: Actor<ClientOrAdministrator>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<ExportResponse>> {
    let (client, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_exports", &client);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        find_client(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
        let rows = queries::list_exports(conn, &reader, client, before, limit);
        futures_util::try_join!(rows, withdrawals(conn, &reader))
    };
    let (rows, withdrawals) =
        actor.read(Event::new("list_exports", "export").of_client(client), list).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| Ok(ExportResponse::at(now, row, withdrawals)))
}

/// Read how an export stands
///
/// Ask again until it has succeeded; then its content can be downloaded until it expires.
#[utoipa::path(
    operation_id = "find_export",
    tag = "Exports",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("export_id" = ExportId, Path, description = "The export")
    ),
    responses((status = 200, description = "How it stands", body = ExportResponse)),
    extensions(
        ("x-roles" = json!(ClientOrAdministrator::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read"))
    )
)]
#[get("/clients/{client_id}/exports/{export_id}")]
async fn find_export(
    actor: Actor<ClientOrAdministrator>,
    path: web::Path<(ClientId, ExportId)>,
) -> ApiResult<Tagged<ExportResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| find(conn, &reader, client, id).await;
    let event = Event::new("find_export", "export").on(id).of_client(client);
    let (row, withdrawals) = actor.read(event, find).await?;
    Ok(Tagged(ExportResponse::at(actor.now(), row, withdrawals)))
}

/// Download an export
///
/// For the client alone: a zip archive with `export.json` and a page to read, `index.html`. What is not prepared yet, could
/// not be, or has expired is 404. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "find_export_content",
    tag = "Exports",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("export_id" = ExportId, Path, description = "The export")
    ),
    responses((
        status = 200, description = "The archive", body = String, content_type = "application/zip",
        example = json!("PK\u{3}\u{4}")
    )),
    extensions(
        ("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")),
        ("x-step-up" = json!(true))
    )
)]
#[get("/clients/{client_id}/exports/{export_id}/content")]
async fn find_export_content(
    actor: Actor<Proved<ClientOnly>>,
    path: web::Path<(ClientId, ExportId)>,
) -> ApiResult<HttpResponse> {
    let ((client, id), reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let find = async |conn: Conn<'_>| find_ready(conn, &reader, client, id, now).await;
    let event = Event::new("find_export_content", "export").on(id).of_client(client);
    let row = actor.read(event, find).await?;
    Ok(download(actor.services().clone(), reader, &row))
}

async fn find_ready(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: ExportId,
    now: chrono::DateTime<chrono::Utc>,
) -> ApiResult<ExportRow> {
    let (row, withdrawals) = find(conn, reader, client, id).await?;
    let ready = row.status_at(now, withdrawals) == ExportStatus::Succeeded;
    Some(row).filter(|_| ready).ok_or(ApiError::NotFound)
}

async fn find(
    conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: ExportId,
) -> ApiResult<(ExportRow, Option<i64>)> {
    let row = queries::find_export(conn, reader, client, id);
    let (row, withdrawals) = futures_util::try_join!(row, withdrawals(conn, reader))?;
    Ok((row.ok_or(ApiError::NotFound)?, withdrawals))
}

/// What has gone of what the client's partners shared; nothing for the office.
async fn withdrawals(conn: Conn<'_>, reader: &Reader) -> ApiResult<Option<i64>> {
    if !reader.client {
        return Ok(None);
    }
    count_withdrawals(conn, reader.practice, reader.member).await.map(Some)
}

/// One piece after the other, so that an archive is never held whole. Where one is gone in the meantime the answer is cut
/// off, which its length shows.
fn download(services: Services, reader: Reader, row: &ExportRow) -> HttpResponse {
    let (export, last, known) = (row.id, row.pieces.unwrap_or_default(), row.withdrawals);
    let from = (services, reader, 1_i32);
    let pieces = stream::try_unfold(from, move |(services, reader, number)| async move {
        if number > last {
            return Ok(None);
        }
        let piece = read_piece(&services, &reader, (export, number), known).await?;
        Ok::<_, ApiError>(Some((Bytes::from(piece), (services, reader, number.saturating_add(1)))))
    });
    let size = row.size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default();
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"export.zip\""))
        .body(SizedStream::new(size, pieces))
}

async fn read_piece(
    services: &Services,
    reader: &Reader,
    piece: (ExportId, i32),
    known: Option<i64>,
) -> ApiResult<Vec<u8>> {
    let practice = reader.practice;
    let read = async |conn: Conn<'_>| {
        let key = services.shared.practice_keys.get(conn, practice).await?;
        let bytes = queries::find_piece(conn, practice, piece, &key);
        let (bytes, withdrawals) = futures_util::try_join!(bytes, withdrawals(conn, reader))?;
        // What the partner takes back in the middle of a download is not given any more.
        if withdrawals == known { Ok(bytes) } else { Err(ApiError::NotFound) }
    };
    let found = services.database.in_practice(practice, Mode::Read, async |_| Ok(()), read).await;
    found.map(|((), bytes)| bytes)
}
