//! Operations on supervisions.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{CustomizeResponder, Responder, delete, get, put, web};

use super::dto::SuperviseeResponse;
use super::queries;
use crate::identity::actor::{Access, Actor, Administrator, AnyStaff};
use crate::identity::audit::Event;
use crate::identity::memberships::Role;
use crate::people::staff::find_staff;
use crate::people::staff::model::check_may_manage;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, FieldError, Json, NoContent, Page, PageQuery, Routes, ValidQuery,
};
use crate::platform::ids::kind::{PracticeId, StaffId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(list_supervisees).service(create_supervision).service(delete_supervision);
}

/// List supervisees
///
/// The therapists whose care this staff member sees as their supervisor.
#[utoipa::path(
    operation_id = "list_supervisees",
    tag = "Staff",
    params(("staff_id" = StaffId, Path, description = "The supervisor"), PageQuery),
    responses((status = 200, description = "A page of supervisees", body = Page<SuperviseeResponse>)),
    extensions(("x-roles" = json!(AnyStaff::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/staff/{staff_id}/supervisees")]
async fn list_supervisees(
    actor: Actor<AnyStaff>,
    path: web::Path<StaffId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SuperviseeResponse>> {
    let (id, practice) = (path.into_inner(), actor.practice());
    let PageQuery { limit, cursor } = query.0;
    let key = actor.cursor("list_supervisees", &id);
    let after = key.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let rows = queries::list_supervisees(conn, practice, id, after, limit);
        let (supervisor, rows) = futures_util::try_join!(find_staff(conn, practice, id), rows)?;
        supervisor.map(|_| rows).ok_or(ApiError::NotFound)
    };
    let rows = actor.read(Event::plain("list_supervisees", "supervision").on(id), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

/// Put a therapist under supervision
///
/// From the next request on, the supervisor sees what this therapist sees. Nobody but an owner makes oneself a supervisor of
/// somebody. Doing it twice changes nothing more.
#[utoipa::path(
    operation_id = "create_supervision",
    tag = "Staff",
    params(
        ("staff_id" = StaffId, Path, description = "The supervisor"),
        ("supervisee_id" = StaffId, Path, description = "The therapist")
    ),
    responses(
        (status = 201, description = "Made", body = SuperviseeResponse),
        (status = 200, description = "It was so already", body = SuperviseeResponse)
    ),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/staff/{staff_id}/supervisees/{supervisee_id}")]
async fn create_supervision(
    actor: Actor<Administrator>,
    path: web::Path<(StaffId, StaffId)>,
) -> ApiResult<CustomizeResponder<Json<SuperviseeResponse>>> {
    let ((supervisor, supervisee), practice) = (path.into_inner(), actor.practice());
    let create = async |conn: Conn<'_>| {
        // Nobody but an owner gives oneself more reach.
        check_may_manage(&actor, supervisor == actor.membership())?;
        check_roles(conn, practice, supervisor, supervisee).await?;
        let new = queries::insert_supervision(conn, practice, supervisor, supervisee, actor.now()).await?;
        Ok((new, queries::find_supervisee(conn, practice, supervisor, supervisee).await?))
    };
    let event = Event::new("create_supervision", "supervision").on(supervisor);
    let (new, row) = actor.write(event, create).await?;
    let answer = Json(SuperviseeResponse::from(row)).customize();
    Ok(if new {
        let location = format!("/v1/staff/{supervisor}/supervisees/{supervisee}");
        answer.with_status(StatusCode::CREATED).insert_header((LOCATION, location))
    } else {
        answer
    })
}

/// End a supervision
///
/// From the next request on, the supervisor sees nothing by it any more.
#[utoipa::path(
    operation_id = "delete_supervision",
    tag = "Staff",
    params(
        ("staff_id" = StaffId, Path, description = "The supervisor"),
        ("supervisee_id" = StaffId, Path, description = "The therapist")
    ),
    responses((status = 204, description = "Ended")),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/staff/{staff_id}/supervisees/{supervisee_id}")]
async fn delete_supervision(
    actor: Actor<Administrator>,
    path: web::Path<(StaffId, StaffId)>,
) -> ApiResult<NoContent> {
    let (supervisor, supervisee) = path.into_inner();
    let delete = async |conn: Conn<'_>| {
        let deleted = queries::delete_supervision(conn, actor.practice(), supervisor, supervisee).await?;
        if deleted { Ok(NoContent) } else { Err(ApiError::NotFound) }
    };
    actor.write(Event::new("delete_supervision", "supervision").on(supervisor), delete).await
}

/// Two staff members of the practice: one who supervises, and another one who has clients.
async fn check_roles(
    conn: Conn<'_>,
    practice: PracticeId,
    supervisor: StaffId,
    supervisee: StaffId,
) -> ApiResult<()> {
    let (above, below) = futures_util::try_join!(
        find_staff(conn, practice, supervisor),
        find_staff(conn, practice, supervisee)
    )?;
    let (above, below) = above.zip(below).ok_or(ApiError::NotFound)?;
    let mut errors = Vec::new();
    if supervisor == supervisee {
        errors.push(FieldError::of_parameter("supervisee_id", "same_person", "must be somebody else"));
    }
    if !above.has(Role::Supervisor) {
        errors.push(FieldError::of_parameter(
            "staff_id",
            "not_a_supervisor",
            "must hold the role supervisor",
        ));
    }
    if !below.has(Role::Therapist) {
        errors.push(FieldError::of_parameter(
            "supervisee_id",
            "not_a_therapist",
            "must hold the role therapist",
        ));
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
}
