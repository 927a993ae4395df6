//! Operations on programmes.

use actix_web::{delete, get, post, put, web};

use super::dto::{CreateProgrammeRequest, ListProgrammesQuery, ProgrammeContent, ProgrammeResponse};
use super::queries::{self, Programme};
use crate::homework::library::LibraryReader;
use crate::identity::actor::{Access, Actor, Clinician};
use crate::identity::audit::Event;
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader,
    Number, Page, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ProgrammeId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(list_programmes)
        .service(create_programme)
        .service(find_programme)
        .service(find_programme_version)
        .service(update_programme)
        .service(retire_programme)
        .service(restore_programme);
}

/// List programmes
///
/// Built-in and own ones, retired ones too, each in its current version, oldest first.
#[utoipa::path(
    operation_id = "list_programmes",
    tag = "Programmes",
    params(ListProgrammesQuery),
    responses((status = 200, description = "A page of programmes", body = Page<ProgrammeResponse>)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/programmes")]
async fn list_programmes(
    actor: Actor<LibraryReader>,
    query: ValidQuery<ListProgrammesQuery>,
) -> ApiResult<Page<ProgrammeResponse>> {
    let ListProgrammesQuery { retired, limit, cursor } = query.0;
    let sealing = actor.cursor("list_programmes", &retired);
    let after = sealing.open(cursor.as_ref())?;
    let list =
        async |conn: Conn<'_>| queries::list_programmes(conn, actor.practice(), retired, after, limit).await;
    let rows = actor.read(Event::plain("list_programmes", "programme"), list).await?;
    Page::cut(rows, limit, &sealing, |(row, _)| row.id, |found| Ok(found.into()))
}

/// Create a programme
///
/// One of the practice's own, with its first version. Every item that it names must be one that can be assigned.
#[utoipa::path(
    operation_id = "create_programme",
    tag = "Programmes",
    params(IdempotencyKeyHeader),
    request_body = CreateProgrammeRequest,
    responses((status = 201, description = "Made", body = ProgrammeResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/programmes")]
async fn create_programme(
    actor: Actor<Clinician>,
    key: IdempotencyKey,
    body: Valid<CreateProgrammeRequest>,
) -> ApiResult<Created<ProgrammeResponse>> {
    let (Valid(request), new, by) = (body, ProgrammeId::generate(), actor.reader());
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_programme", &request).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                let words = (request.key.as_str(), &request.content);
                queries::check_items(conn, by.practice, &request.content, "/content").await?;
                queries::insert_programme(conn, &by, new, words, actor.now()).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        find(conn, &actor, id).await
    };
    let body = actor.write(Event::new("create_programme", "programme").on(new), create).await?;
    let body = ProgrammeResponse::from(body);
    Ok(Created { location: format!("/v1/programmes/{}", body.id), body })
}

async fn find(conn: Conn<'_>, actor: &Actor<impl Access>, id: ProgrammeId) -> ApiResult<Programme> {
    queries::find_current(conn, actor.practice(), id).await?.ok_or(ApiError::NotFound)
}

/// Read a programme
///
/// In its current version, which is the one that is enrolled in.
#[utoipa::path(
    operation_id = "find_programme",
    tag = "Programmes",
    params(("programme_id" = ProgrammeId, Path, description = "The programme")),
    responses((status = 200, description = "The programme", body = ProgrammeResponse)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/programmes/{programme_id}")]
async fn find_programme(
    actor: Actor<LibraryReader>,
    path: web::Path<ProgrammeId>,
) -> ApiResult<Tagged<ProgrammeResponse>> {
    let id = path.into_inner();
    let event = Event::plain("find_programme", "programme").on(id);
    let found = actor.read(event, async |conn: Conn<'_>| find(conn, &actor, id).await).await?;
    Ok(Tagged(found.into()))
}

/// Read a version of a programme
///
/// As it was when it was written: a version never changes. The ETag is that of the programme.
#[utoipa::path(
    operation_id = "find_programme_version",
    tag = "Programmes",
    params(
        ("programme_id" = ProgrammeId, Path, description = "The programme"),
        ("number" = i32, Path, description = "The number of the version", minimum = 1, maximum = 2147483647)
    ),
    responses((status = 200, description = "The programme in this version", body = ProgrammeResponse)),
    extensions(("x-roles" = json!(LibraryReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/programmes/{programme_id}/versions/{number}")]
async fn find_programme_version(
    actor: Actor<LibraryReader>,
    path: web::Path<(ProgrammeId, Number)>,
) -> ApiResult<Tagged<ProgrammeResponse>> {
    let (id, Number(number)) = path.into_inner();
    let find = async |conn: Conn<'_>| {
        queries::find_version(conn, actor.practice(), id, number).await?.ok_or(ApiError::NotFound)
    };
    let event = Event::plain("find_programme_version", "programme").on(id);
    Ok(Tagged(actor.read(event, find).await?.into()))
}

/// Write the next version of a programme
///
/// New enrolments take it; running ones keep theirs. The same words again change nothing. A built-in programme is not
/// written on, and a retired one is brought back first.
#[utoipa::path(
    operation_id = "update_programme",
    tag = "Programmes",
    params(("programme_id" = ProgrammeId, Path, description = "The programme"), IfMatchHeader),
    request_body = ProgrammeContent,
    responses((status = 200, description = "The programme as it is now", body = ProgrammeResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/programmes/{programme_id}/content")]
async fn update_programme(
    actor: Actor<Clinician>,
    path: web::Path<ProgrammeId>,
    change: Change<ProgrammeContent>,
) -> ApiResult<Tagged<ProgrammeResponse>> {
    let (id, by) = (path.into_inner(), actor.reader());
    let Change { version, body: content } = change;
    let update = async |conn: Conn<'_>| {
        let (row, words) = find_known(conn, &actor, id, version).await?;
        let AsJson(steps) = &words.steps;
        let now_said = (&words.title, &words.summary, words.weeks, steps);
        if now_said == (&content.title, &content.summary, content.weeks, &content.steps) {
            return Ok((row, words));
        }
        queries::check_items(conn, by.practice, &content, "").await?;
        queries::add_version(conn, &by, &row, &content, actor.now()).await?;
        find(conn, &actor, id).await
    };
    Ok(Tagged(actor.write(Event::new("update_programme", "programme").on(id), update).await?.into()))
}

async fn find_known(
    conn: Conn<'_>,
    actor: &Actor<Clinician>,
    id: ProgrammeId,
    version: i32,
) -> ApiResult<Programme> {
    let found = find(conn, actor, id).await?;
    if found.0.version == version { Ok(found) } else { Err(ApiError::PreconditionFailed) }
}

/// Retire a programme
///
/// Nobody is enrolled in it any more; enrolments that run go on. Built-in ones can be retired too.
#[utoipa::path(
    operation_id = "retire_programme",
    tag = "Programmes",
    params(("programme_id" = ProgrammeId, Path, description = "The programme"), IfMatchHeader),
    responses((status = 200, description = "The programme as it is now", body = ProgrammeResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/programmes/{programme_id}/retirement")]
async fn retire_programme(
    actor: Actor<Clinician>,
    path: web::Path<ProgrammeId>,
    version: IfMatch,
) -> ApiResult<Tagged<ProgrammeResponse>> {
    set_retired(&actor, "retire_programme", path.into_inner(), version.0, true).await
}

/// Bring a programme back
///
/// It can be enrolled in again. Bringing back what is not retired changes nothing.
#[utoipa::path(
    operation_id = "restore_programme",
    tag = "Programmes",
    params(("programme_id" = ProgrammeId, Path, description = "The programme"), IfMatchHeader),
    responses((status = 200, description = "The programme as it is now", body = ProgrammeResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/programmes/{programme_id}/retirement")]
async fn restore_programme(
    actor: Actor<Clinician>,
    path: web::Path<ProgrammeId>,
    version: IfMatch,
) -> ApiResult<Tagged<ProgrammeResponse>> {
    set_retired(&actor, "restore_programme", path.into_inner(), version.0, false).await
}

async fn set_retired(
    actor: &Actor<Clinician>,
    operation: &'static str,
    id: ProgrammeId,
    version: i32,
    retired: bool,
) -> ApiResult<Tagged<ProgrammeResponse>> {
    let now = actor.now();
    let set = async |conn: Conn<'_>| {
        let (mut row, words) = find_known(conn, actor, id, version).await?;
        if row.retired_at.is_some() == retired {
            return Ok((row, words));
        }
        row.retired_at = retired.then_some(now);
        queries::write(conn, actor.practice(), &row, now).await?;
        find(conn, actor, id).await
    };
    Ok(Tagged(actor.write(Event::new(operation, "programme").on(id), set).await?.into()))
}
