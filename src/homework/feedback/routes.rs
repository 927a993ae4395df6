//! Operations on feedback.

use actix_web::{delete, get, post, put, web};

use super::dto::{
    CheckInFeedbackResponse, CheckInFeedbackVersionResponse, CreateCheckInFeedbackRequest,
    ListCheckInFeedbackQuery, UpdateCheckInFeedbackRequest,
};
use super::model::{EARLIER_TEXT, FeedbackInsert, TEXT, VersionInsert, place, place_of_version};
use super::queries;
use crate::homework::assignments::reaches_client;
use crate::homework::check_ins::find_context;
use crate::identity::actor::{Access, Actor, Clinician, ClinicianOrClient, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader,
    NoContent, Page, PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{CheckInFeedbackId, ClientId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_check_in_feedback)
        .service(list_check_in_feedback)
        .service(find_check_in_feedback)
        .service(update_check_in_feedback)
        .service(delete_check_in_feedback)
        .service(list_check_in_feedback_versions);
}

/// Give feedback on a check-in
///
/// By a therapist on the care team who can read the check-in. Its author reads it; to the partner nothing tells that there
/// is any.
#[utoipa::path(
    operation_id = "create_check_in_feedback",
    tag = "Reviewing",
    params(("client_id" = ClientId, Path, description = "The author of the check-in"), IdempotencyKeyHeader),
    request_body = CreateCheckInFeedbackRequest,
    responses((status = 201, description = "Written", body = CheckInFeedbackResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/feedback")]
async fn create_check_in_feedback(
    actor: Actor<TherapistOnly>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateCheckInFeedbackRequest>,
) -> ApiResult<Created<CheckInFeedbackResponse>> {
    let (client, Valid(request), new) = (path.into_inner(), body, CheckInFeedbackId::generate());
    let create = async |conn: Conn<'_>| create(&actor, conn, &key, client, new, &request).await;
    let event = Event::new("create_check_in_feedback", "check_in_feedback").on(new).of_client(client);
    let body = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/clients/{client}/feedback/{}", body.id), body })
}

async fn create(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    client: ClientId,
    new: CheckInFeedbackId,
    request: &CreateCheckInFeedbackRequest,
) -> ApiResult<CheckInFeedbackResponse> {
    let (reader, payload) = (own_care(&actor.reader()), (client, request));
    let ((claim, earlier), reaches, readable, seals) = futures_util::try_join!(
        actor.claim(conn, key, "create_check_in_feedback", &payload),
        reaches_client(conn, &reader, client),
        find_context(conn, &reader, client, request.check_in_id),
        actor.key(conn)
    )?;
    if !reaches {
        return Err(ApiError::NotFound);
    }
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None if readable.is_none() => {
            let detail = "must be a check-in of this client that you can read";
            return Err(ApiError::rule("/check_in_id", "unknown_check_in", detail));
        }
        None => {
            let row = FeedbackInsert {
                practice_id: reader.practice,
                id: new,
                client_id: client,
                check_in_id: request.check_in_id,
                written_by: reader.member,
                text_sealed: seals.seal(TEXT, &place(reader.practice, new), &request.text)?,
                created_at: actor.now(),
                updated_at: actor.now(),
            };
            queries::insert_feedback(conn, &row).await?;
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    let row = queries::find_feedback(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)?;
    CheckInFeedbackResponse::open(row, reader.practice, &seals)
}

/// List feedback
///
/// What was said to a client's check-ins, the newest first: for the client, and for the care team as far as it reads the
/// check-ins.
#[utoipa::path(
    operation_id = "list_check_in_feedback",
    tag = "Reviewing",
    params(("client_id" = ClientId, Path, description = "The author of the check-ins"), ListCheckInFeedbackQuery),
    responses((status = 200, description = "A page of feedback", body = Page<CheckInFeedbackResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/feedback")]
async fn list_check_in_feedback(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListCheckInFeedbackQuery>,
) -> ApiResult<Page<CheckInFeedbackResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_check_in_feedback", &(client, filter.check_in_id));
    let before = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, reaches, key) = futures_util::try_join!(
            queries::list_feedback(conn, &reader, client, &filter, before),
            reaches_client(conn, &reader, client),
            actor.key(conn)
        )?;
        if reaches { Ok((rows, key)) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_check_in_feedback", "check_in_feedback").of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let open = |row| CheckInFeedbackResponse::open(row, reader.practice, &key);
    Page::cut(rows, filter.limit, &sealing, |row| row.id, open)
}

/// Read feedback
///
/// For the author of the check-in, and for the care team.
#[utoipa::path(
    operation_id = "find_check_in_feedback",
    tag = "Reviewing",
    params(
        ("client_id" = ClientId, Path, description = "The author of the check-in"),
        ("feedback_id" = CheckInFeedbackId, Path, description = "The feedback")
    ),
    responses((status = 200, description = "The feedback", body = CheckInFeedbackResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/feedback/{feedback_id}")]
async fn find_check_in_feedback(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, CheckInFeedbackId)>,
) -> ApiResult<Tagged<CheckInFeedbackResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (row, key) =
            futures_util::try_join!(queries::find_feedback(conn, &reader, client, id), actor.key(conn))?;
        CheckInFeedbackResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_check_in_feedback", "check_in_feedback").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Change feedback
///
/// By the therapist who wrote it, while on the care team. What it said before is kept for the care team. Changing nothing
/// keeps the version.
#[utoipa::path(
    operation_id = "update_check_in_feedback",
    tag = "Reviewing",
    params(
        ("client_id" = ClientId, Path, description = "The author of the check-in"),
        ("feedback_id" = CheckInFeedbackId, Path, description = "The feedback"), IfMatchHeader),
    request_body = UpdateCheckInFeedbackRequest,
    responses((status = 200, description = "The feedback as it is now", body = CheckInFeedbackResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/feedback/{feedback_id}")]
async fn update_check_in_feedback(
    actor: Actor<TherapistOnly>,
    path: web::Path<(ClientId, CheckInFeedbackId)>,
    change: Change<UpdateCheckInFeedbackRequest>,
) -> ApiResult<Tagged<CheckInFeedbackResponse>> {
    let (client, id) = path.into_inner();
    let update = async |conn: Conn<'_>| update(&actor, conn, client, id, &change).await;
    let event = Event::new("update_check_in_feedback", "check_in_feedback").on(id).of_client(client);
    actor.write(event, update).await.map(Tagged)
}

async fn update(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    client: ClientId,
    id: CheckInFeedbackId,
    Change { version, body }: &Change<UpdateCheckInFeedbackRequest>,
) -> ApiResult<CheckInFeedbackResponse> {
    let (reader, now) = (own_care(&actor.reader()), actor.now());
    let (row, key) =
        futures_util::try_join!(queries::find_feedback(conn, &reader, client, id), actor.key(conn))?;
    let before = CheckInFeedbackResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)?;
    if before.written_by != reader.member {
        return Err(ApiError::Forbidden);
    }
    if before.version != *version {
        return Err(ApiError::PreconditionFailed);
    }
    if before.text == body.text {
        return Ok(before);
    }
    let at = place_of_version(reader.practice, id, before.version);
    let kept = VersionInsert {
        practice_id: reader.practice,
        feedback_id: id,
        version: before.version,
        text_sealed: key.seal(EARLIER_TEXT, &at, &before.text)?,
        edited_by: reader.member,
        edited_at: now,
    };
    let text_sealed = key.seal(TEXT, &place(reader.practice, id), &body.text)?;
    queries::replace_text(conn, &kept, text_sealed, now).await?;
    let version = before.version.saturating_add(1);
    Ok(CheckInFeedbackResponse { text: body.text.clone(), version, updated_at: now, ..before })
}

/// Take feedback back
///
/// By any therapist on the care team. Nobody reads it any more.
#[utoipa::path(
    operation_id = "delete_check_in_feedback",
    tag = "Reviewing",
    params(
        ("client_id" = ClientId, Path, description = "The author of the check-in"),
        ("feedback_id" = CheckInFeedbackId, Path, description = "The feedback"), IfMatchHeader),
    responses((status = 204, description = "Taken back")),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/feedback/{feedback_id}")]
async fn delete_check_in_feedback(
    actor: Actor<TherapistOnly>,
    path: web::Path<(ClientId, CheckInFeedbackId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let ((client, id), reader) = (path.into_inner(), own_care(&actor.reader()));
    let delete = async |conn: Conn<'_>| {
        let found = queries::find_feedback(conn, &reader, client, id).await?;
        found.ok_or(ApiError::NotFound)?;
        queries::retract(conn, reader.practice, id, version.0, actor.now()).await
    };
    let event = Event::new("delete_check_in_feedback", "check_in_feedback").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of feedback
///
/// What it said before each change, the newest first: for the care team alone.
#[utoipa::path(
    operation_id = "list_check_in_feedback_versions",
    tag = "Reviewing",
    params(
        ("client_id" = ClientId, Path, description = "The author of the check-in"),
        ("feedback_id" = CheckInFeedbackId, Path, description = "The feedback"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<CheckInFeedbackVersionResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/feedback/{feedback_id}/versions")]
async fn list_check_in_feedback_versions(
    actor: Actor<Clinician>,
    path: web::Path<(ClientId, CheckInFeedbackId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<CheckInFeedbackVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_check_in_feedback_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, rows, key) = futures_util::try_join!(
            queries::find_feedback(conn, &reader, client, id),
            queries::list_versions(conn, reader.practice, id, before, limit),
            actor.key(conn)
        )?;
        found.ok_or(ApiError::NotFound)?;
        Ok((rows, key))
    };
    let event = Event::new("list_check_in_feedback_versions", "check_in_feedback").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let open = |row| CheckInFeedbackVersionResponse::open(row, reader.practice, id, &key);
    Page::cut(rows, limit, &sealing, |row| row.version, open)
}
