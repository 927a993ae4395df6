//! Appointments of the practice's own calendar, which is the authority on them: it sends what stands there as often as it
//! likes.

use actix_web::{Either, put, web};

use super::dto::{AppointmentRequest, AppointmentResponse, ExternalId};
use super::model::{CalendarWriter, reader_of};
use super::{queries, write};
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict, Created, Routes, Tagged, Valid};
use crate::platform::ids::kind::{AppointmentId, ClientId, CoupleId};

/// Mounts the operations.
pub(super) fn configure(routes: &mut Routes<'_>) {
    routes.service(update_client_external_appointment).service(update_couple_external_appointment);
}

type Written = Either<Created<AppointmentResponse>, Tagged<AppointmentResponse>>;

/// Bring over a client's appointment
///
/// From the practice's own calendar, by the id that it has there: made when it is new, otherwise brought to what is sent. The
/// calendar is the authority, so no `If-Match` is asked for, and sending it again changes nothing. The id counts below this
/// client alone; any printable characters will do, 255 at most, percent-encoded as in `abc%40google.com` and `cal%2F1`.
#[utoipa::path(
    operation_id = "update_client_external_appointment",
    tag = "Appointments",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        (
            "external_id" = String, Path, description = "What the practice's own calendar calls it, percent-encoded: \
            whatever can be printed but `.` and `..`",
            min_length = 1, max_length = 255
        )
    ),
    request_body = AppointmentRequest,
    responses(
        (status = 200, description = "As it is now", body = AppointmentResponse),
        (status = 201, description = "Made", body = AppointmentResponse)
    ),
    extensions(("x-roles" = json!(CalendarWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/external-appointments/{external_id}")]
async fn update_client_external_appointment(
    actor: Actor<CalendarWriter>,
    path: web::Path<(ClientId, ExternalId)>,
    body: Valid<AppointmentRequest>,
) -> ApiResult<Written> {
    let (client, external) = path.into_inner();
    let event = Event::new("update_client_external_appointment", "appointment").of_client(client);
    bring_over(&actor, Context::Client(client), external, event, body.0).await
}

/// Bring over a couple's appointment
///
/// As a client's. With a couple that has ended none is made or moved (409 `couple_ended`); what became of one is still said.
#[utoipa::path(
    operation_id = "update_couple_external_appointment",
    tag = "Appointments",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        (
            "external_id" = String, Path, description = "What the practice's own calendar calls it, percent-encoded: \
            whatever can be printed but `.` and `..`",
            min_length = 1, max_length = 255
        )
    ),
    request_body = AppointmentRequest,
    responses(
        (status = 200, description = "As it is now", body = AppointmentResponse),
        (status = 201, description = "Made", body = AppointmentResponse)
    ),
    extensions(("x-roles" = json!(CalendarWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/external-appointments/{external_id}")]
async fn update_couple_external_appointment(
    actor: Actor<CalendarWriter>,
    path: web::Path<(CoupleId, ExternalId)>,
    body: Valid<AppointmentRequest>,
) -> ApiResult<Written> {
    let (couple, external) = path.into_inner();
    let event = Event::new("update_couple_external_appointment", "appointment").of_couple(couple);
    bring_over(&actor, Context::Couple(couple), external, event, body.0).await
}

async fn bring_over(
    actor: &Actor<CalendarWriter>,
    context: Context,
    external: ExternalId,
    event: Event,
    request: AppointmentRequest,
) -> ApiResult<Written> {
    let (reader, now, external) = (reader_of(actor), actor.now(), external.read()?);
    let bring = async |conn: Conn<'_>| {
        let ((), (), found) = futures_util::try_join!(
            write::check_may_write(conn, &reader, context),
            queries::lock_external(conn, reader.practice, context, &external),
            queries::find_external(conn, &reader, context, &external)
        )?;
        let new = found.is_none();
        match &found {
            Some(before) => {
                write::change(conn, reader.practice, before, &request.clone().into(), now).await?;
            }
            None => {
                let place = (context, AppointmentId::generate());
                write::create(conn, reader.practice, place, Some(external.clone()), &request, now).await?;
            }
        }
        let row = queries::find_external(conn, &reader, context, &external).await?;
        Ok((new, row.ok_or(ApiError::NotFound)?))
    };
    let (new, row) = match actor.write(event, bring).await {
        // Made by another call at the same time, and so there by now.
        Err(ApiError::Conflict(Conflict::Race)) => actor.write(event, bring).await?,
        brought => brought?,
    };
    let location = format!("/v1/appointments/{}", row.id);
    let body = AppointmentResponse::of(row, &reader);
    Ok(if new { Either::Left(Created { location, body }) } else { Either::Right(Tagged(body)) })
}
