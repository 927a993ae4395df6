//! Operations on wordings.

use actix_web::{get, put, web};

use super::fhir::{Fhir, FhirResource, example};
use super::misfits::refusal;
use super::queries;
use crate::identity::actor::{Access, Actor};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, IfMatchOrNew, Routes, ValidAs};
use crate::progress::measures::catalogue::{Found, InstrumentReader, InstrumentWriter, find_instrument};
use crate::progress::measures::dto::InstrumentKey;
use crate::progress::measures::instruments::fhir::{Questionnaire, export, import};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_instrument_questionnaire).service(update_instrument_questionnaire);
}

/// Read the wording of an instrument
///
/// As a Questionnaire of FHIR R4, for whoever may know the instrument: the practice's own licensed copy, in its newest version.
/// Answers carry their numbers as ordinals.
#[utoipa::path(
    operation_id = "find_instrument_questionnaire",
    tag = "Measures",
    params(("instrument_key" = String, Path, description = "The instrument", max_length = 40)),
    responses((
        status = 200, description = "The Questionnaire", body = FhirResource, content_type = "application/fhir+json",
        example = json!({"resourceType": "Questionnaire", "status": "active", "item": []})
    )),
    extensions(("x-roles" = json!(InstrumentReader::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("denials")))
)]
#[get("/instruments/{instrument_key}/questionnaire")]
async fn find_instrument_questionnaire(
    actor: Actor<InstrumentReader>,
    path: web::Path<InstrumentKey>,
) -> ApiResult<Fhir<Questionnaire>> {
    let (InstrumentKey(key), reader) = (path.into_inner(), actor.reader());
    let find = async |conn: Conn<'_>| {
        let found = find_instrument(conn, reader.practice, &key, None).await?;
        let found: Found = found.filter(|found| found.is_known_to(&reader)).ok_or(ApiError::NotFound)?;
        let wording = queries::find_wording(conn, reader.practice, &found.instrument).await?;
        let (wording, version) = wording.ok_or(ApiError::NotFound)?;
        Ok(Fhir { resource: export(&found.instrument, &wording), version: Some(version) })
    };
    actor.read(Event::plain("find_instrument_questionnaire", "instrument"), find).await
}

/// Import the wording of an instrument
///
/// A Questionnaire of FHIR R4 as the practice is licensed to use it: numbers of answers as ordinals, lists of answers contained in it, or
/// codes of LOINC. What does not fit the instrument's key is refused with a list of all that does not, such as numbers that are reversed
/// already. The words belong to the newest version of the instrument.
#[utoipa::path(
    operation_id = "update_instrument_questionnaire",
    tag = "Measures",
    params(
        ("instrument_key" = String, Path, description = "The instrument", max_length = 40),
        (
            "If-Match" = Option<String>, Header, description = "The ETag of the one that is there; left out for the first",
            min_length = 3, max_length = 40, example = "\"1\""
        )
    ),
    request_body(content(
        (FhirResource = "application/fhir+json", example = json!(example())),
        (FhirResource = "application/json", example = json!(example()))
    )),
    responses((
        status = 200, description = "The Questionnaire as it is now", body = FhirResource,
        content_type = "application/fhir+json",
        example = json!({"resourceType": "Questionnaire", "status": "active", "item": []})
    )),
    extensions(("x-roles" = json!(InstrumentWriter::ROLES)), ("x-phi" = json!(false)), ("x-audit" = json!("write")))
)]
#[put("/instruments/{instrument_key}/questionnaire")]
async fn update_instrument_questionnaire(
    actor: Actor<InstrumentWriter>,
    path: web::Path<InstrumentKey>,
    known: IfMatchOrNew,
    body: ValidAs<FhirResource>,
) -> ApiResult<Fhir<Questionnaire>> {
    let (InstrumentKey(key), reader) = (path.into_inner(), actor.reader());
    let ValidAs(FhirResource(form)) = body;
    let update = async |conn: Conn<'_>| {
        let found = find_instrument(conn, reader.practice, &key, None).await?.ok_or(ApiError::NotFound)?;
        let there = queries::find_wording(conn, reader.practice, &found.instrument).await?;
        let there = there.map(|(_, version)| version);
        match (there, known.0) {
            (None, Some(_)) => return Err(ApiError::PreconditionFailed),
            (Some(_), None) => return Err(ApiError::PreconditionRequired),
            (Some(there), Some(known)) if there != known => return Err(ApiError::PreconditionFailed),
            _ => {}
        }
        let wording = import(&form, &found.instrument).map_err(|misfits| refusal(misfits, &form))?;
        let now = actor.now();
        let version = queries::write_wording(conn, &reader, &found.instrument, there, &wording, now).await?;
        Ok(Fhir { resource: export(&found.instrument, &wording), version: Some(version) })
    };
    actor.write(Event::new("update_instrument_questionnaire", "instrument"), update).await
}
