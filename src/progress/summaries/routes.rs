//! Operations on progress.

use actix_web::{get, web};

use super::dto::{PeriodsResponse, ProgressResponse, TodayResponse};
use super::lens::Viewer;
use super::queries::{Scope, load};
use super::since_session::{no_session, settle};
use super::today::find_day;
use super::window::{Asked, WEEKS, Wanted, WindowQuery};
use super::{periods, progress};
use crate::identity::actor::{Access, Actor, ClinicianOrClient};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Json, Routes, ValidQuery};
use crate::platform::ids::kind::{AssignmentId, ClientId, CoupleId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(find_today)
        .service(list_periods)
        .service(find_client_progress)
        .service(find_couple_progress);
}

/// Read what is due today
///
/// The running homework of a client on the client's own day, individual and joint, with the progress in the period
/// that runs, and the homework that is there to be used as needed. The client's own answer counts its own check-ins
/// and what the partner shared of joint homework; the care team's counts no private check-in.
#[utoipa::path(
    operation_id = "find_today",
    tag = "Progress",
    params(("client_id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "The client's day", body = TodayResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/today")]
async fn find_today(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
) -> ApiResult<Json<TodayResponse>> {
    let (id, reader, now) = (path.into_inner(), actor.reader(), actor.now());
    let find = async |conn: Conn<'_>| find_day(conn, &reader, id, now).await;
    actor.read(Event::new("find_today", "client").on(id).of_client(id), find).await.map(Json)
}

/// List the periods of an assignment
///
/// Each period that shares a day with the window, with what became of it: of the couple as one (`together`, `either`),
/// or of each member that the caller may see (of `each`, a partner sees only the own ones). Nothing for an assignment
/// that is only proposed.
#[utoipa::path(
    operation_id = "list_periods",
    tag = "Progress",
    params(("assignment_id" = AssignmentId, Path, description = "The assignment"), WindowQuery),
    responses((status = 200, description = "The periods", body = PeriodsResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/assignments/{assignment_id}/periods")]
async fn list_periods(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<AssignmentId>,
    query: ValidQuery<WindowQuery>,
) -> ApiResult<Json<PeriodsResponse>> {
    let (id, wanted, reader, now) = (path.into_inner(), query.0.wanted(), actor.reader(), actor.now());
    let list = async |conn: Conn<'_>| {
        let settled = settle(conn, &reader, Scope::Assignment(id), wanted, now).await?;
        // What is not there is told before that there was no session.
        let periods = periods::load(conn, &reader, id, settled.unwrap_or(Asked::Weeks(WEEKS)), now).await?;
        settled.map(|_| periods).ok_or_else(no_session)
    };
    actor.read(Event::new("list_periods", "assignment").on(id), list).await.map(Json)
}

/// Read the progress of a client
///
/// Figures of what this person did alone: individual homework, and the own part of homework that both partners do
/// each. What a couple does as one is in the couple's progress. Read by the client itself they count all own
/// check-ins; read by the care team, no private ones.
#[utoipa::path(
    operation_id = "find_client_progress",
    tag = "Progress",
    params(("client_id" = ClientId, Path, description = "The client"), WindowQuery),
    responses((status = 200, description = "The figures", body = ProgressResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/progress")]
async fn find_client_progress(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ClientId>,
    query: ValidQuery<WindowQuery>,
) -> ApiResult<Json<ProgressResponse>> {
    let id = path.into_inner();
    let event = Event::new("find_client_progress", "client").on(id).of_client(id);
    find_progress(&actor, Context::Client(id), query.0.wanted(), event).await
}

/// Read the progress of a couple
///
/// Figures of the couple's homework. The care team sees what the partners do as one, what each does, and how often
/// both met their own target. A partner sees what they do as one, made only from check-ins that both may read, and the
/// own part; after the couple's end, only from own check-ins.
#[utoipa::path(
    operation_id = "find_couple_progress",
    tag = "Progress",
    params(("couple_id" = CoupleId, Path, description = "The couple"), WindowQuery),
    responses((status = 200, description = "The figures", body = ProgressResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/progress")]
async fn find_couple_progress(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<WindowQuery>,
) -> ApiResult<Json<ProgressResponse>> {
    let id = path.into_inner();
    let event = Event::new("find_couple_progress", "couple").on(id).of_couple(id);
    find_progress(&actor, Context::Couple(id), query.0.wanted(), event).await
}

async fn find_progress(
    actor: &Actor<ClinicianOrClient>,
    context: Context,
    wanted: Wanted,
    event: Event,
) -> ApiResult<Json<ProgressResponse>> {
    let (reader, now) = (actor.reader(), actor.now());
    let scope = Scope::from(context);
    let load = async |conn: Conn<'_>| {
        let settled = settle(conn, &reader, scope, wanted, now).await?;
        let days = settled.unwrap_or(Asked::Weeks(WEEKS)).bounds(now);
        let loaded = load(conn, &reader, Viewer::of(&reader), scope, days, now).await?;
        if loaded.people.is_empty() {
            return Err(ApiError::NotFound);
        }
        settled.map(|asked| (loaded, asked)).ok_or_else(no_session)
    };
    let (loaded, asked) = actor.read(event, load).await?;
    Ok(Json(progress::progress(&loaded, context, Viewer::of(&reader), asked, now)))
}
