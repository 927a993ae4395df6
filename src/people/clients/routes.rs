//! Operations on clients.

use actix_web::http::StatusCode;
use actix_web::{get, patch, post, web};

use super::dto::{
    ClientResponse, CreateClientRequest, ListClientsQuery, SearchClientsRequest, UpdateClientRequest,
};
use super::queries;
use crate::identity::accounts::Email;
use crate::identity::actor::{Access, Actor, ContactReader, ContactWriter, Reader};
use crate::identity::audit::Event;
use crate::identity::invitations::{CreateInvitationRequest, InvitationResponse, Invitee, invite};
use crate::identity::memberships::Role;
use crate::people::care_teams::{Context, insert_place, who_cares};
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatchHeader, Json, Page,
    Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ClientId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_client)
        .service(list_clients)
        .service(search_clients)
        .service(find_client)
        .service(update_client)
        .service(create_client_invitation);
}

/// Create a client
///
/// Makes a client of the practice. A therapist who makes one is on its care team from the start.
#[utoipa::path(
    operation_id = "create_client",
    tag = "Clients",
    params(IdempotencyKeyHeader),
    request_body = CreateClientRequest,
    responses((status = 201, description = "Made", body = ClientResponse)),
    extensions(("x-roles" = json!(ContactWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients")]
async fn create_client(
    actor: Actor<ContactWriter>,
    key: IdempotencyKey,
    body: Valid<CreateClientRequest>,
) -> ApiResult<Created<ClientResponse>> {
    let Valid(request) = body;
    let new = ClientId::generate();
    let create = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, &key, "create_client", &request).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                let now = actor.now();
                queries::insert_client(conn, &request.clone().into_insert(actor.practice(), new, now))
                    .await?;
                if actor.has(Role::Therapist) {
                    insert_place(conn, actor.practice(), actor.membership(), Context::Client(new), now)
                        .await?;
                }
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        queries::find_client(conn, &actor.reader(), id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new("create_client", "client").on(new).of_client(new), create).await?;
    Ok(Created { location: format!("/v1/clients/{}", row.id), body: row.into() })
}

/// List clients
///
/// The clients whose contact data the caller may read, oldest first: all of the practice for owner, admin and front
/// desk, those in care for therapist and supervisor, itself for a client.
#[utoipa::path(
    operation_id = "list_clients",
    tag = "Clients",
    params(ListClientsQuery),
    responses((status = 200, description = "A page of clients", body = Page<ClientResponse>)),
    extensions(("x-roles" = json!(ContactReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients")]
async fn list_clients(
    actor: Actor<ContactReader>,
    query: ValidQuery<ListClientsQuery>,
) -> ApiResult<Page<ClientResponse>> {
    let ListClientsQuery { status, limit, cursor } = query.0;
    let key = actor.cursor("list_clients", &status);
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let list = async |conn: Conn<'_>| queries::list_clients(conn, &reader, &status, after, limit).await;
    let rows = actor.read(Event::new("list_clients", "client"), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

/// Search clients by name
///
/// The same clients as in the list, with a given, family or preferred name that begins so.
#[utoipa::path(
    operation_id = "search_clients",
    tag = "Clients",
    request_body = SearchClientsRequest,
    responses((status = 200, description = "A page of clients", body = Page<ClientResponse>)),
    extensions(("x-roles" = json!(ContactReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[post("/clients/search")]
async fn search_clients(
    actor: Actor<ContactReader>,
    body: Valid<SearchClientsRequest>,
) -> ApiResult<Page<ClientResponse>> {
    let SearchClientsRequest { name, limit, cursor } = body.0;
    let key = actor.cursor("search_clients", &name);
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let search = async |conn: Conn<'_>| queries::search_clients(conn, &reader, &name, after, limit).await;
    let rows = actor.read(Event::new("search_clients", "client"), search).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

/// Read a client
///
/// Name, contact data, time zone and language.
#[utoipa::path(
    operation_id = "find_client",
    tag = "Clients",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "The client", body = ClientResponse)),
    extensions(("x-roles" = json!(ContactReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}")]
async fn find_client(
    actor: Actor<ContactReader>,
    path: web::Path<ClientId>,
) -> ApiResult<Tagged<ClientResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find =
        async |conn: Conn<'_>| queries::find_client(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    let row = actor.read(Event::new("find_client", "client").on(id).of_client(id), find).await?;
    Ok(Tagged(row.into()))
}

/// Change a client
///
/// A JSON merge patch: absent members stay, null takes an optional one away. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_client",
    tag = "Clients",
    params(("client_id" = ClientId, Path, description = "The client"), IfMatchHeader),
    request_body(content = UpdateClientRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The client as it is now", body = ClientResponse)),
    extensions(("x-roles" = json!(ContactWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/clients/{client_id}")]
async fn update_client(
    actor: Actor<ContactWriter>,
    path: web::Path<ClientId>,
    change: Change<UpdateClientRequest>,
) -> ApiResult<Tagged<ClientResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let Change { version, body } = change;
    let update = async |conn: Conn<'_>| {
        let before = queries::find_client(conn, &reader, id).await?.ok_or(ApiError::NotFound)?;
        // Who only supervises a therapist of the client reads.
        let writer = Reader { supervisor: false, ..reader };
        queries::find_client(conn, &writer, id).await?.ok_or(ApiError::Forbidden)?;
        if before.version() != version {
            return Err(ApiError::PreconditionFailed);
        }
        let mut row = before.clone();
        body.clone().apply(&mut row);
        if row == before {
            return Ok(before);
        }
        queries::check_unrestricted(conn, actor.practice(), id).await?;
        queries::update_client(conn, actor.practice(), &row, actor.now()).await?;
        queries::find_client(conn, &reader, id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new("update_client", "client").on(id).of_client(id), update).await?;
    Ok(Tagged(row.into()))
}

/// Invite a client
///
/// Makes a one-time token for a link, and takes an earlier open one back. The token is told only here, and again
/// when the request is repeated with its idempotency key. Once somebody cares for the client, only a therapist of the care team
/// invites, or an owner: whoever holds the token comes to what is in care. Nobody but the client is told. Two clients are two
/// accounts: an address that another client signs in with or was invited by is 409 `email_in_use` where the caller sees that client;
/// otherwise accepting is refused.
#[utoipa::path(
    operation_id = "create_client_invitation",
    tag = "Clients",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    request_body = CreateInvitationRequest,
    responses((status = 201, description = "Made", body = InvitationResponse)),
    extensions(("x-roles" = json!(ContactWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/invitations")]
async fn create_client_invitation(
    actor: Actor<ContactWriter>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateInvitationRequest>,
) -> ApiResult<(Json<InvitationResponse>, StatusCode)> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let create = async |conn: Conn<'_>| {
        let row = queries::find_client(conn, &reader, id).await?.ok_or(ApiError::NotFound)?;
        let (anybody_cares, actor_cares) = who_cares(conn, &reader, id).await?;
        // The account that is made reads what is in its care: whoever only keeps the contacts must not come to it.
        if anybody_cares && !actor_cares && !actor.has(Role::Owner) {
            return Err(ApiError::Forbidden);
        }
        queries::check_unrestricted(conn, actor.practice(), id).await?;
        let on_record = row.email.as_deref();
        let invitee = Invitee { membership: id, on_record, request: &body.0 };
        let check = async |email: &Email| queries::check_address(conn, &reader, id, email, actor.now()).await;
        invite(&actor, conn, &key, "create_client_invitation", &invitee, check).await
    };
    let event = Event::new("create_client_invitation", "client").on(id).of_client(id);
    let made = actor.write(event, create).await?;
    Ok((Json(made), StatusCode::CREATED))
}
