//! Operations on care teams.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{CustomizeResponder, Responder, delete, get, put, web};

use super::dto::CareTeamMemberResponse;
use super::model::{CareTeamReader, CareTeamWriter, Context};
use super::queries;
use crate::identity::actor::{Access, Actor};
use crate::identity::memberships::Role;
use crate::people::staff::find_staff;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, FieldError, Json, NoContent, Page, PageQuery, Routes, ValidQuery,
};
use crate::platform::ids::kind::{ClientId, CoupleId, StaffId};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(list_client_care_team)
        .service(create_client_care_team_member)
        .service(delete_client_care_team_member)
        .service(list_couple_care_team)
        .service(create_couple_care_team_member)
        .service(delete_couple_care_team_member);
}

/// List a client's care team
///
/// The therapists who care for this client on its own, in the order in which they came.
#[utoipa::path(
    operation_id = "list_client_care_team",
    tag = "Care teams",
    params(("client_id" = ClientId, Path, description = "The client"), PageQuery),
    responses((status = 200, description = "A page of the care team", body = Page<CareTeamMemberResponse>)),
    extensions(("x-roles" = json!(CareTeamReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/care-team")]
async fn list_client_care_team(
    actor: Actor<CareTeamReader>,
    path: web::Path<ClientId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<CareTeamMemberResponse>> {
    list(&actor, "list_client_care_team", Context::Client(path.into_inner()), query.0).await
}

/// Put a therapist on a client's care team
///
/// From the next request on, the therapist reads what this client lets its care team read. Owner and admin may do
/// it, and a therapist who is on this team. Doing it twice changes nothing more.
#[utoipa::path(
    operation_id = "create_client_care_team_member",
    tag = "Care teams",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("staff_id" = StaffId, Path, description = "The therapist")
    ),
    responses(
        (status = 201, description = "Now on the care team", body = CareTeamMemberResponse),
        (status = 200, description = "Was on it already", body = CareTeamMemberResponse)
    ),
    extensions(("x-roles" = json!(CareTeamWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/clients/{client_id}/care-team/{staff_id}")]
async fn create_client_care_team_member(
    actor: Actor<CareTeamWriter>,
    path: web::Path<(ClientId, StaffId)>,
) -> ApiResult<CustomizeResponder<Json<CareTeamMemberResponse>>> {
    let (client, staff) = path.into_inner();
    create(&actor, "create_client_care_team_member", Context::Client(client), staff).await
}

/// Take a therapist off a client's care team
///
/// From the next request on, the therapist reads nothing of this client by this place. Owner and admin may do it,
/// and a therapist who is on this team.
#[utoipa::path(
    operation_id = "delete_client_care_team_member",
    tag = "Care teams",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("staff_id" = StaffId, Path, description = "The therapist")
    ),
    responses((status = 204, description = "Not on the care team any more")),
    extensions(("x-roles" = json!(CareTeamWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/clients/{client_id}/care-team/{staff_id}")]
async fn delete_client_care_team_member(
    actor: Actor<CareTeamWriter>,
    path: web::Path<(ClientId, StaffId)>,
) -> ApiResult<NoContent> {
    let (client, staff) = path.into_inner();
    delete(&actor, "delete_client_care_team_member", Context::Client(client), staff).await
}

/// List a couple's care team
///
/// The therapists who care for this couple, in the order in which they came.
#[utoipa::path(
    operation_id = "list_couple_care_team",
    tag = "Care teams",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of the care team", body = Page<CareTeamMemberResponse>)),
    extensions(("x-roles" = json!(CareTeamReader::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/care-team")]
async fn list_couple_care_team(
    actor: Actor<CareTeamReader>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<CareTeamMemberResponse>> {
    list(&actor, "list_couple_care_team", Context::Couple(path.into_inner()), query.0).await
}

/// Put a therapist on a couple's care team
///
/// From the next request on, the therapist reads the couple's items, and nothing of what either partner has on its
/// own. Owner and admin may do it, and a therapist who is on this team. Doing it twice changes nothing more.
#[utoipa::path(
    operation_id = "create_couple_care_team_member",
    tag = "Care teams",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("staff_id" = StaffId, Path, description = "The therapist")
    ),
    responses(
        (status = 201, description = "Now on the care team", body = CareTeamMemberResponse),
        (status = 200, description = "Was on it already", body = CareTeamMemberResponse)
    ),
    extensions(("x-roles" = json!(CareTeamWriter::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/care-team/{staff_id}")]
async fn create_couple_care_team_member(
    actor: Actor<CareTeamWriter>,
    path: web::Path<(CoupleId, StaffId)>,
) -> ApiResult<CustomizeResponder<Json<CareTeamMemberResponse>>> {
    let (couple, staff) = path.into_inner();
    create(&actor, "create_couple_care_team_member", Context::Couple(couple), staff).await
}

/// Take a therapist off a couple's care team
///
/// From the next request on, the therapist reads nothing of this couple by this place. Owner and admin may do it,
/// and a therapist who is on this team.
#[utoipa::path(
    operation_id = "delete_couple_care_team_member",
    tag = "Care teams",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("staff_id" = StaffId, Path, description = "The therapist")
    ),
    responses((status = 204, description = "Not on the care team any more")),
    extensions(("x-roles" = json!(CareTeamWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/couples/{couple_id}/care-team/{staff_id}")]
async fn delete_couple_care_team_member(
    actor: Actor<CareTeamWriter>,
    path: web::Path<(CoupleId, StaffId)>,
) -> ApiResult<NoContent> {
    let (couple, staff) = path.into_inner();
    delete(&actor, "delete_couple_care_team_member", Context::Couple(couple), staff).await
}

async fn list(
    actor: &Actor<CareTeamReader>,
    operation: &'static str,
    context: Context,
    query: PageQuery,
) -> ApiResult<Page<CareTeamMemberResponse>> {
    let PageQuery { limit, cursor } = query;
    let key = actor.cursor(operation, &context);
    let after = key.open(cursor.as_ref())?;
    let reader = actor.reader();
    let list = async |conn: Conn<'_>| {
        let (visible, rows) = futures_util::try_join!(
            queries::is_visible(conn, &reader, context),
            queries::list_places(conn, reader.practice, context, after, limit)
        )?;
        if visible { Ok(rows) } else { Err(ApiError::NotFound) }
    };
    let rows = actor.read(context.event(operation), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

async fn create(
    actor: &Actor<CareTeamWriter>,
    operation: &'static str,
    context: Context,
    staff: StaffId,
) -> ApiResult<CustomizeResponder<Json<CareTeamMemberResponse>>> {
    let practice = actor.practice();
    let create = async |conn: Conn<'_>| {
        let (found, on_team) = futures_util::try_join!(
            find_staff(conn, practice, staff),
            check_may_change(actor, conn, context)
        )?;
        // Nobody but an owner gives oneself more reach.
        if staff == actor.membership() && !on_team && !actor.has(Role::Owner) {
            return Err(ApiError::Forbidden);
        }
        if !found.ok_or(ApiError::NotFound)?.has(Role::Therapist) {
            let detail = "must hold the role therapist";
            return Err(ApiError::Invalid(vec![FieldError::of_parameter(
                "staff_id",
                "not_a_therapist",
                detail,
            )]));
        }
        let new = queries::ensure_place(conn, practice, staff, context, actor.now()).await?;
        Ok((new, queries::find_place(conn, practice, context, staff).await?))
    };
    let (new, row) = actor.write(context.event(operation).on(staff), create).await?;
    let answer = Json(CareTeamMemberResponse::from(row)).customize();
    Ok(if new {
        let location = format!("{}/{staff}", context.care_team_path());
        answer.with_status(StatusCode::CREATED).insert_header((LOCATION, location))
    } else {
        answer
    })
}

async fn delete(
    actor: &Actor<CareTeamWriter>,
    operation: &'static str,
    context: Context,
    staff: StaffId,
) -> ApiResult<NoContent> {
    let delete = async |conn: Conn<'_>| {
        check_may_change(actor, conn, context).await?;
        let ended = queries::end_place(conn, actor.practice(), staff, context, actor.now()).await?;
        if ended { Ok(NoContent) } else { Err(ApiError::NotFound) }
    };
    actor.write(context.event(operation).on(staff), delete).await
}

/// Owner and admin change any care team; everybody else only one that they are on as a therapist, which is the answer.
async fn check_may_change(
    actor: &Actor<CareTeamWriter>,
    conn: Conn<'_>,
    context: Context,
) -> ApiResult<bool> {
    let reader = actor.reader();
    let (visible, on_team) = futures_util::try_join!(
        queries::is_visible(conn, &reader, context),
        queries::is_on_team(conn, &reader, context)
    )?;
    if !visible {
        return Err(ApiError::NotFound);
    }
    let administers = actor.has(Role::Owner) || actor.has(Role::Admin);
    if administers || on_team { Ok(on_team) } else { Err(ApiError::Forbidden) }
}
