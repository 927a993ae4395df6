//! The operations.

use actix_web::{get, web};

use super::audience::ReportAudience;
use super::dto::{Summary, SummaryQuery};
use super::load::{settle_window, summarise};
use crate::identity::actor::{Access, Actor, Clinician, Reader};
use crate::identity::audit::Event;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, FieldError, Json, Routes, ValidQuery};
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::progress::summaries::since_session::no_session;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_client_summary).service(find_couple_summary);
}

/// Read the summary of a client
///
/// What a report about this client over these days would be made from now, as the declared audience may know it: individual homework,
/// how it felt, growth markers and needs, scores with their change, uses of limits, small wins and sessions. Nothing that belongs
/// to a couple is in it. A member is left out where the audience is not told of it.
#[utoipa::path(
    operation_id = "find_client_summary",
    tag = "Progress",
    params(("client_id" = ClientId, Path, description = "The client"), SummaryQuery),
    responses((status = 200, description = "The summary", body = Summary)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/summary")]
async fn find_client_summary(
    actor: Actor<Clinician>,
    path: web::Path<ClientId>,
    query: ValidQuery<SummaryQuery>,
) -> ApiResult<Json<Summary>> {
    let id = path.into_inner();
    let event = Event::new("find_client_summary", "client").on(id).of_client(id);
    find_summary(&actor, Context::Client(id), query.0, event).await
}

/// Read the summary of a couple
///
/// What a report about this couple over these days would be made from now, as the declared audience may know it. For the care team: the
/// couple's homework, how it felt to each, scores of each, ruptures and repairs. For both partners and third parties only what
/// both partners may read: never a score, never a use of a limit, and of repairs nothing that follows from private links.
#[utoipa::path(
    operation_id = "find_couple_summary",
    tag = "Progress",
    params(("couple_id" = CoupleId, Path, description = "The couple"), SummaryQuery),
    responses((status = 200, description = "The summary", body = Summary)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/summary")]
async fn find_couple_summary(
    actor: Actor<Clinician>,
    path: web::Path<CoupleId>,
    query: ValidQuery<SummaryQuery>,
) -> ApiResult<Json<Summary>> {
    let id = path.into_inner();
    let event = Event::new("find_couple_summary", "couple").on(id).of_couple(id);
    find_summary(&actor, Context::Couple(id), query.0, event).await
}

async fn find_summary(
    actor: &Actor<Clinician>,
    context: Context,
    query: SummaryQuery,
    event: Event,
) -> ApiResult<Json<Summary>> {
    let audience = query.audience.unwrap_or(ReportAudience::Clinician);
    let (wanted, now) = (query.days().wanted(), actor.now());
    // Staff alone come here, whatever else somebody may be in the practice.
    let reader = Reader { client: false, ..actor.reader() };
    let find = async |conn: Conn<'_>| {
        let (key, (of, settled)) = futures_util::try_join!(
            actor.key(conn),
            settle_window(conn, &reader, context, audience, wanted, now)
        )?;
        if !audience.fits(context) {
            return Err(unfit());
        }
        if !settled {
            return Err(no_session());
        }
        summarise(conn, &reader, &key, &of, now).await
    };
    actor.read(event, find).await.map(Json)
}

fn unfit() -> ApiError {
    let detail = "must be client for a client alone and couple for a couple alone";
    ApiError::Invalid(vec![FieldError::of_parameter("audience", "unfit_audience", detail)])
}
