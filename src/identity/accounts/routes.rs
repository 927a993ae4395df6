//! `GET /v1/me`.

use actix_web::get;

use super::dto::{MeResponse, Permission};
use super::queries;
use crate::identity::actor::{Access, Actor, AnyMember, EvenLimited};
use crate::identity::audit::Event;
use crate::identity::second_factors::find_state;
use crate::platform::db::Conn;
use crate::platform::http::{ApiResult, Json, Routes};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_me);
}

/// Tell what this session is and may do
///
/// The account, practice and membership of the access token, the roles held there, and what they allow; whether the
/// account has a second factor, and whether this session is limited until it proves one.
#[utoipa::path(
    operation_id = "find_me",
    tag = "Sessions",
    responses((status = 200, description = "The session, its roles and permissions", body = MeResponse)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/me")]
async fn find_me(actor: Actor<EvenLimited<AnyMember>>) -> ApiResult<Json<MeResponse>> {
    let (account, practice) = (actor.account(), actor.practice());
    let read = async |conn: Conn<'_>| {
        futures_util::try_join!(queries::find_me(conn, account, practice), find_state(conn, account))
    };
    let ((email, practice_name), second_factor) =
        actor.read(Event::plain("find_me", "session"), read).await?;
    let mut roles = actor.roles().to_vec();
    roles.sort_unstable();
    let mut permissions: Vec<Permission> =
        roles.iter().flat_map(|role| Permission::of_role(*role)).copied().collect();
    permissions.sort_unstable();
    permissions.dedup();
    Ok(Json(MeResponse {
        account_id: account,
        email,
        practice_id: practice,
        practice_name,
        membership_id: actor.membership(),
        session_id: actor.session(),
        roles,
        permissions,
        second_factor: second_factor.state,
        limited: actor.is_limited(),
    }))
}
