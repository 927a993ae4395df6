//! Operations on what one signs in with.

use actix_web::{HttpResponse, post, put, web};

use super::dto::{
    CreateEmailChangeConfirmationRequest, CreateEmailChangeRequest, CreatePasswordResetCompletionRequest,
    CreatePasswordResetRequest, UpdatePasswordRequest,
};
use super::{email, password};
use crate::identity::actor::{Access, Actor, AnyMember, Proved};
use crate::identity::services::Services;
use crate::platform::http::{ApiResult, Network, NoContent, Routes, Valid};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(update_password)
        .service(create_password_reset)
        .service(create_password_reset_completion)
        .service(create_email_change)
        .service(create_email_change_confirmation);
}

/// Change one's password
///
/// Ends the account's other sessions unless told not to, and every token to choose a new password. The person is told by
/// e-mail. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "update_password",
    tag = "Account",
    request_body = UpdatePasswordRequest,
    responses((status = 204, description = "Changed")),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/me/password")]
async fn update_password(
    actor: Actor<Proved<AnyMember>>,
    body: Valid<UpdatePasswordRequest>,
) -> ApiResult<NoContent> {
    password::change(&actor, body.0).await.map(|()| NoContent)
}

/// Ask for a token to choose a new password
///
/// Where the address is an account's, a token goes there: it works once, for ten minutes, and until a newer one is sent.
/// The answer is the same for every address.
#[utoipa::path(
    operation_id = "create_password_reset",
    tag = "Account",
    request_body = CreatePasswordResetRequest,
    responses((status = 202, description = "If the address is an account's, a token goes there")),
    security(()),
    extensions(
        ("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("none")), ("x-throttled" = json!(true))
    )
)]
#[post("/password-resets")]
async fn create_password_reset(
    services: web::Data<Services>,
    network: Network,
    body: Valid<CreatePasswordResetRequest>,
) -> ApiResult<HttpResponse> {
    password::ask_for_reset(&services, &body.0.email, &network).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Choose a new password with a token
///
/// Ends the account's sessions unless told not to. It opens none: sign in with the new password, and with the second
/// factor where there is one. The person is told by e-mail. A token that is unknown, used, replaced or expired is a 404.
#[utoipa::path(
    operation_id = "create_password_reset_completion",
    tag = "Account",
    request_body = CreatePasswordResetCompletionRequest,
    responses((status = 204, description = "Changed")),
    security(()),
    extensions(
        ("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("write")), ("x-throttled" = json!(true))
    )
)]
#[post("/password-reset-completions")]
async fn create_password_reset_completion(
    services: web::Data<Services>,
    network: Network,
    body: Valid<CreatePasswordResetCompletionRequest>,
) -> ApiResult<NoContent> {
    password::complete_reset(&services, body.0, &network).await.map(|()| NoContent)
}

/// Ask for another e-mail address
///
/// A token goes to the new address, which then has to be confirmed; until then the old one stays. The answer is the same
/// for an address that somebody signs in with already: no token goes there. Contact data in a practice is apart from
/// the account and stays. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "create_email_change",
    tag = "Account",
    request_body = CreateEmailChangeRequest,
    responses((status = 202, description = "A token goes to the new address")),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true)), ("x-throttled" = json!(true))
    )
)]
#[post("/me/email-changes")]
async fn create_email_change(
    actor: Actor<Proved<AnyMember>>,
    network: Network,
    body: Valid<CreateEmailChangeRequest>,
) -> ApiResult<HttpResponse> {
    email::ask(&actor, &body.0.email, &network).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Confirm another e-mail address
///
/// From now on the new address signs in, and the old one is told. Ends the account's sessions unless told not to. A token
/// that is unknown, used, replaced or expired is a 404.
#[utoipa::path(
    operation_id = "create_email_change_confirmation",
    tag = "Account",
    request_body = CreateEmailChangeConfirmationRequest,
    responses((status = 204, description = "Changed")),
    security(()),
    extensions(
        ("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("write")), ("x-throttled" = json!(true))
    )
)]
#[post("/email-change-confirmations")]
async fn create_email_change_confirmation(
    services: web::Data<Services>,
    network: Network,
    body: Valid<CreateEmailChangeConfirmationRequest>,
) -> ApiResult<NoContent> {
    email::confirm(&services, &body.0, &network).await.map(|()| NoContent)
}
