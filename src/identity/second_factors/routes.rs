//! Operations on the second factor of one's own account.

use actix_web::{HttpResponse, delete, get, post, put};

use super::dto::{
    ChangeSecondFactorQuery, ConfirmSecondFactorRequest, RecoveryCodesResponse,
    SecondFactorEnrolmentResponse, SecondFactorResponse,
};
use super::{change, queries};
use crate::identity::actor::{Access, Actor, AnyMember, EvenLimited, Proved};
use crate::identity::audit::Event;
use crate::identity::sessions::is_required_somewhere;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Conflict, Json, NoContent, Routes, Valid, ValidQuery};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_second_factor)
        .service(find_second_factor)
        .service(confirm_second_factor)
        .service(create_recovery_codes)
        .service(delete_second_factor);
}

/// Set up a second factor
///
/// Makes the secret of an authenticator app, told this once, as text and as a URI for a QR code. It counts once it is
/// confirmed; until then one that counts already stays. Setting up again replaces what was not confirmed, so that a
/// repeated request does no harm: the last answer holds. Needs a proof of the last ten minutes (403 `step_up_needed`),
/// but for the first second factor of a limited session.
#[utoipa::path(
    operation_id = "create_second_factor",
    tag = "Second factor",
    responses((status = 201, description = "Set up, to be confirmed", body = SecondFactorEnrolmentResponse)),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[post("/me/second-factor")]
async fn create_second_factor(actor: Actor<EvenLimited<AnyMember>>) -> ApiResult<HttpResponse> {
    let enrol = async |conn: Conn<'_>| change::enrol(&actor, conn).await;
    let made = actor.write(Event::new("create_second_factor", "second_factor"), enrol).await?;
    Ok(HttpResponse::Created().json(made))
}

/// Read one's second factor
///
/// Whether the account has one, since when, and how many recovery codes are left.
#[utoipa::path(
    operation_id = "find_second_factor",
    tag = "Second factor",
    responses((status = 200, description = "What the account has", body = SecondFactorResponse)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/me/second-factor")]
async fn find_second_factor(actor: Actor<EvenLimited<AnyMember>>) -> ApiResult<Json<SecondFactorResponse>> {
    let find = async |conn: Conn<'_>| queries::find_state(conn, actor.account()).await;
    actor.read(Event::plain("find_second_factor", "second_factor"), find).await.map(Json)
}

/// Confirm a second factor
///
/// The first right code lets it count, in the place of an earlier one: from now on signing in needs it. Answers with
/// ten recovery codes, told this once. Ends the account's other sessions unless told not to, and the person is told by
/// e-mail. It is a proof of this session as well; a limited session is opened by the
/// tokens of `POST /v1/tokens`. A wrong code is 422; where nothing waits to be confirmed, 409 `wrong_state`. Needs the
/// same proof as setting up.
#[utoipa::path(
    operation_id = "confirm_second_factor",
    tag = "Second factor",
    request_body = ConfirmSecondFactorRequest,
    responses((status = 200, description = "It counts; the recovery codes", body = RecoveryCodesResponse)),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/me/second-factor/confirmation")]
async fn confirm_second_factor(
    actor: Actor<EvenLimited<AnyMember>>,
    body: Valid<ConfirmSecondFactorRequest>,
) -> ApiResult<Json<RecoveryCodesResponse>> {
    let event = Event::new("confirm_second_factor", "second_factor");
    let confirm = async |conn: Conn<'_>| change::confirm(&actor, conn, &body.0).await;
    let confirmed = actor.write(event, confirm).await;
    if matches!(confirmed, Err(ApiError::Invalid(_))) {
        actor.record_denial(event)?;
    }
    let recovery_codes = confirmed?;
    change::end_elsewhere(&actor, event, body.0.end_other_sessions).await?;
    Ok(Json(RecoveryCodesResponse { recovery_codes, refresh_needed: actor.is_limited() }))
}

/// Make new recovery codes
///
/// Ten new ones, told this once; the old ones end, and so do the account's other sessions unless told not to. The person
/// is told by e-mail. A repeated request does no harm: the last answer holds. 404 where
/// the account has no second factor. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "create_recovery_codes",
    tag = "Second factor",
    params(ChangeSecondFactorQuery),
    responses(
        (status = 201, description = "The new recovery codes", body = RecoveryCodesResponse),
        (status = 404, description = "There is no second factor", body = crate::platform::http::Problem,
            content_type = "application/problem+json")
    ),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[post("/me/second-factor/recovery-codes")]
async fn create_recovery_codes(
    actor: Actor<Proved<AnyMember>>,
    query: ValidQuery<ChangeSecondFactorQuery>,
) -> ApiResult<HttpResponse> {
    let ends = query.0.end_other_sessions;
    let event = Event::new("create_recovery_codes", "second_factor");
    let renew = async |conn: Conn<'_>| change::renew_codes(&actor, conn, ends).await;
    let recovery_codes = actor.write(event, renew).await?;
    change::end_elsewhere(&actor, event, ends).await?;
    Ok(HttpResponse::Created().json(RecoveryCodesResponse { recovery_codes, refresh_needed: false }))
}

/// Take one's second factor off
///
/// Ends it and its recovery codes: the password alone signs in again. Ends the account's other sessions as well, unless
/// told not to; the person is told by e-mail. A member of staff of a practice that requires
/// one keeps it: 409 `required_by_practice`. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "delete_second_factor",
    tag = "Second factor",
    params(ChangeSecondFactorQuery),
    responses(
        (status = 204, description = "Taken off"),
        (status = 404, description = "There is none", body = crate::platform::http::Problem,
            content_type = "application/problem+json")
    ),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[delete("/me/second-factor")]
async fn delete_second_factor(
    actor: Actor<Proved<AnyMember>>,
    query: ValidQuery<ChangeSecondFactorQuery>,
) -> ApiResult<NoContent> {
    let ends = query.0.end_other_sessions;
    let event = Event::new("delete_second_factor", "second_factor");
    // The practices are asked one by one, each in its own transaction, once this session has proved itself.
    actor.read(Event::plain("delete_second_factor", "second_factor"), async |_| Ok(())).await?;
    if is_required_somewhere(actor.services(), actor.account()).await? {
        return Err(ApiError::Conflict(Conflict::RequiredByPractice));
    }
    let take_off = async |conn: Conn<'_>| change::take_off(&actor, conn, ends).await;
    let counted = actor.write(event, take_off).await?;
    change::end_elsewhere(&actor, event, ends && counted).await?;
    Ok(NoContent)
}
