//! Operations on requests for measures, and what is due of them.

use actix_web::http::StatusCode;
use actix_web::{get, post, put, web};

use super::create::create_requests;
use super::dto::{
    CoupleMeasureRequestsResponse, CreateMeasureRequestRequest, DueMeasuresResponse, MeasureRequestResponse,
};
use super::due;
use super::model::RequestRow;
use super::queries;
use crate::homework::assignments::reaches_client;
use crate::identity::actor::{Access, Actor, ClinicianOrClient, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::people::care_teams::reach::own_care;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader, Json, Page,
    PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, CoupleId, MeasureRequestId};
use crate::platform::local_day::local_date;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_client_measure_request)
        .service(create_couple_measure_requests)
        .service(list_measure_requests)
        .service(find_measure_request)
        .service(end_measure_request)
        .service(find_due_measures);
}

/// Ask a client for a measure
///
/// Once, every few weeks, or before each appointment. What is due follows from the request, what was answered and the
/// appointments. No safety screen can be asked for.
#[utoipa::path(
    operation_id = "create_client_measure_request",
    tag = "Measures",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    request_body = CreateMeasureRequestRequest,
    responses((status = 201, description = "Asked", body = MeasureRequestResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/measure-requests")]
async fn create_client_measure_request(
    actor: Actor<TherapistOnly>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<CreateMeasureRequestRequest>,
) -> ApiResult<Created<MeasureRequestResponse>> {
    const OPERATION: &str = "create_client_measure_request";
    let (client, Valid(request)) = (path.into_inner(), body);
    let create = async |conn: Conn<'_>| {
        let of = Context::Client(client);
        create_requests(&actor, conn, (&key, OPERATION), of, &request).await?.pop().ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new(OPERATION, "measure_request").of_client(client), create).await?;
    let location = format!("/v1/clients/{client}/measure-requests/{}", row.id);
    Ok(Created { location, body: row.into() })
}

/// Ask both partners for a measure
///
/// Each gets a request of an own in the couple's care. Neither is told of the other's, nor what was answered to it.
#[utoipa::path(
    operation_id = "create_couple_measure_requests",
    tag = "Measures",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = CreateMeasureRequestRequest,
    responses((status = 201, description = "Asked", body = CoupleMeasureRequestsResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/measure-requests")]
async fn create_couple_measure_requests(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<CreateMeasureRequestRequest>,
) -> ApiResult<(Json<CoupleMeasureRequestsResponse>, StatusCode)> {
    const OPERATION: &str = "create_couple_measure_requests";
    let (couple, Valid(request)) = (path.into_inner(), body);
    let create = async |conn: Conn<'_>| {
        create_requests(&actor, conn, (&key, OPERATION), Context::Couple(couple), &request).await
    };
    let rows = actor.write(Event::new(OPERATION, "measure_request").of_couple(couple), create).await?;
    let requests = rows.into_iter().map(MeasureRequestResponse::from).collect();
    Ok((Json(CoupleMeasureRequestsResponse { requests }), StatusCode::CREATED))
}

/// List requests for measures
///
/// Of a client, ended ones too, oldest first.
#[utoipa::path(
    operation_id = "list_measure_requests",
    tag = "Measures",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of requests", body = Page<MeasureRequestResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measure-requests")]
async fn list_measure_requests(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<MeasureRequestResponse>> {
    let (client, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_measure_requests", &client);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let rows = queries::list_requests(conn, &reader, client, after, limit).await?;
        if rows.is_empty() && !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        Ok(rows)
    };
    let event = Event::new("list_measure_requests", "measure_request").of_client(client);
    let rows = actor.read(event, list).await?;
    Page::cut(rows, limit, &sealing, |row: &RequestRow| row.id, |row| Ok(row.into()))
}

/// Read a request for measures
///
/// For the client who is asked, and the care team that asks.
#[utoipa::path(
    operation_id = "find_measure_request",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("request_id" = MeasureRequestId, Path, description = "The request")
    ),
    responses((status = 200, description = "The request", body = MeasureRequestResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measure-requests/{request_id}")]
async fn find_measure_request(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, MeasureRequestId)>,
) -> ApiResult<Tagged<MeasureRequestResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        queries::find_request(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)
    };
    let event = Event::new("find_measure_request", "measure_request").on(id).of_client(client);
    Ok(Tagged(actor.read(event, find).await?.into()))
}

/// End a request for measures
///
/// Nothing is due of it any more; what was answered stays. Of two partners who were asked at once the other's goes on.
#[utoipa::path(
    operation_id = "end_measure_request",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("request_id" = MeasureRequestId, Path, description = "The request"), IfMatchHeader),
    responses((status = 200, description = "The request as it is now", body = MeasureRequestResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/measure-requests/{request_id}/end")]
async fn end_measure_request(
    actor: Actor<TherapistOnly>,
    path: web::Path<(ClientId, MeasureRequestId)>,
    version: IfMatch,
) -> ApiResult<Tagged<MeasureRequestResponse>> {
    let ((client, id), reader) = (path.into_inner(), own_care(&actor.reader()));
    let end = async |conn: Conn<'_>| {
        let row = queries::find_request(conn, &reader, client, id).await?.ok_or(ApiError::NotFound)?;
        if row.version != version.0 {
            return Err(ApiError::PreconditionFailed);
        }
        if row.ended_at.is_some() {
            return Err(ApiError::wrong_state("the request has ended already"));
        }
        queries::end_request(conn, reader.practice, (id, version.0), actor.now()).await
    };
    let event = Event::new("end_measure_request", "measure_request").on(id).of_client(client);
    Ok(Tagged(actor.write(event, end).await?.into()))
}

/// Read which measures are due
///
/// What is asked of a client and not answered, on the client's own day. A measure that is complete counts for the stretch of
/// days that it is of; one that is begun stays due.
#[utoipa::path(
    operation_id = "find_due_measures",
    tag = "Measures",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "What is due", body = DueMeasuresResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/due-measures")]
async fn find_due_measures(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
) -> ApiResult<Json<DueMeasuresResponse>> {
    let (client, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let find = async |conn: Conn<'_>| {
        if !reaches_client(conn, &reader, client).await? {
            return Err(ApiError::NotFound);
        }
        let ((asks, next), (zone, day_start)) = futures_util::try_join!(
            due::list_of(conn, &reader, client, now),
            queries::find_clock(conn, reader.practice, client)
        )?;
        let today = local_date(now, zone, day_start);
        Ok(DueMeasuresResponse { local_date: today, measures: asks.due(today, &next, zone) })
    };
    let event = Event::new("find_due_measures", "measure_request").of_client(client);
    actor.read(event, find).await.map(Json)
}
