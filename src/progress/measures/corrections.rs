//! Operations that change a measure, for whoever entered it, and on what was answered before.

use actix_web::{delete, get, patch, put, web};

use super::correct;
use super::dto::{CompleteMeasureRequest, CorrectMeasureRequest, MeasureResponse, MeasureVersionResponse};
use super::model::Place;
use super::queries;
use super::versions::{VersionRow, list_versions};
use crate::identity::actor::{Access, Actor, ClinicianOrClient, TherapistOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, IfMatch, IfMatchHeader, NoContent, Page, PageQuery, Routes, Tagged,
    ValidQuery,
};
use crate::platform::ids::kind::{ClientId, MeasureId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(complete_measure)
        .service(correct_measure)
        .service(delete_measure)
        .service(list_measure_versions);
}

/// Answer what was left out of a measure
///
/// By whoever wrote it. The list holds every answer from before, as it was, and further ones: what was answered cannot be
/// changed so. An answer that must not wait raises the flag now. Adding nothing keeps the version.
#[utoipa::path(
    operation_id = "complete_measure",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure"), IfMatchHeader),
    request_body(content = CompleteMeasureRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The measure as it is now", body = MeasureResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/clients/{client_id}/measures/{measure_id}")]
async fn complete_measure(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(ClientId, MeasureId)>,
    change: Change<CompleteMeasureRequest>,
) -> ApiResult<Tagged<MeasureResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::complete_measure(&actor, conn, place, version, &body).await;
    let event = Event::new("complete_measure", "measure").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Correct a measure
///
/// By whoever wrote it: other answers take the place of those that were wrong, and the scores follow. Which instrument it is and
/// when it was answered cannot be corrected. What was answered before is kept as a version. An answer that must not wait raises a
/// flag where it is new or another one than before; a flag that was raised stands. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "correct_measure",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure"), IfMatchHeader),
    request_body = CorrectMeasureRequest,
    responses((status = 200, description = "The measure as it is now", body = MeasureResponse)),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/measures/{measure_id}")]
async fn correct_measure(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(ClientId, MeasureId)>,
    change: Change<CorrectMeasureRequest>,
) -> ApiResult<Tagged<MeasureResponse>> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let Change { version, body } = change;
    let write = async |conn: Conn<'_>| correct::correct_measure(&actor, conn, place, version, &body).await;
    let event = Event::new("correct_measure", "measure").on(id).of_client(client);
    actor.write(event, write).await.map(Tagged)
}

/// Delete a measure
///
/// By whoever wrote it. Nobody reads it any more, nothing is made from it, and its id stays taken. A flag that it raised stands.
#[utoipa::path(
    operation_id = "delete_measure",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/measures/{measure_id}")]
async fn delete_measure(
    actor: Actor<TherapistOrClient>,
    path: web::Path<(ClientId, MeasureId)>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (client, id) = path.into_inner();
    let place = Place { practice: actor.practice(), client, id };
    let delete = async |conn: Conn<'_>| correct::delete_measure(&actor, conn, place, version.0).await;
    let event = Event::new("delete_measure", "measure").on(id).of_client(client);
    actor.write(event, delete).await.map(|()| NoContent)
}

/// List earlier versions of a measure
///
/// What was answered before each change, newest first, for who reads the measure.
#[utoipa::path(
    operation_id = "list_measure_versions",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure"),
        PageQuery
    ),
    responses((status = 200, description = "A page of versions", body = Page<MeasureVersionResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measures/{measure_id}/versions")]
async fn list_measure_versions(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, MeasureId)>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<MeasureVersionResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let place = Place { practice: reader.practice, client, id };
    let sealing = actor.cursor("list_measure_versions", &(client, id));
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (current, versions, key) = futures_util::try_join!(
            queries::find_measure(conn, &reader, client, id),
            list_versions(conn, &reader, place, before, limit),
            actor.key(conn)
        )?;
        current.ok_or(ApiError::NotFound)?;
        Ok((versions, key))
    };
    let event = Event::new("list_measure_versions", "measure").on(id).of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    let open = |row: VersionRow| row.open(place, &key);
    Page::cut(rows, limit, &sealing, |row| row.version, open)
}
