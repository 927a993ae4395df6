//! Operations on contact preferences.

use actix_web::{get, put, web};

use super::dto::{ContactPreferencesResponse, UpdateContactPreferencesRequest};
use super::model::PreferenceWriter;
use super::queries;
use crate::identity::actor::{Access, Actor, ContactReader, Reader};
use crate::identity::audit::Event;
use crate::people::clients::check_unrestricted;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Change, IfMatchHeader, Routes, Tagged};
use crate::platform::ids::kind::ClientId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_contact_preferences).service(update_contact_preferences);
}

/// Read contact preferences
///
/// How and when a client may be reached: for the client, and for staff who may know the contact data. Never for the
/// partner.
#[utoipa::path(
    operation_id = "find_contact_preferences",
    tag = "Clients",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "The contact preferences", body = ContactPreferencesResponse)),
    extensions(("x-roles" = json!(ContactReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/contact-preferences")]
async fn find_contact_preferences(
    actor: Actor<ContactReader>,
    path: web::Path<ClientId>,
) -> ApiResult<Tagged<ContactPreferencesResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let row = queries::find_preferences(conn, &reader, client).await?;
        Ok(ContactPreferencesResponse::of(client, row))
    };
    let event = Event::new("find_contact_preferences", "contact_preferences").of_client(client);
    actor.read(event, find).await.map(Tagged)
}

/// Change contact preferences
///
/// By the client, or by staff who may write contact data. Nobody is told of the change, least of all the partner. Changing
/// nothing keeps the version.
#[utoipa::path(
    operation_id = "update_contact_preferences",
    tag = "Clients",
    params(("client_id" = ClientId, Path, description = "The client"), IfMatchHeader),
    request_body = UpdateContactPreferencesRequest,
    responses((status = 200, description = "The contact preferences as they are now", body = ContactPreferencesResponse)),
    extensions(("x-roles" = json!(PreferenceWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/contact-preferences")]
async fn update_contact_preferences(
    actor: Actor<PreferenceWriter>,
    path: web::Path<ClientId>,
    change: Change<UpdateContactPreferencesRequest>,
) -> ApiResult<Tagged<ContactPreferencesResponse>> {
    let (client, Change { version, body }) = (path.into_inner(), change);
    // Supervision lets read, not write.
    let writer = Reader { supervisor: false, ..actor.reader() };
    let update = async |conn: Conn<'_>| {
        let row = queries::find_preferences(conn, &writer, client).await?;
        let known = ContactPreferencesResponse::of(client, row);
        if known.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        if known.equals(&body) {
            return Ok(known);
        }
        check_unrestricted(conn, writer.practice, client).await?;
        let row =
            queries::write_preferences(conn, writer.practice, client, version, &body, actor.now()).await?;
        Ok(ContactPreferencesResponse::of(client, Some(row)))
    };
    let event = Event::new("update_contact_preferences", "contact_preferences").of_client(client);
    actor.write(event, update).await.map(Tagged)
}
