//! Signing in and out.

use actix_web::{HttpResponse, Responder, delete, get, post, put, web};

use super::dto::{
    ProofResponse, ProveSessionRequest, RefreshRequest, SessionResponse, SignInRequest, SignInResponse,
    SignedIn,
};
use super::{prove, queries, refresh, sign_in};
use crate::identity::actor::{Access, Actor, AnyMember, EvenLimited};
use crate::identity::audit::Event;
use crate::identity::services::Services;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Json, Network, NoContent, Page, PageQuery, Routes, Valid, ValidQuery,
};
use crate::platform::ids::kind::SessionId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_session)
        .service(create_tokens)
        .service(list_sessions)
        .service(prove_session)
        .service(delete_current_session)
        .service(delete_session);
}

impl Responder for SignInResponse {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &actix_web::HttpRequest) -> HttpResponse {
        let opened = matches!(self, Self::SignedIn(_));
        let mut response = Json(self).respond_to(request);
        if opened {
            *response.status_mut() = actix_web::http::StatusCode::CREATED;
        }
        response
    }
}

/// Sign in
///
/// Opens a session with e-mail address and password, and with `second_factor_code` where the account has a second
/// factor. Nothing is kept in between: whoever is asked for the code, or given the choice of a membership, sends the
/// request again with it. An unknown address, a wrong password, a wrong or used code and a membership without access
/// are one answer. A member of staff without the second factor that the practice requires gets a limited session.
#[utoipa::path(
    operation_id = "create_session",
    tag = "Sessions",
    request_body = SignInRequest,
    responses(
        (status = 201, description = "Signed in", body = SignInResponse),
        (status = 200, description = "A code is needed, or a membership must be chosen", body = SignInResponse)
    ),
    security(()),
    extensions(
        ("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("sign-in")), ("x-throttled" = json!(true))
    )
)]
#[post("/sessions")]
async fn create_session(
    services: web::Data<Services>,
    network: Network,
    body: Valid<SignInRequest>,
) -> ApiResult<SignInResponse> {
    sign_in::sign_in(&services, body.0, &network).await
}

/// Refresh the tokens of a session
///
/// Trades the newest refresh token for the next pair. Repeating a request within 30 s gives the same refresh token
/// again as long as it is unused; any other reuse of a replaced token ends the session. A session of staff that was not
/// refreshed for 30 minutes was left idle, and ends.
#[utoipa::path(
    operation_id = "create_tokens",
    tag = "Sessions",
    request_body = RefreshRequest,
    responses((status = 200, description = "The next pair of tokens", body = SignedIn)),
    security(()),
    extensions(("x-roles" = json!([])), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[post("/tokens")]
async fn create_tokens(
    services: web::Data<Services>,
    body: Valid<RefreshRequest>,
) -> ApiResult<Json<SignedIn>> {
    refresh::refresh(&services, &body.0.refresh_token).await.map(Json)
}

/// List one's own sessions
///
/// The open sessions of this membership, oldest first.
#[utoipa::path(
    operation_id = "list_sessions",
    tag = "Sessions",
    params(PageQuery),
    responses((status = 200, description = "A page of sessions", body = Page<SessionResponse>)),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/sessions")]
async fn list_sessions(
    actor: Actor<EvenLimited<AnyMember>>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<SessionResponse>> {
    let PageQuery { limit, cursor } = query.0;
    let key = actor.cursor("list_sessions", &());
    let after = key.open(cursor.as_ref())?;
    let (practice, membership, now) = (actor.practice(), actor.membership(), actor.now());
    let list =
        async |conn: Conn<'_>| queries::list_sessions(conn, practice, membership, now, after, limit).await;
    let rows = actor.read(Event::plain("list_sessions", "session"), list).await?;
    Page::cut(rows, limit, &key, |row| row.id, |row| Ok(SessionResponse::new(row, actor.session())))
}

/// Prove again who one is
///
/// What sensitive operations (`x-step-up`) need once ten minutes have gone by since the sign-in or the last proof: a code
/// where the account has a second factor, else the password. What is wrong is 422.
#[utoipa::path(
    operation_id = "prove_session",
    tag = "Sessions",
    request_body = ProveSessionRequest,
    responses((status = 200, description = "Proved", body = ProofResponse)),
    extensions(
        ("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")),
        ("x-throttled" = json!(true))
    )
)]
#[put("/sessions/current/proof")]
async fn prove_session(
    actor: Actor<EvenLimited<AnyMember>>,
    network: Network,
    body: Valid<ProveSessionRequest>,
) -> ApiResult<Json<ProofResponse>> {
    prove::prove(&actor, body.0, &network).await.map(Json)
}

/// Sign out
///
/// Ends this session at once: its access and refresh tokens stop working with the next request.
#[utoipa::path(
    operation_id = "delete_current_session",
    tag = "Sessions",
    responses((status = 204, description = "Signed out")),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/sessions/current")]
async fn delete_current_session(actor: Actor<EvenLimited<AnyMember>>) -> ApiResult<NoContent> {
    end(&actor, actor.session(), "delete_current_session").await
}

/// End one of one's own sessions
///
/// Ends it at once, wherever it is signed in.
#[utoipa::path(
    operation_id = "delete_session",
    tag = "Sessions",
    params(("session_id" = SessionId, Path, description = "A session of one's own")),
    responses((status = 204, description = "Ended")),
    extensions(("x-roles" = json!(AnyMember::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/sessions/{session_id}")]
async fn delete_session(
    actor: Actor<EvenLimited<AnyMember>>,
    path: web::Path<SessionId>,
) -> ApiResult<NoContent> {
    end(&actor, path.into_inner(), "delete_session").await
}

async fn end<A: Access>(actor: &Actor<A>, session: SessionId, action: &'static str) -> ApiResult<NoContent> {
    let (practice, membership, now) = (actor.practice(), actor.membership(), actor.now());
    let end =
        async |conn: Conn<'_>| match queries::end_session(conn, practice, membership, session, now).await? {
            true => Ok(NoContent),
            false => Err(ApiError::NotFound),
        };
    actor.write(Event::new(action, "session").on(session), end).await
}
