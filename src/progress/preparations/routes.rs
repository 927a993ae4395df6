//! The operation.

use actix_web::{get, web};

use super::dto::PreparationResponse;
use super::prepare::prepare;
use crate::identity::actor::{Access, Actor, Clinician, Reader};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, Json, Routes};
use crate::platform::ids::kind::AppointmentId;

/// Mounts the operation.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_preparation);
}

/// Prepare an appointment
///
/// What was given, done and learned since the session before this one, and what got stuck, for each person. For a couple's
/// appointment it is made from what belongs to the couple alone; for a client's from all of the client's that the caller may
/// read. Nothing private is in it, nor counted. Without an earlier session it looks back 12 weeks, and `last_session` is null.
/// Reading it is recorded for each person.
#[utoipa::path(
    operation_id = "find_preparation",
    tag = "Appointments",
    params(("appointment_id" = AppointmentId, Path, description = "The appointment")),
    responses((status = 200, description = "The preparation", body = PreparationResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/appointments/{appointment_id}/preparation")]
async fn find_preparation(
    actor: Actor<Clinician>,
    path: web::Path<AppointmentId>,
) -> ApiResult<Json<PreparationResponse>> {
    let (id, now) = (path.into_inner(), actor.now());
    // What the office knows is no reason to read about care.
    let reader = Reader { all_contacts: false, administers: false, ..actor.reader() };
    let read = Event::new("find_preparation", "appointment").on(id);
    let find = async |conn: Conn<'_>| {
        let key = actor.key(conn).await?;
        let preparation = prepare(conn, &reader, id, &key, now).await?;
        let of_person = |event: Event| match preparation.appointment.couple_id {
            Some(couple) => event.of_couple(couple),
            None => event,
        };
        let people = preparation.people.iter();
        let events: Vec<Event> = people.map(|person| of_person(read.of_client(person.client_id))).collect();
        Ok((preparation, events))
    };
    actor.read_each(read, find).await.map(Json)
}
