//! Operations on disclosures.

use actix_web::{get, post, web};

use super::dto::{CreateDisclosureRequest, DisclosureResponse};
use super::queries;
use super::record::record;
use crate::homework::assignments::reaches_client;
use crate::identity::actor::{Access, Actor, ClinicianOrClient, Proved, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, Page, PageQuery, Routes, Tagged,
    Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{ClientId, DisclosureId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_disclosure).service(list_disclosures).service(find_disclosure);
}

/// Record a disclosure
///
/// By a therapist who can read the item: which one, to whom, on what ground and under which version of the couple's
/// agreement. It gives the item to nobody by itself. Nothing is disclosed to the partner of a client under a safety hold
/// (409 `held`). Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "create_disclosure",
    tag = "Agreements",
    params(("client_id" = ClientId, Path, description = "The client whom it is about"), IdempotencyKeyHeader),
    request_body = CreateDisclosureRequest,
    responses((status = 201, description = "Recorded", body = DisclosureResponse)),
    extensions(
        ("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[post("/clients/{client_id}/disclosures")]
async fn create_disclosure(
    actor: Actor<Proved<TherapistOnly>>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateDisclosureRequest>,
) -> ApiResult<Created<DisclosureResponse>> {
    let (client, Valid(request), new) = (path.into_inner(), body, DisclosureId::generate());
    let create = async |conn: Conn<'_>| create(&actor, conn, &key, client, new, &request).await;
    let event = Event::new("create_disclosure", "disclosure").on(new).of_client(client);
    let body = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/clients/{client}/disclosures/{}", body.id), body })
}

async fn create(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    client: ClientId,
    new: DisclosureId,
    request: &CreateDisclosureRequest,
) -> ApiResult<DisclosureResponse> {
    let (reader, payload) = (own_care(&actor.reader()), (client, request));
    let ((claim, earlier), reaches, seals) = futures_util::try_join!(
        actor.claim(conn, key, "create_disclosure", &payload),
        reaches_client(conn, &reader, client),
        actor.key(conn)
    )?;
    if !reaches {
        return Err(ApiError::NotFound);
    }
    let id = match earlier {
        Some(earlier) => Id::from_uuid(earlier.resource),
        None => {
            record(actor, conn, &reader, client, new, request).await?;
            claim.remember(conn, new.uuid(), None).await?;
            new
        }
    };
    let row = queries::find_disclosure(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)?;
    DisclosureResponse::open(row, reader.practice, &seals)
}

/// List disclosures
///
/// What was disclosed of a client, the newest first: for the client, and for the care team.
#[utoipa::path(
    operation_id = "list_disclosures",
    tag = "Agreements",
    params(("client_id" = ClientId, Path, description = "The client whom they are about"), PageQuery),
    responses((status = 200, description = "A page of disclosures", body = Page<DisclosureResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/disclosures")]
async fn list_disclosures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<DisclosureResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_disclosures", &client);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, reaches, key) = futures_util::try_join!(
            queries::list_disclosures(conn, &reader, client, before, limit),
            reaches_client(conn, &reader, client),
            actor.key(conn)
        )?;
        if reaches { Ok((rows, key)) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_disclosures", "disclosure").of_client(client);
    let (rows, key) = actor.read(event, list).await?;
    Page::cut(rows, limit, &sealing, |row| row.id, |row| DisclosureResponse::open(row, reader.practice, &key))
}

/// Read a disclosure
///
/// For the client whom it is about, and for the care team.
#[utoipa::path(
    operation_id = "find_disclosure",
    tag = "Agreements",
    params(
        ("client_id" = ClientId, Path, description = "The client whom it is about"),
        ("disclosure_id" = DisclosureId, Path, description = "The disclosure")
    ),
    responses((status = 200, description = "The disclosure", body = DisclosureResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/disclosures/{disclosure_id}")]
async fn find_disclosure(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, DisclosureId)>,
) -> ApiResult<Tagged<DisclosureResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (row, key) =
            futures_util::try_join!(queries::find_disclosure(conn, &reader, client, id), actor.key(conn))?;
        DisclosureResponse::open(row.ok_or(ApiError::NotFound)?, reader.practice, &key)
    };
    let event = Event::new("find_disclosure", "disclosure").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}
