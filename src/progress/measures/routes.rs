//! Operations on measures, for their client and the care team.

use actix_web::{Either, get, post, web};

use super::catalogue::load_shelf;
use super::create::{Written, create_measure as create};
use super::dto::{CreateMeasureRequest, ListMeasuresQuery, MeasureResponse};
use super::model::{MeasureRow, Place};
use super::queries;
use super::view::{View, find_help};
use crate::homework::assignments::reaches_client;
use crate::identity::actor::{Access, Actor, ClinicianOrClient, TherapistOrClient};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Conflict, Created, Page, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, MeasureId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_measure).service(list_measures).service(find_measure);
}

/// Answer an instrument
///
/// By the client, or by a therapist with the client in session; all items or some. A safety screen is entered by a clinician and
/// known to the care team alone. An answer that must not wait raises a safety flag for the care team at once, once for a
/// measure, and the client is told where help is; nobody watches round the clock. No partner reads a measure. The id is made by
/// who sends it, so that sending the same again answers 200 with what is there; other content under the same id is a conflict.
#[utoipa::path(
    operation_id = "create_measure",
    tag = "Measures",
    params(("client_id" = ClientId, Path, description = "The client")),
    request_body = CreateMeasureRequest,
    responses(
        (status = 201, description = "Written", body = MeasureResponse),
        (status = 200, description = "Was written before", body = MeasureResponse)
    ),
    extensions(("x-roles" = json!(TherapistOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/measures")]
async fn create_measure(
    actor: Actor<TherapistOrClient>,
    path: web::Path<ClientId>,
    body: Valid<CreateMeasureRequest>,
) -> ApiResult<Either<Created<MeasureResponse>, Tagged<MeasureResponse>>> {
    let (client, Valid(request)) = (path.into_inner(), body);
    let place = Place { practice: actor.practice(), client, id: request.id };
    let write = async |conn: Conn<'_>| create(&actor, conn, place, &request).await;
    let event = Event::new("create_measure", "measure").on(place.id).of_client(client);
    // An id taken by a sending that ran at the same time: the second look finds what became of it.
    let written = match actor.write(event, write).await {
        Err(ApiError::Conflict(Conflict::IdTaken)) => actor.write(event, write).await?,
        written => written?,
    };
    Ok(match written {
        Written::Now(body) => {
            Either::Left(Created { location: format!("/v1/clients/{client}/measures/{}", body.id), body })
        }
        Written::Before(body) => Either::Right(Tagged(body)),
    })
}

/// List a client's measures
///
/// Newest day first, scored now. A client reads the own ones with the numbers, without bands and cut-offs; no safety screen.
#[utoipa::path(
    operation_id = "list_measures",
    tag = "Measures",
    params(("client_id" = ClientId, Path, description = "The client"), ListMeasuresQuery),
    responses((status = 200, description = "A page of measures", body = Page<MeasureResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measures")]
async fn list_measures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<ListMeasuresQuery>,
) -> ApiResult<Page<MeasureResponse>> {
    let (client, reader, filter) = (path.into_inner(), actor.reader(), query.0);
    let sealing = actor.cursor("list_measures", &(client, filter.bound()));
    let after = sealing.open(filter.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, key, help) = futures_util::try_join!(
            queries::list_measures(conn, &reader, client, &filter, after),
            actor.key(conn),
            find_help(conn, &reader),
        )?;
        // Only an empty page must tell whether there is nothing, or nothing to know of.
        if rows.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        let keys = rows.iter().map(|row| row.instrument_key.as_str());
        let shelf = load_shelf(conn, reader.practice, keys).await?;
        Ok((rows, shelf, key, help))
    };
    let event = Event::new("list_measures", "measure").of_client(client);
    let (rows, shelf, key, help) = actor.read(event, list).await?;
    let view = View { reader: &reader, shelf: &shelf, key: &key, help };
    let order = |row: &MeasureRow| (row.local_date, row.id);
    Page::cut(rows, filter.limit, &sealing, order, |row| view.open(row))
}

/// Read a measure
///
/// With its answers and the scores that they make now.
#[utoipa::path(
    operation_id = "find_measure",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure")
    ),
    responses((status = 200, description = "The measure", body = MeasureResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measures/{measure_id}")]
async fn find_measure(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, MeasureId)>,
) -> ApiResult<Tagged<MeasureResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (row, key, help) = futures_util::try_join!(
            queries::find_measure(conn, &reader, client, id),
            actor.key(conn),
            find_help(conn, &reader),
        )?;
        let row = row.ok_or(ApiError::NotFound)?;
        let shelf = load_shelf(conn, reader.practice, [row.instrument_key.as_str()].into_iter()).await?;
        View { reader: &reader, shelf: &shelf, key: &key, help }.open(row)
    };
    let event = Event::new("find_measure", "measure").on(id).of_client(client);
    actor.read(event, find).await.map(Tagged)
}
