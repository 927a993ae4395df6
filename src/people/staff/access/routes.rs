//! Operations on the access of staff.

use actix_web::http::StatusCode;
use actix_web::{delete, post, put, web};

use crate::identity::actor::{Access, Actor, Administrator};
use crate::identity::audit::Event;
use crate::identity::invitations::{CreateInvitationRequest, InvitationResponse, Invitee, invite};
use crate::identity::memberships::{MembershipStatus, Role};
use crate::identity::sessions::end_sessions_of;
use crate::people::staff::model::{StaffRow, check_may_manage};
use crate::people::staff::{StaffResponse, queries};
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{
    ApiError, ApiResult, FieldError, IdempotencyKey, IdempotencyKeyHeader, Json, Routes, Tagged, Valid,
};
use crate::platform::ids::kind::StaffId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_staff_invitation).service(create_staff_suspension).service(delete_staff_suspension);
}

/// Invite a staff member
///
/// Makes a one-time token for a link, and takes an earlier open one back. The token is told only here, and again
/// when the request is repeated with its idempotency key. Only an owner invites an owner, a therapist or a supervisor.
#[utoipa::path(
    operation_id = "create_staff_invitation",
    tag = "Staff",
    params(("staff_id" = StaffId, Path, description = "The staff member"), IdempotencyKeyHeader),
    request_body = CreateInvitationRequest,
    responses((status = 201, description = "Made", body = InvitationResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/staff/{staff_id}/invitations")]
async fn create_staff_invitation(
    actor: Actor<Administrator>,
    path: web::Path<StaffId>,
    key: IdempotencyKey,
    body: Valid<CreateInvitationRequest>,
) -> ApiResult<(Json<InvitationResponse>, StatusCode)> {
    let id = path.into_inner();
    let create = async |conn: Conn<'_>| {
        let row = queries::lock_staff(conn, actor.practice(), id).await?;
        check_may_manage(&actor, row.is_invited_by_owners())?;
        let invitee = Invitee { membership: id, on_record: Some(&row.email), request: &body.0 };
        invite(&actor, conn, &key, "create_staff_invitation", &invitee, async |_| Ok(())).await
    };
    let made = actor.write(Event::new("create_staff_invitation", "staff").on(id), create).await?;
    Ok((Json(made), StatusCode::CREATED))
}

/// Suspend a staff member
///
/// Takes the access away from the next request on, until it is restored, and ends every session. Nobody suspends themselves, and the last
/// active owner cannot be suspended. Suspending twice changes nothing more.
#[utoipa::path(
    operation_id = "create_staff_suspension",
    tag = "Staff",
    params(("staff_id" = StaffId, Path, description = "The staff member")),
    responses((status = 200, description = "The staff member as it is now", body = StaffResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/staff/{staff_id}/suspension")]
async fn create_staff_suspension(
    actor: Actor<Administrator>,
    path: web::Path<StaffId>,
) -> ApiResult<Tagged<StaffResponse>> {
    let id = path.into_inner();
    let suspend = async |conn: Conn<'_>| change_access(&actor, conn, id, MembershipStatus::Suspended).await;
    let row = actor.write(Event::new("create_staff_suspension", "staff").on(id), suspend).await?;
    Ok(Tagged(row.into()))
}

/// Restore a staff member's access
///
/// Ends the suspension. Restoring twice changes nothing more.
#[utoipa::path(
    operation_id = "delete_staff_suspension",
    tag = "Staff",
    params(("staff_id" = StaffId, Path, description = "The staff member")),
    responses((status = 200, description = "The staff member as it is now", body = StaffResponse)),
    extensions(("x-roles" = json!(Administrator::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/staff/{staff_id}/suspension")]
async fn delete_staff_suspension(
    actor: Actor<Administrator>,
    path: web::Path<StaffId>,
) -> ApiResult<Tagged<StaffResponse>> {
    let id = path.into_inner();
    let restore = async |conn: Conn<'_>| change_access(&actor, conn, id, MembershipStatus::Active).await;
    let row = actor.write(Event::new("delete_staff_suspension", "staff").on(id), restore).await?;
    Ok(Tagged(row.into()))
}

/// Between active and suspended only: a member who has no account yet has no access to take away.
async fn change_access(
    actor: &Actor<Administrator>,
    conn: Conn<'_>,
    id: StaffId,
    wanted: MembershipStatus,
) -> ApiResult<StaffRow> {
    let before = queries::lock_staff(conn, actor.practice(), id).await?;
    check_may_manage(actor, before.has(Role::Owner))?;
    if id == actor.membership() {
        let detail = "must be somebody else";
        return Err(ApiError::Invalid(vec![FieldError::of_parameter("staff_id", "own_access", detail)]));
    }
    let AsText(access) = before.access;
    if access == wanted {
        return Ok(before);
    }
    if !matches!(access, MembershipStatus::Active | MembershipStatus::Suspended) {
        let detail = format!("The access is {access}: only one that is active or suspended changes so.");
        return Err(ApiError::wrong_state(detail));
    }
    if before.is_active_owner() {
        queries::check_other_owner(conn, actor.practice(), id).await?;
    }
    let row = StaffRow { access: AsText(wanted), ..before };
    queries::update_membership(conn, actor.practice(), &row, actor.now()).await?;
    if wanted == MembershipStatus::Suspended {
        end_sessions_of(conn, actor.practice(), id, None, actor.now()).await?;
    }
    queries::find_staff(conn, actor.practice(), id).await?.ok_or(ApiError::NotFound)
}
