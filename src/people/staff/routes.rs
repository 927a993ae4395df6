//! Operations on staff.

use actix_web::{get, patch, post, web};

use super::dto::{CreateStaffRequest, StaffResponse, UpdateStaffRequest};
use super::model::{StaffRow, check_may_manage, owners_give};
use super::queries;
use crate::identity::actor::{Access, Actor, Administrator, AnyStaff};
use crate::identity::audit::Event;
use crate::identity::invitations::revoke_invitations;
use crate::identity::memberships::{MembershipStatus, Role};
use crate::people::care_teams::end_places_of;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatchHeader, Page,
    PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::StaffId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_staff).service(list_staff).service(find_staff).service(update_staff);
}

/// Create a staff member
///
/// Makes a staff member without access yet: an invitation gives it. Only an owner makes another owner, a therapist or a
/// supervisor.
#[utoipa::path(
    operation_id = "create_staff",
    tag = "Staff",
    params(IdempotencyKeyHeader),
    request_body = CreateStaffRequest,
    responses((status = 201, description = "Made", body = StaffResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/staff")]
async fn create_staff(
    actor: Actor<Administrator>,
    key: IdempotencyKey,
    body: Valid<CreateStaffRequest>,
) -> ApiResult<Created<StaffResponse>> {
    let Valid(request) = body;
    let new = StaffId::generate();
    let create = async |conn: Conn<'_>| {
        check_may_manage(&actor, owners_give(&request.roles))?;
        let (claim, earlier) = actor.claim(conn, &key, "create_staff", &request).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                let row = request.clone().into_new(actor.practice(), new, actor.now());
                queries::create_staff(conn, row).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        queries::find_staff(conn, actor.practice(), id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.write(Event::new("create_staff", "staff").on(new), create).await?;
    Ok(Created { location: format!("/v1/staff/{}", row.id), body: row.into() })
}

/// List staff
///
/// Everybody who works in the practice, with roles and access, oldest first.
#[utoipa::path(
    operation_id = "list_staff",
    tag = "Staff",
    params(PageQuery),
    responses((status = 200, description = "A page of staff", body = Page<StaffResponse>)),
    extensions(("x-roles" = json!(AnyStaff::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/staff")]
async fn list_staff(actor: Actor<AnyStaff>, query: ValidQuery<PageQuery>) -> ApiResult<Page<StaffResponse>> {
    let PageQuery { limit, cursor } = query.0;
    let key = actor.cursor("list_staff", &());
    let after = key.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_staff(conn, actor.practice(), after, limit).await;
    let rows = actor.read(Event::plain("list_staff", "staff"), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(row.into()))
}

/// Read a staff member
///
/// Name, address, roles and access.
#[utoipa::path(
    operation_id = "find_staff",
    tag = "Staff",
    params(("staff_id" = StaffId, Path, description = "The staff member")),
    responses((status = 200, description = "The staff member", body = StaffResponse)),
    extensions(("x-roles" = json!(AnyStaff::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/staff/{staff_id}")]
async fn find_staff(actor: Actor<AnyStaff>, path: web::Path<StaffId>) -> ApiResult<Tagged<StaffResponse>> {
    let id = path.into_inner();
    let find = async |conn: Conn<'_>| {
        queries::find_staff(conn, actor.practice(), id).await?.ok_or(ApiError::NotFound)
    };
    let row = actor.read(Event::plain("find_staff", "staff").on(id), find).await?;
    Ok(Tagged(row.into()))
}

/// Change a staff member
///
/// A JSON merge patch: absent members stay. New roles count from the next request: access tokens of the old ones
/// are refused, and a refresh gives one of the new. Only an owner gives the roles owner, therapist and supervisor, and nobody but
/// an owner changes the own ones. Whoever is no therapist any more leaves every care team; an invitation that is open is taken back
/// when roles change. The last active owner stays one. Changing nothing keeps the version.
#[utoipa::path(
    operation_id = "update_staff",
    tag = "Staff",
    params(("staff_id" = StaffId, Path, description = "The staff member"), IfMatchHeader),
    request_body(content = UpdateStaffRequest, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The staff member as it is now", body = StaffResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[patch("/staff/{staff_id}")]
async fn update_staff(
    actor: Actor<Administrator>,
    path: web::Path<StaffId>,
    change: Change<UpdateStaffRequest>,
) -> ApiResult<Tagged<StaffResponse>> {
    let id = path.into_inner();
    let update = async |conn: Conn<'_>| update(&actor, conn, id, &change).await;
    let row = actor.write(Event::new("update_staff", "staff").on(id), update).await?;
    Ok(Tagged(row.into()))
}

async fn update(
    actor: &Actor<Administrator>,
    conn: Conn<'_>,
    id: StaffId,
    change: &Change<UpdateStaffRequest>,
) -> ApiResult<StaffRow> {
    let (practice, now) = (actor.practice(), actor.now());
    let before = queries::lock_staff(conn, practice, id).await?;
    let mut row = before.clone();
    change.body.clone().apply(&mut row);
    check_may_manage(actor, before.has(Role::Owner) || row.has(Role::Owner))?;
    // Nobody but an owner gives oneself more reach: an admin with a therapist's role could read what it cares for.
    check_may_manage(actor, id == actor.membership() && row.roles != before.roles)?;
    check_may_manage(actor, owners_give(&row.gained_since(&before)))?;
    if before.version() != change.version {
        return Err(ApiError::PreconditionFailed);
    }
    if before.is_active_owner() && !row.has(Role::Owner) {
        queries::check_other_owner(conn, practice, id).await?;
    }
    if (&row.name, &row.email) != (&before.name, &before.email) {
        queries::update_details(conn, practice, &row, now).await?;
    }
    if row.roles != before.roles {
        // Who was invited to less must not come to more by that invitation.
        if row.access == AsText(MembershipStatus::Invited) {
            revoke_invitations(conn, practice, id, now).await?;
            row.access = AsText(MembershipStatus::NotInvited);
        }
        queries::update_membership(conn, practice, &row, now).await?;
        if !row.has(Role::Therapist) {
            end_places_of(conn, practice, id, now).await?;
        }
    }
    queries::find_staff(conn, practice, id).await?.ok_or(ApiError::NotFound)
}
