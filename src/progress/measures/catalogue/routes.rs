//! Operations on the catalogue.

use actix_web::{get, post, web};

use super::dto::{InstrumentRequest, InstrumentResponse, InstrumentSummary, ListInstrumentsQuery};
use super::model::{Found, InstrumentReader, InstrumentWriter};
use super::queries;
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{
    ApiError, ApiResult, Conflict, Created, FieldError, IdempotencyKey, IdempotencyKeyHeader, Number, Page,
    Routes, Tagged, Valid, ValidQuery,
};
use crate::platform::ids::Id;
use crate::platform::ids::kind::InstrumentVersionId;
use crate::progress::measures::dto::InstrumentKey;
use crate::progress::measures::instruments::{Instrument, built_in, built_in_instruments};

/// Most instruments of a practice's own that can be asked for.
const MOST: usize = 200;

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes
        .service(list_instruments)
        .service(create_instrument)
        .service(find_instrument)
        .service(create_instrument_version)
        .service(find_instrument_version);
}

/// List instruments
///
/// Those that come with the product and the practice's own, retired ones too, each in its newest version, by key. A client is told
/// of those that clients answer: never of a safety screen.
#[utoipa::path(
    operation_id = "list_instruments",
    tag = "Measures",
    params(ListInstrumentsQuery),
    responses((status = 200, description = "A page of instruments", body = Page<InstrumentSummary>)),
    extensions(("x-roles" = json!(InstrumentReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/instruments")]
async fn list_instruments(
    actor: Actor<InstrumentReader>,
    query: ValidQuery<ListInstrumentsQuery>,
) -> ApiResult<Page<InstrumentSummary>> {
    let ListInstrumentsQuery { retired, limit, cursor } = query.0;
    let (reader, sealing) = (actor.reader(), actor.cursor("list_instruments", &retired));
    let after: Option<String> = sealing.open(cursor.as_ref())?;
    let list = async |conn: Conn<'_>| queries::list_own(conn, reader.practice).await;
    let mut all = actor.read(Event::plain("list_instruments", "instrument"), list).await?;
    all.extend(built_in_instruments()?.iter().map(Found::built_in));
    all.retain(|found| found.is_known_to(&reader));
    all.retain(|found| retired.is_none_or(|retired| found.retired_at.is_some() == retired));
    all.retain(|found| after.as_ref().is_none_or(|after| found.instrument.key > *after));
    all.sort_by(|one, other| one.instrument.key.cmp(&other.instrument.key));
    all.truncate(usize::try_from(limit.rows()).unwrap_or_default());
    let key = |found: &Found| found.instrument.key.clone();
    Page::cut(all, limit, &sealing, key, |found| Ok(InstrumentSummary::from(&found)))
}

/// Add an instrument of the practice's own
///
/// Items, scales and what is known of the scores; every broken rule is named at once. The wording is kept apart.
#[utoipa::path(
    operation_id = "create_instrument",
    tag = "Measures",
    params(IdempotencyKeyHeader),
    request_body = InstrumentRequest,
    responses((status = 201, description = "Added", body = InstrumentResponse)),
    extensions(("x-roles" = json!(InstrumentWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/instruments")]
async fn create_instrument(
    actor: Actor<InstrumentWriter>,
    key: IdempotencyKey,
    body: Valid<InstrumentRequest>,
) -> ApiResult<Created<InstrumentResponse>> {
    let Valid(request) = body;
    if request.definition.version != 1 {
        return Err(ApiError::rule("/definition/version", "not_next", "must be 1 for a new instrument"));
    }
    let create = async |conn: Conn<'_>, instrument: &Instrument| {
        let own = queries::list_own(conn, actor.practice()).await?;
        if built_in(&instrument.key)?.is_some()
            || own.iter().any(|found| found.instrument.key == instrument.key)
        {
            return Err(ApiError::Conflict(Conflict::KeyTaken));
        }
        check_room(&own)
    };
    write(&actor, "create_instrument", &key, &request, create).await
}

/// Whether one more may be asked for beside the practice's own that are there.
pub(super) fn check_room(own: &[Found]) -> ApiResult<()> {
    let asked = own.iter().filter(|found| found.retired_at.is_none()).count();
    if asked >= MOST { Err(ApiError::Conflict(Conflict::TooMany)) } else { Ok(()) }
}

/// Add a version of an instrument of the practice's own
///
/// What was answered keeps the version that it was answered to. `version` in the body is one more than the newest, so that of
/// two who write the next version one is refused.
#[utoipa::path(
    operation_id = "create_instrument_version",
    tag = "Measures",
    params(
        ("instrument_key" = String, Path, description = "The instrument", max_length = 40), IdempotencyKeyHeader),
    request_body = InstrumentRequest,
    responses((status = 201, description = "Added", body = InstrumentResponse)),
    extensions(("x-roles" = json!(InstrumentWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[post("/instruments/{instrument_key}/versions")]
async fn create_instrument_version(
    actor: Actor<InstrumentWriter>,
    path: web::Path<InstrumentKey>,
    key: IdempotencyKey,
    body: Valid<InstrumentRequest>,
) -> ApiResult<Created<InstrumentResponse>> {
    let (InstrumentKey(of), Valid(request)) = (path.into_inner(), body);
    let add = async |conn: Conn<'_>, instrument: &Instrument| {
        let found = queries::find_instrument(conn, actor.practice(), &of, None).await?;
        let found = found.ok_or(ApiError::NotFound)?;
        if found.made_at.is_none() {
            return Err(ApiError::wrong_state(
                "it comes with the product: make one of your own under another key",
            ));
        }
        if found.retired_at.is_some() {
            return Err(ApiError::wrong_state("It is retired: bring it back first."));
        }
        let mut errors = Vec::new();
        if instrument.key != of {
            errors.push(FieldError::at("/definition/key", "other_key", "must be that of the instrument"));
        }
        if instrument.version != found.instrument.version.saturating_add(1) {
            let detail = "must be one more than the newest";
            errors.push(FieldError::at("/definition/version", "not_next", detail));
        }
        if errors.is_empty() { Ok(()) } else { Err(ApiError::Invalid(errors)) }
    };
    write(&actor, "create_instrument_version", &key, &request, add).await
}

async fn write(
    actor: &Actor<InstrumentWriter>,
    operation: &'static str,
    key: &IdempotencyKey,
    request: &InstrumentRequest,
    allowed: impl AsyncFn(Conn<'_>, &Instrument) -> ApiResult<()>,
) -> ApiResult<Created<InstrumentResponse>> {
    let (new, by, instrument) = (InstrumentVersionId::generate(), actor.reader(), &request.definition);
    let write = async |conn: Conn<'_>| {
        let (claim, earlier) = actor.claim(conn, key, operation, request).await?;
        let id = match earlier {
            Some(earlier) => Id::from_uuid(earlier.resource),
            None => {
                allowed(conn, instrument).await?;
                queries::insert_version(conn, &by, new, instrument, actor.now()).await?;
                claim.remember(conn, new.uuid(), None).await?;
                new
            }
        };
        queries::find_by_id(conn, by.practice, id).await?.ok_or(ApiError::NotFound)
    };
    let found = actor.write(Event::new(operation, "instrument").on(new), write).await?;
    let body = InstrumentResponse::from(found);
    Ok(Created { location: format!("/v1/instruments/{}/versions/{}", body.key, body.version), body })
}

/// Read an instrument
///
/// In its newest version.
#[utoipa::path(
    operation_id = "find_instrument",
    tag = "Measures",
    params(("instrument_key" = String, Path, description = "The instrument", max_length = 40)),
    responses((status = 200, description = "The instrument", body = InstrumentResponse)),
    extensions(("x-roles" = json!(InstrumentReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/instruments/{instrument_key}")]
async fn find_instrument(
    actor: Actor<InstrumentReader>,
    path: web::Path<InstrumentKey>,
) -> ApiResult<Tagged<InstrumentResponse>> {
    read(&actor, "find_instrument", &path.into_inner().0, None).await
}

/// Read a version of an instrument
///
/// As it was when it was written: a version never changes.
#[utoipa::path(
    operation_id = "find_instrument_version",
    tag = "Measures",
    params(
        ("instrument_key" = String, Path, description = "The instrument", max_length = 40),
        ("number" = i32, Path, description = "The version", minimum = 1, maximum = 10000)
    ),
    responses((status = 200, description = "The instrument in this version", body = InstrumentResponse)),
    extensions(("x-roles" = json!(InstrumentReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/instruments/{instrument_key}/versions/{number}")]
async fn find_instrument_version(
    actor: Actor<InstrumentReader>,
    path: web::Path<(InstrumentKey, Number)>,
) -> ApiResult<Tagged<InstrumentResponse>> {
    let (InstrumentKey(key), Number(number)) = path.into_inner();
    read(&actor, "find_instrument_version", &key, Some(number)).await
}

async fn read(
    actor: &Actor<InstrumentReader>,
    operation: &'static str,
    key: &str,
    number: Option<i32>,
) -> ApiResult<Tagged<InstrumentResponse>> {
    let reader = actor.reader();
    let find = async |conn: Conn<'_>| {
        let found = queries::find_instrument(conn, reader.practice, key, number).await?;
        found.filter(|found| found.is_known_to(&reader)).ok_or(ApiError::NotFound)
    };
    Ok(Tagged(actor.read(Event::plain(operation, "instrument"), find).await?.into()))
}
