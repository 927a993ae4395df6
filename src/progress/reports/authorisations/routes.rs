//! Operations on authorisations.

use actix_web::{delete, get, post, put, web};

use super::dto::{
    CreateReportAuthorisationRequest, ListReportAuthorisationsQuery, ReportAuthorisationResponse,
};
use super::{queries, sign};
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient, Proved, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::people::care_teams::{Context, is_cared_for};
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatch, IfMatchHeader, NoContent,
    Page, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::ReportAuthorisationId;

const EVENT: &str = "report_authorisation";

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(create_report_authorisation)
        .service(list_report_authorisations)
        .service(find_report_authorisation)
        .service(withdraw_report_authorisation)
        .service(sign_report_authorisation)
        .service(revoke_report_authorisation);
}

/// Ask for an authorisation
///
/// Who outside is to get reports about a client, or about a couple, what for and until when, put in words by a therapist on
/// the care team. It releases nothing: each whom it concerns signs these words, and a report is released by them
/// (`POST /v1/reports/{report_id}/releases`).
#[utoipa::path(
    operation_id = "create_report_authorisation",
    tag = "Reports",
    params(IdempotencyKeyHeader),
    request_body = CreateReportAuthorisationRequest,
    responses((status = 201, description = "Asked for", body = ReportAuthorisationResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/report-authorisations")]
async fn create_report_authorisation(
    actor: Actor<TherapistOnly>,
    key: IdempotencyKey,
    body: Valid<CreateReportAuthorisationRequest>,
) -> ApiResult<Created<ReportAuthorisationResponse>> {
    let Valid(request) = body;
    let (new, reader) = (ReportAuthorisationId::generate(), own_care(&actor.reader()));
    let context = request.context()?;
    let create = async |conn: Conn<'_>| {
        let ((claim, earlier), reaches) = futures_util::try_join!(
            actor.claim(conn, &key, "create_report_authorisation", &request),
            is_cared_for(conn, &reader, context)
        )?;
        if !reaches {
            return Err(ApiError::NotFound);
        }
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                sign::propose(&actor, conn, &reader, new, &request).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        sign::find(&actor, conn, &reader, id).await
    };
    let event = Event::new("create_report_authorisation", EVENT).on(new);
    let event = match context {
        Context::Client(id) => event.of_client(id),
        Context::Couple(id) => event.of_couple(id),
    };
    let body = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/report-authorisations/{}", body.id), body })
}

/// List authorisations
///
/// The newest first: what a client is asked to authorise, alone or with the partner; to the care team those of clients and couples
/// in care.
#[utoipa::path(
    operation_id = "list_report_authorisations",
    tag = "Reports",
    params(ListReportAuthorisationsQuery),
    responses((status = 200, description = "A page of authorisations", body = Page<ReportAuthorisationResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/report-authorisations")]
async fn list_report_authorisations(
    actor: Actor<ClinicianOrClient>,
    query: ValidQuery<ListReportAuthorisationsQuery>,
) -> ApiResult<Page<ReportAuthorisationResponse>> {
    let ListReportAuthorisationsQuery { client_id, couple_id, limit, cursor } = query.0;
    let sealing = actor.cursor("list_report_authorisations", &(client_id, couple_id));
    let before = sealing.open(cursor.as_ref())?;
    let of = couple_id.map(Context::Couple).or(client_id.map(Context::Client));
    let reader = actor.reader();
    let list = async |conn: Conn<'_>| {
        futures_util::try_join!(queries::list_whole(conn, &reader, of, before, limit), actor.key(conn))
    };
    let (found, key) = actor.read(Event::new("list_report_authorisations", EVENT), list).await?;
    let open = |one| ReportAuthorisationResponse::open(one, &reader, &key);
    Page::cut(found, limit, &sealing, |one| one.row.id, open)
}

/// Read an authorisation
///
/// A client reads the own signature and nothing of the partner's, neither that there is one nor that it was revoked; the care team
/// reads both.
#[utoipa::path(
    operation_id = "find_report_authorisation",
    tag = "Reports",
    params(("authorisation_id" = ReportAuthorisationId, Path, description = "The authorisation")),
    responses((status = 200, description = "The authorisation", body = ReportAuthorisationResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/report-authorisations/{authorisation_id}")]
async fn find_report_authorisation(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<ReportAuthorisationId>,
) -> ApiResult<Tagged<ReportAuthorisationResponse>> {
    let (id, reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| sign::find(&actor, conn, &reader, id).await;
    let event = Event::new("find_report_authorisation", EVENT).on(id);
    actor.read(event, find).await.map(Tagged)
}

/// Take back an authorisation that was asked for
///
/// Nobody signs it any more, and nothing more is released by it. Doing it again changes nothing.
#[utoipa::path(
    operation_id = "withdraw_report_authorisation",
    tag = "Reports",
    params(("authorisation_id" = ReportAuthorisationId, Path, description = "The authorisation")),
    responses((status = 200, description = "The authorisation as it is now", body = ReportAuthorisationResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/report-authorisations/{authorisation_id}/withdrawal")]
async fn withdraw_report_authorisation(
    actor: Actor<TherapistOnly>,
    path: web::Path<ReportAuthorisationId>,
) -> ApiResult<Tagged<ReportAuthorisationResponse>> {
    let (id, reader) = (path.into_inner(), own_care(&actor.reader()));
    let withdraw = async |conn: Conn<'_>| sign::withdraw(&actor, conn, &reader, id).await;
    let event = Event::new("withdraw_report_authorisation", EVENT).on(id);
    actor.write(event, withdraw).await.map(Tagged)
}

/// Sign an authorisation
///
/// By one whom it concerns. Of a couple's both sign the same words, and neither is told what the other does. Signing again
/// changes nothing that the signer is told. Needs a proof of the last ten minutes (403 `step_up_needed`).
#[utoipa::path(
    operation_id = "sign_report_authorisation",
    tag = "Reports",
    params(
        ("authorisation_id" = ReportAuthorisationId, Path, description = "The authorisation"),
        IfMatchHeader
    ),
    responses((status = 200, description = "The authorisation, signed", body = ReportAuthorisationResponse)),
    extensions(
        ("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")),
        ("x-step-up" = json!(true))
    )
)]
#[put("/report-authorisations/{authorisation_id}/signature")]
async fn sign_report_authorisation(
    actor: Actor<Proved<ClientOnly>>,
    path: web::Path<ReportAuthorisationId>,
    known: IfMatch,
) -> ApiResult<Tagged<ReportAuthorisationResponse>> {
    let (id, IfMatch(version)) = (path.into_inner(), known);
    let sign = async |conn: Conn<'_>| sign::sign(&actor, conn, id, version).await;
    let event = Event::new("sign_report_authorisation", EVENT).on(id).of_client(actor.membership());
    actor.write(event, sign).await.map(Tagged)
}

/// Revoke an authorisation
///
/// The own signature, at once and at any time: nothing more is released by it. What went out before cannot be called back. Only the
/// care team is told. Doing it again, or without having signed, changes nothing.
#[utoipa::path(
    operation_id = "revoke_report_authorisation",
    tag = "Reports",
    params(("authorisation_id" = ReportAuthorisationId, Path, description = "The authorisation")),
    responses((status = 204, description = "Revoked")),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[delete("/report-authorisations/{authorisation_id}/signature")]
async fn revoke_report_authorisation(
    actor: Actor<ClientOnly>,
    path: web::Path<ReportAuthorisationId>,
) -> ApiResult<NoContent> {
    let id = path.into_inner();
    let revoke = async |conn: Conn<'_>| sign::revoke(&actor, conn, id).await;
    let event = Event::new("revoke_report_authorisation", EVENT).on(id).of_client(actor.membership());
    actor.write(event, revoke).await?;
    Ok(NoContent)
}
