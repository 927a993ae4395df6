//! Operations on journal entries, for their author and the care team.

use actix_web::{Either, delete, get, post, put, web};

use super::correct;
use super::create::{Written, create_entry};
use super::dto::{
    CorrectJournalEntryRequest, CreateJournalEntryRequest, JournalEntryResponse, JournalEntryVersionResponse,
    ListJournalEntriesQuery,
};
use super::model::Place;
use super::queries;
use super::versions::{VersionRow, list_versions};
use crate::homework::assignments::reaches_client;
use crate::homework::check_ins::audience;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Conflict, Created, IfMatch, IfMatchHeader, NoContent, Page, PageQuery,
    Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, JournalEntryId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_journal_entry)
        .service(list_journal_entries)
        .service(find_journal_entry)
        .service(correct_journal_entry)
        .service(delete_journal_entry)
        .service(list_journal_entry_versions);
}

/// Write a journal entry
///
/// Free, or to the questions of a reflection. Private where it says nothing else. The phone makes the id, so that sending the
/// same again answers 200 with what is there; other content under the same id is a conflict, and a deleted id stays deleted.
#[utoipa::path(
    operation_id = "create_journal_entry",
    tag = "Journals",
    params(("client_id" = ClientId, Path, description = "The author")),
    request_body = CreateJournalEntryRequest,
    responses(
        (status = 201, description = "Written", body = JournalEntryResponse),
        (status = 200, description = "Was written before", body = JournalEntryResponse)
    ),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/journal-entries")]
async fn create_journal_entry(
    actor: Actor<ClientOnly>,
    path: web::Path<ClientId>,
    body: Valid<CreateJournalEntryRequest>,
) -> ApiResult<Either<Created<JournalEntryResponse>, Tagged<JournalEntryResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create_entry(&actor, conn, place, &request).await;
    let event = Event::new("create_journal_entry", "journal_entry").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => Either::Left(Created {
            location: format!("/v1/clients/{client}/journal-entries/{}", body.id),
            body,
        }),
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's journal entries
///
/// Newest day first: the own ones for their author; for the care team those that are not private. What a partner shares is
/// listed below the couple.
#[utoipa::path(
    operation_id = "list_journal_entries",
    tag = "Journals",
    params(("client_id" = ClientId, Path, description = "The author"), ListJournalEntriesQuery),
    responses((status = 200, description = "A page of entries", body = Page<JournalEntryResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/journal-entries")]
async fn list_journal_entries(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListJournalEntriesQuery>,
) -> ApiResult<Page<JournalEntryResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_journal_entries", &(client, filter.bound()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, key) = futures_util::try_join!(
            queries::list_entries(conn, &reader, client, &filter, after),
            actor.key(conn)
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if found.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok((found, key))
    };
    let event = Event::new("list_journal_entries", "journal_entry").of_client(client);
    let (found, key) = actor.read(event, list).await?;
    let order = |found: &queries::Read| (found.0.local_date, found.0.id);
    let audience = audience(&reader);
    let open = |(row, copied)| JournalEntryResponse::open(row, copied, reader.practice, audience, &key);
    Page::cut(found, filter.limit, &sealing, order, open)
}

/// Read a journal entry
///
/// With the questions that it answers, in the version that it was written to.
#[utoipa::path(
    operation_id = "find_journal_entry",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("entry_id" = JournalEntryId, Path, description = "The entry")
    ),
    responses((status = 200, description = "The entry", body = JournalEntryResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/journal-entries/{entry_id}")]
async fn find_journal_entry(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, JournalEntryId)>,
) -> ApiResult<Tagged<JournalEntryResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_entry(conn, &reader, client, id), actor.key(conn))?;
        let (row, copied) = found.ok_or(ApiError::NotFound)?;
        JournalEntryResponse::open(row, copied, reader.practice, audience(&reader), &key)
    };
    let event = Event::new("find_journal_entry", "journal_entry").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Correct a journal entry
///
/// By its author: replaces what it says, and its visibility where one is given; the earlier state is kept as a version.
/// Sharing with the partner makes a new shared id. A narrower visibility takes back: it disappears from the partner's
/// device, which can be noticed, and `can_be_noticed` says so. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_journal_entry",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("entry_id" = JournalEntryId, Path, description = "The entry"), IfMatchHeader),
    request_body = CorrectJournalEntryRequest,
    responses((status = 200, description = "The entry as it is now", body = JournalEntryResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/journal-entries/{entry_id}")]
async fn correct_journal_entry(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, JournalEntryId)>,
    change: Change<CorrectJournalEntryRequest>,
) -> ApiResult<Tagged<JournalEntryResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_entry(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_journal_entry", "journal_entry").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a journal entry
///
/// By its author. Nobody reads it any more, and its id stays taken. What was shared disappears from the partner's device,
/// which can be noticed.
#[utoipa::path(
    operation_id = "delete_journal_entry",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("entry_id" = JournalEntryId, Path, description = "The entry"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/journal-entries/{entry_id}")]
async fn delete_journal_entry(
    actor: Actor<ClientOnly>,
    path: web::Path<(ClientId, JournalEntryId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_entry(&actor, conn, place, version.0).await;
    let event = Event::new("delete_journal_entry", "journal_entry").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a journal entry
///
/// What it said before each correction, newest first, as far as the caller may read each version.
#[utoipa::path(
    operation_id = "list_journal_entry_versions",
    tag = "Journals",
    params(
        ("client_id" = ClientId, Path, description = "The author"),
        ("entry_id" = JournalEntryId, Path, description = "The entry"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<JournalEntryVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/journal-entries/{entry_id}/versions")]
async fn list_journal_entry_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, JournalEntryId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<JournalEntryVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_journal_entry_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_entry(conn, &reader, client, id),
            list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.ok_or(ApiError::NotFound)?;
        Ok((versions, key))
    };
    let event = Event::new("list_journal_entry_versions", "journal_entry").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let audience = audience(&reader);
    let open = |row: VersionRow| row.open(place, audience, &key);
    Page::cut(rows, limit, &sealing, |row| row.told(audience), open)
}
