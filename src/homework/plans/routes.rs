//! Operations on plans.

use actix_web::{get, post, web};

use super::create::create_plan as create;
use super::dto::{CreatePlanRequest, PlanResponse, PlanSuggestionResponse};
use super::queries;
use super::suggest::suggest;
use crate::identity::actor::{Access, Actor, Clinician, Reader, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::{Context, is_cared_for};
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, Json, Page, PageQuery, Routes,
    Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::{CoupleId, PlanId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_plan_suggestion).service(create_plan).service(list_plans).service(find_plan);
}

/// Ask what may suit each partner
///
/// By the attachment pattern of each client in the caller's own care: to act opposite to the own style. Nothing is written, and
/// the therapist decides. What the pattern is, and that there is a plan at all, the partners do not read here or anywhere.
#[utoipa::path(
    operation_id = "find_plan_suggestion",
    tag = "Plans",
    params(("couple_id" = CoupleId, Path, description = "The couple")),
    responses((status = 200, description = "What may suit", body = PlanSuggestionResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/plan-suggestion")]
async fn find_plan_suggestion(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
) -> ApiResult<Json<PlanSuggestionResponse>> {
    let (couple, reader) = (path.into_inner(), staff(actor.reader()));
    let find = async |conn: Conn<'_>| suggest(conn, &reader, couple).await;
    actor.read(Event::new("find_plan_suggestion", "plan").of_couple(couple), find).await.map(Json)
}

/// Make a plan
///
/// Gives each partner homework of an own, as two assignments of one client each. Both partners must be in the caller's own care, as
/// the couple is. Either both get theirs or neither does. To each partner it is homework like any other.
#[utoipa::path(
    operation_id = "create_plan",
    tag = "Plans",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = CreatePlanRequest,
    responses((status = 201, description = "Made", body = PlanResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/plans")]
async fn create_plan(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<CreatePlanRequest>,
) -> ApiResult<Created<PlanResponse>> {
    let (couple, Valid(request)) = (path.into_inner(), body);
    let make = async |conn: Conn<'_>| create(&actor, conn, &key, couple, &request).await;
    let body = actor.write_each(Event::new("create_plan", "plan").of_couple(couple), make).await?;
    Ok(Created { location: format!("/v1/plans/{}", body.id), body })
}

/// List a couple's plans
///
/// Oldest first, for the couple's care team.
#[utoipa::path(
    operation_id = "list_plans",
    tag = "Plans",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of plans", body = Page<PlanResponse>)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/plans")]
async fn list_plans(
    actor: Actor<Clinician>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<PlanResponse>> {
    let (couple, reader) = (path.into_inner(), staff(actor.reader()));
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_plans", &couple);
    let after = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (rows, reaches, key) = futures_util::try_join!(
            queries::list_plans(conn, &reader, couple, after, limit),
            is_cared_for(conn, &reader, Context::Couple(couple)),
            actor.key(conn)
        )?;
        if !reaches {
            return Err(ApiError::NotFound);
        }
        queries::open(conn, &reader, rows, &key).await
    };
    let plans = actor.read(Event::new("list_plans", "plan").of_couple(couple), list).await?;
    Page::cut(plans, limit, &sealing, |plan| plan.id, Ok)
}

/// Read a plan
///
/// For the couple's care team. A part is shown to those who have that client in their care.
#[utoipa::path(
    operation_id = "find_plan",
    tag = "Plans",
    params(("plan_id" = PlanId, Path, description = "The plan")),
    responses((status = 200, description = "The plan", body = PlanResponse)),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/plans/{plan_id}")]
async fn find_plan(actor: Actor<Clinician>, path: web::Path<PlanId>) -> ApiResult<Tagged<PlanResponse>> {
    let (id, reader) = (path.into_inner(), staff(actor.reader()));
    let find = async |conn: Conn<'_>| {
        let (row, key) = futures_util::try_join!(queries::find_plan(conn, &reader, id), actor.key(conn))?;
        let rows = vec![row.ok_or(ApiError::NotFound)?];
        queries::open(conn, &reader, rows, &key).await?.pop().ok_or(ApiError::Internal)
    };
    actor.read(Event::new("find_plan", "plan").on(id), find).await.map(Tagged)
}

/// Staff alone come here, whatever else somebody may be in the practice.
fn staff(reader: Reader) -> Reader {
    Reader { client: false, ..reader }
}
