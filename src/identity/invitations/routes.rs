//! Accepting an invitation.

use actix_web::{HttpResponse, post, web};

use super::accept;
use super::dto::{AcceptInvitationRequest, AcceptInvitationResponse};
use crate::identity::services::Services;
use crate::platform::http::{ApiResult, Network, Routes, Valid};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_invitation_acceptance);
}

/// Accept an invitation
///
/// Makes the account (or proves an existing one by its password and second factor), activates the membership and opens
/// a first session. A token that is unknown, used, replaced or expired is a 404.
#[utoipa::path(
    operation_id = "create_invitation_acceptance",
    tag = "Sessions",
    request_body = AcceptInvitationRequest,
    responses(
        (status = 201, description = "Accepted and signed in", body = AcceptInvitationResponse),
        (status = 200, description = "A code is needed", body = AcceptInvitationResponse,
            example = json!({"status": "second_factor_needed"}))
    ),
    security(()),
    extensions(
        ("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("sign-in")), ("x-throttled" = json!(true))
    )
)]
#[post("/invitation-acceptances")]
async fn create_invitation_acceptance(
    services: web::Data<Services>,
    network: Network,
    body: Valid<AcceptInvitationRequest>,
) -> ApiResult<HttpResponse> {
    Ok(match accept::accept(&services, body.0, &network).await? {
        opened @ AcceptInvitationResponse::SignedIn(_) => HttpResponse::Created().json(opened),
        asked @ AcceptInvitationResponse::SecondFactorNeeded(_) => HttpResponse::Ok().json(asked),
    })
}
