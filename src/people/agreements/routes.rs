//! Operations on agreements.

use actix_web::{get, post, put, web};

use super::dto::{AgreementResponse, CreateAgreementRequest, SignAgreementRequest};
use super::model::{AgreementInsert, LINE, SignatureInsert, TEXT, line_place, text_place};
use super::queries;
use crate::identity::actor::{Access, Actor, ClientOnly, ClinicianOrClient, TherapistOnly};
use crate::identity::audit::Event;
use crate::people::care_teams::reach::own_care;
use crate::people::couples::keep_lasting;
use crate::people::safety;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{
    ApiError, ApiResult, Change, Created, IdempotencyKey, IdempotencyKeyHeader, IfMatchHeader, Number, Page,
    PageQuery, Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::kind::CoupleId;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(create_agreement).service(list_agreements).service(find_agreement).service(sign_agreement);
}

/// Propose an agreement
///
/// A new version of the couple's agreement on confidences, by a therapist on its care team. It takes the place of the one
/// before, whose signatures stay with the old text: both partners sign anew. What runs goes on.
#[utoipa::path(
    operation_id = "create_agreement",
    tag = "Agreements",
    params(("couple_id" = CoupleId, Path, description = "The couple"), IdempotencyKeyHeader),
    request_body = CreateAgreementRequest,
    responses((status = 201, description = "Proposed", body = AgreementResponse)),
    extensions(("x-roles" = json!(TherapistOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[post("/couples/{couple_id}/agreements")]
async fn create_agreement(
    actor: Actor<TherapistOnly>,
    path: web::Path<CoupleId>,
    key: IdempotencyKey,
    body: Valid<CreateAgreementRequest>,
) -> ApiResult<Created<AgreementResponse>> {
    let (couple, Valid(request)) = (path.into_inner(), body);
    let create = async |conn: Conn<'_>| propose(&actor, conn, &key, couple, &request).await;
    let event = Event::new("create_agreement", "agreement").of_couple(couple);
    let body = actor.write(event, create).await?;
    Ok(Created { location: format!("/v1/couples/{couple}/agreements/{}", body.number), body })
}

async fn propose(
    actor: &Actor<TherapistOnly>,
    conn: Conn<'_>,
    key: &IdempotencyKey,
    couple: CoupleId,
    request: &CreateAgreementRequest,
) -> ApiResult<AgreementResponse> {
    let (reader, now, payload) = (own_care(&actor.reader()), actor.now(), (couple, request));
    let ((claim, earlier), reaches, seals) = futures_util::try_join!(
        actor.claim(conn, key, "create_agreement", &payload),
        queries::reaches(conn, &reader, couple),
        actor.key(conn)
    )?;
    if !reaches {
        return Err(ApiError::NotFound);
    }
    let number = match earlier {
        // What was made has no id but its number below the couple.
        Some(earlier) => i32::try_from(earlier.resource.as_u128()).map_err(|_| ApiError::Internal)?,
        None => {
            let number = queries::next_number(conn, reader.practice, couple).await?;
            let place = text_place(reader.practice, couple, number);
            let row = AgreementInsert {
                practice_id: reader.practice,
                couple_id: couple,
                number,
                policy: AsText(request.policy),
                text_sealed: seals.seal(TEXT, &place, &request.text)?,
                proposed_by: reader.member,
                created_at: now,
            };
            queries::insert_agreement(conn, &row, now).await?;
            let [.., as_id] = place;
            claim.remember(conn, as_id, None).await?;
            number
        }
    };
    let found = queries::find_agreement(conn, &reader, couple, number).await?;
    let (row, signatures) = found.ok_or(ApiError::NotFound)?;
    AgreementResponse::open(row, signatures, &reader, &seals)
}

/// List agreements
///
/// All versions of a couple's agreement, the newest first.
#[utoipa::path(
    operation_id = "list_agreements",
    tag = "Agreements",
    params(("couple_id" = CoupleId, Path, description = "The couple"), PageQuery),
    responses((status = 200, description = "A page of agreements", body = Page<AgreementResponse>)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/agreements")]
async fn list_agreements(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<CoupleId>,
    query: ValidQuery<PageQuery>,
) -> ApiResult<Page<AgreementResponse>> {
    let (couple, reader) = (path.into_inner(), actor.reader());
    let PageQuery { limit, cursor } = query.0;
    let sealing = actor.cursor("list_agreements", &couple);
    let before = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| {
        let (found, reaches, key) = futures_util::try_join!(
            queries::list_agreements(conn, &reader, couple, before, limit),
            queries::reaches(conn, &reader, couple),
            actor.key(conn)
        )?;
        if reaches { Ok((found, key)) } else { Err(ApiError::NotFound) }
    };
    let event = Event::new("list_agreements", "agreement").of_couple(couple);
    let (found, key) = actor.read(event, list).await?;
    let open = |(row, signatures)| AgreementResponse::open(row, signatures, &reader, &key);
    Page::cut(found, limit, &sealing, |(row, _)| row.number, open)
}

/// Read an agreement
///
/// One version. A partner reads the own signature and whether the agreement is in force, not the other's line.
#[utoipa::path(
    operation_id = "find_agreement",
    tag = "Agreements",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version", minimum = 1, maximum = 10000)
    ),
    responses((status = 200, description = "The agreement", body = AgreementResponse)),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/couples/{couple_id}/agreements/{number}")]
async fn find_agreement(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(CoupleId, Number)>,
) -> ApiResult<Tagged<AgreementResponse>> {
    let ((couple, Number(number)), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let (found, key) =
            futures_util::try_join!(queries::find_agreement(conn, &reader, couple, number), actor.key(conn))?;
        let (row, signatures) = found.ok_or(ApiError::NotFound)?;
        AgreementResponse::open(row, signatures, &reader, &key)
    };
    let event = Event::new("find_agreement", "agreement").of_couple(couple);
    actor.read(event, find).await.map(Tagged)
}

/// Sign an agreement
///
/// By one partner, on an own line below the current version. The other is told only that it is in force, once both have
/// signed. Signing again with the same line changes nothing that the signer is told.
#[utoipa::path(
    operation_id = "sign_agreement",
    tag = "Agreements",
    params(
        ("couple_id" = CoupleId, Path, description = "The couple"),
        ("number" = i32, Path, description = "The version", minimum = 1, maximum = 10000), IfMatchHeader),
    request_body = SignAgreementRequest,
    responses((status = 200, description = "The agreement, signed", body = AgreementResponse)),
    extensions(("x-roles" = json!(ClientOnly::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("write")))
)]
#[put("/couples/{couple_id}/agreements/{number}/signature")]
async fn sign_agreement(
    actor: Actor<ClientOnly>,
    path: web::Path<(CoupleId, Number)>,
    change: Change<SignAgreementRequest>,
) -> ApiResult<Tagged<AgreementResponse>> {
    let ((couple, Number(number)), Change { version, body }) = (path.into_inner(), change);
    let sign = async |conn: Conn<'_>| sign(&actor, conn, couple, number, version, &body).await;
    let event = Event::new("sign_agreement", "agreement").of_couple(couple).of_client(actor.membership());
    actor.write(event, sign).await.map(Tagged)
}

async fn sign(
    actor: &Actor<ClientOnly>,
    conn: Conn<'_>,
    couple: CoupleId,
    number: i32,
    version: i32,
    request: &SignAgreementRequest,
) -> ApiResult<AgreementResponse> {
    let (reader, now) = (actor.reader(), actor.now());
    let find = async || -> ApiResult<AgreementResponse> {
        let key = actor.key(conn).await?;
        let found = queries::find_agreement(conn, &reader, couple, number).await?;
        let (row, signatures) = found.ok_or(ApiError::NotFound)?;
        AgreementResponse::open(row, signatures, &reader, &key)
    };
    find().await?;
    let held = safety::lock_and_ask(conn, reader.practice, reader.member).await?;
    let lasting = keep_lasting(conn, reader.practice, couple).await;
    let known = find().await?;
    if known.version != version {
        return Err(ApiError::PreconditionFailed);
    }
    lasting?;
    let own = known.signatures.first();
    if known.superseded {
        return Err(ApiError::wrong_state("A newer agreement has taken its place: sign that."));
    }
    if own.is_some_and(|own| own.line != request.line) {
        return Err(ApiError::wrong_state("You have signed it on another line, which stays."));
    }
    if own.is_none() {
        let place = line_place(reader.practice, couple, number, reader.member);
        let row = SignatureInsert {
            practice_id: reader.practice,
            couple_id: couple,
            number,
            client_id: reader.member,
            line_sealed: actor.key(conn).await?.seal(LINE, &place, &request.line)?,
            reaches_partner: !held,
            signed_at: now,
            created_at: now,
        };
        queries::insert_signature(conn, &row).await?;
    } else if !held {
        queries::let_reach(conn, reader.practice, couple, number, reader.member).await?;
    }
    find().await
}
