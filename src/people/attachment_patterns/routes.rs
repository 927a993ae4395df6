//! Operations on attachment patterns.

use actix_web::{Either, get, put, web};

use super::dto::{AttachmentPatternResponse, UpdateAttachmentPatternRequest};
use super::model::{SealedPattern, check_not_in_future};
use super::queries;
use crate::identity::actor::{Access, Actor, Clinician, TherapistOnly};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Created, IfMatchOrNew, Routes, Tagged, Valid};
use crate::platform::ids::kind::ClientId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_attachment_pattern).service(update_attachment_pattern);
}

/// Read an attachment pattern
///
/// Of a client whom the caller, or a therapist under the caller's supervision, cares for on its own. Who cares for
/// the couple alone does not read it.
#[utoipa::path(
    operation_id = "find_attachment_pattern",
    tag = "Clients",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "The attachment pattern", body = AttachmentPatternResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/attachment-pattern")]
async fn find_attachment_pattern(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
) -> ApiResult<Tagged<AttachmentPatternResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let row = queries::find_pattern(conn, &reader, client).await?.ok_or(ApiError::NotFound)?;
        Ok(SealedPattern { row, key: actor.key(conn).await? })
    };
    let event = Event::new("find_attachment_pattern", "attachment_pattern").of_client(client);
    let found = actor.read(event, find).await?;
    Ok(Tagged(found.try_into()?))
}

/// Write an attachment pattern
///
/// Makes the client's attachment pattern, or replaces it; replacing needs the `If-Match` of the one that is there.
/// Only a therapist who cares for the client on its own writes it. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_attachment_pattern",
    tag = "Clients",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        (
            "If-Match" = Option<String>, Header, description = "The ETag of the one that is there; left out for the first",
            min_length = 3, max_length = 40, example = "\"1\""
        )
    ),
    request_body = UpdateAttachmentPatternRequest,
    responses(
        (status = 200, description = "Replaced", body = AttachmentPatternResponse),
        (status = 201, description = "Made", body = AttachmentPatternResponse)
    ),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/attachment-pattern")]
async fn update_attachment_pattern(
    actor: Actor<TherapistOnly>,
    path: web::Path<ClientId>,
    known: IfMatchOrNew,
    body: Valid<UpdateAttachmentPatternRequest>,
) -> ApiResult<Either<Created<AttachmentPatternResponse>, Tagged<AttachmentPatternResponse>>> {
    let client = path.into_inner();
    let update = async |conn: Conn<'_>| update(&actor, conn, client, known, &body.0).await;
    let event = Event::new("update_attachment_pattern", "attachment_pattern").of_client(client);
    let (new, written) = actor.write(event, update).await?;
    let body = written.try_into()?;
    Ok(if new {
        Either::Left(Created { location: format!("/v1/clients/{client}/attachment-pattern"), body })
    } else {
        Either::Right(Tagged(body))
    })
}

async fn update(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    client: ClientId,
    IfMatchOrNew(known): IfMatchOrNew,
    request: &UpdateAttachmentPatternRequest,
) -> ApiResult<(bool, SealedPattern)> {
    let (reader, practice, now) = (actor.reader(), actor.practice(), actor.now());
    let ((), found, key) = futures_util::try_join!(
        queries::check_may_write(conn, &reader, client),
        queries::find_pattern(conn, &reader, client),
        actor.key(conn)
    )?;
    match (&found, known) {
        (None, Some(_)) => return Err(ApiError::PreconditionFailed),
        (Some(_), None) => return Err(ApiError::PreconditionRequired),
        (Some(row), Some(version)) if row.version != version => return Err(ApiError::PreconditionFailed),
        _ => {}
    }
    check_not_in_future(request.assessed_on, now)?;
    let content = request.content(&key, client, actor.membership(), now)?;
    Ok(match found {
        None => {
            let row = queries::insert_pattern(conn, practice, client, &content).await?;
            (true, SealedPattern { row, key })
        }
        Some(row) if request.equals(&row, &key)? => (false, SealedPattern { row, key }),
        Some(row) => {
            let row = queries::update_pattern(conn, practice, client, row.version, &content).await?;
            (false, SealedPattern { row, key })
        }
    })
}
