//! Operations on appointments.

use actix_web::{delete, get, patch, post, web};

use super::dto::{AppointmentRequest, AppointmentResponse, ListAppointmentsQuery, UpdateAppointmentRequest};
use super::model::{CalendarReader, CalendarWriter, reader_of};
use super::{queries, write};
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader,
    NoContent, Page, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::{AppointmentId, ClientId, CoupleId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_client_appointment)
        .service(create_couple_appointment)
        .service(list_appointments)
        .service(find_appointment)
        .service(update_appointment)
        .service(delete_appointment);
}

/// Make an appointment with a client
///
/// By the front desk, or by a therapist on the client's care team. Only the client, they and who supervises the therapist know
/// of it: never the partner. The therapist must be on the client's care team (422 `not_on_care_team`). Held or missed it can be only
/// once it has begun (422 `not_begun`).
#[utoipa::path(
    operation_id = "create_client_appointment",
    tag = "Appointments",
    params(("client_id" = ClientId, Path, description = "The client"), IdempotencyKeyHeader),
    request_body = AppointmentRequest,
    responses((status = 201, description = "Made", body = AppointmentResponse)),
    extensions(("x-roles" = json!(CalendarWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/clients/{client_id}/appointments")]
async fn create_client_appointment(
    actor: Actor<CalendarWriter>,
    path: web::Path<ClientId>,
    key: IdempotencyKey,
    body: Valid<AppointmentRequest>,
) -> ApiResult<Created<AppointmentResponse>> {
    let client = path.into_inner();
    let event = Event::new("create_client_appointment", "appointment").of_client(client);
    create(&actor, (Context::Client(client), "create_client_appointment"), event, &key, &body.0).await
}

/// Make an appointment with a couple
///
/// By the front desk, or by a therapist on the couple's care team; with a therapist who is on it (422 `not_on_care_team`). Both
/// partners read it. None is made with a couple that has
/// ended (409 `couple_ended`).
#[utoipa::path(
    operation_id = "create_couple_appointment",
    tag = "Appointments",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = AppointmentRequest,
    responses((status = 201, description = "Made", body = AppointmentResponse)),
    extensions(("x-roles" = json!(CalendarWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/appointments")]
async fn create_couple_appointment(
    actor: Actor<CalendarWriter>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<AppointmentRequest>,
) -> ApiResult<Created<AppointmentResponse>> {
    let couple = path.into_inner();
    let event = Event::new("create_couple_appointment", "appointment").of_couple(couple);
    create(&actor, (Context::Couple(couple), "create_couple_appointment"), event, &key, &body.0).await
}

async fn create(
    actor: &Actor<CalendarWriter>,
    (context, operation): (Context, &'static str),
    event: Event,
    key: &IdempotencyKey,
    request: &AppointmentRequest,
) -> ApiResult<Created<AppointmentResponse>> {
    let (new, reader, now) = (AppointmentId::generate(), reader_of(actor), actor.now());
    let create = async |conn: Conn<'_>| {
        let payload = (context.id(), request);
        let ((claim, earlier), ()) = futures_util::try_join!(
            actor.claim(conn, key, operation, &payload),
            write::check_may_write(conn, &reader, context)
        )?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                write::create(conn, reader.practice, (context, new), None, request, now).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        queries::find_appointment(conn, &reader, id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(event.on(new), create).await?;
    let location = format!("/v1/appointments/{}", row.id);
    Ok(Created { location, body: AppointmentResponse::of(row, &reader) })
}

/// List appointments
///
/// By time, earliest first: of the practice for the front desk, of those in care for therapist and supervisor, the own and the
/// couple's for a client, who learns nothing of the partner's own: neither times nor how many there are.
#[utoipa::path(
    operation_id = "list_appointments",
    tag = "Appointments",
    params(ListAppointmentsQuery),
    responses((status = 200, description = "A page of appointments", body = Page<AppointmentResponse>)),
    extensions(("x-roles" = json!(CalendarReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/appointments")]
async fn list_appointments(
    actor: Actor<CalendarReader>,
    query: ValidQuery<ListAppointmentsQuery>,
) -> ApiResult<Page<AppointmentResponse>> {
    let (asked, reader) = (query.0, reader_of(&actor));
    let key = actor.cursor("list_appointments", &asked.filter());
    let after = key.open(asked.cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_appointments(conn, &reader, &asked, after).await;
    let mut event = Event::new("list_appointments", "appointment");
    if let Some(client) = asked.client_id {
        event = event.of_client(client);
    }
    if let Some(couple) = asked.couple_id {
        event = event.of_couple(couple);
    }
    let rows = actor.read(event, list).await?;
    let open = |row| Ok(AppointmentResponse::of(row, &reader));
    Page::cut(rows, asked.limit, &key, |row| (row.starts_at, row.id), open)
}

/// Read an appointment
///
/// With whom it is, when, and what became of it.
#[utoipa::path(
    operation_id = "find_appointment",
    tag = "Appointments",
    params(("appointment_id" = AppointmentId, Path, description = "The appointment")),
    responses((status = 200, description = "The appointment", body = AppointmentResponse)),
    extensions(("x-roles" = json!(CalendarReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/appointments/{appointment_id}")]
async fn find_appointment(
    actor: Actor<CalendarReader>,
    path: web::Path<AppointmentId>,
) -> ApiResult<Tagged<AppointmentResponse>> {
    let (id, reader) = (path.into_inner(), reader_of(&actor));
    let find =
        async |conn: Conn<'_>| queries::find_appointment(conn, &reader, id).await?.ok_or(ApiError::NotFound);
    let row = actor.read(Event::new("find_appointment", "appointment").on(id), find).await?;
    Ok(Tagged(AppointmentResponse::of(row, &reader)))
}

/// Change an appointment
///
/// A JSON merge patch: moves it, calls it off, or says what became of it. Held or missed it can be only once it has begun (422
/// `not_begun`). After the couple's end only what became of it is still said; the rest is 409 `couple_ended`. Changing nothing
/// keeps the version.
#[utoipa::path(
    operation_id = "update_appointment",
    tag = "Appointments",
    params(("appointment_id" = AppointmentId, Path, description = "The appointment"), IfMatchHeader),
    request_body(content = UpdateAppointmentRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The appointment as it is now", body = AppointmentResponse)),
    extensions(("x-roles" = json!(CalendarWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[patch("/appointments/{appointment_id}")]
async fn update_appointment(
    actor: Actor<CalendarWriter>,
    path: web::Path<AppointmentId>,
    change: Change<UpdateAppointmentRequest>,
) -> ApiResult<Tagged<AppointmentResponse>> {
    let (id, reader) = (path.into_inner(), reader_of(&actor));
    let Change { version, body } = change;
    let update = async |conn: Conn<'_>| {
        let before = queries::find_appointment(conn, &reader, id).await?.ok_or(ApiError::NotFound)?;
        write::check_may_write(conn, &reader, before.context()?).await?;
        if before.version != version {
            return Err(ApiError::PreconditionFailed);
        }
        if !write::change(conn, reader.practice, &before, &body, actor.now()).await? {
            return Ok(before);
        }
        queries::find_appointment(conn, &reader, id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new("update_appointment", "appointment").on(id), update).await?;
    Ok(Tagged(AppointmentResponse::of(row, &reader)))
}

/// Delete an appointment
///
/// For one that was entered by mistake: it is gone as if it had never been made, also from what begins with the last session or
/// waits for the next one. What was called off or missed is no mistake: it stays, with that status. After the couple's end the
/// joint record is frozen (409 `couple_ended`).
#[utoipa::path(
    operation_id = "delete_appointment",
    tag = "Appointments",
    params(("appointment_id" = AppointmentId, Path, description = "The appointment"), IfMatchHeader),
    responses((status = 204, description = "Deleted")),
    extensions(("x-roles" = json!(CalendarWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[delete("/appointments/{appointment_id}")]
async fn delete_appointment(
    actor: Actor<CalendarWriter>,
    path: web::Path<AppointmentId>,
    version: IfMatch,
) -> ApiResult<NoContent> {
    let (id, reader) = (path.into_inner(), reader_of(&actor));
    let delete = async |conn: Conn<'_>| {
        let row = queries::find_appointment(conn, &reader, id).await?.ok_or(ApiError::NotFound)?;
        write::check_may_write(conn, &reader, row.context()?).await?;
        write::remove(conn, reader.practice, &row, version.0).await
    };
    let event = Event::new("delete_appointment", "appointment").on(id);
    actor.write(event, delete).await.map(|()| NoContent)
}
