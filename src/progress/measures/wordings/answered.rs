//! Answers and scores in the form of FHIR.

use actix_web::{get, web};
use serde::Serialize;

use super::fhir::{Fhir, FhirResource};
use super::queries::find_wording;
use crate::identity::actor::{Access, Actor, Clinician, ClinicianOrClient, Reader};
use crate::identity::audit::Event;
use crate::platform::db::Conn;
use crate::platform::http::{ApiError, ApiResult, Routes};
use crate::platform::ids::kind::{ClientId, MeasureId};
use crate::progress::measures::catalogue::{Shelf, load_shelf};
use crate::progress::measures::instruments::fhir::{
    About, Observation, QuestionnaireResponse, observations, response,
};
use crate::progress::measures::model::{ItemAnswer, MeasureRow};
use crate::progress::measures::queries::find_measure;
use crate::progress::measures::view::{administration, by_item, scored};

/// Mounts the operations.
pub fn configure(routes: &mut Routes<'_>) {
    routes.service(find_measure_questionnaire_response).service(find_measure_observations);
}

/// Some resources in one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bundle {
    resource_type: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    entry: Vec<Entry>,
}

#[derive(Serialize)]
pub struct Entry {
    resource: Observation,
}

/// A measure with what it takes to tell of it.
struct Told {
    row: MeasureRow,
    answers: Vec<ItemAnswer>,
    shelf: Shelf,
}

impl Told {
    fn about(&self) -> About {
        About {
            id: self.row.id.to_string(),
            subject: self.row.client_id.to_string(),
            answered_at: self.row.occurred_at,
            administration: administration(self.row.administration.0),
        }
    }
}

async fn find(
    conn: Conn<'_>,
    actor: &Actor<impl Access>,
    reader: &Reader,
    (client, id): (ClientId, MeasureId),
) -> ApiResult<Told> {
    let (row, key) = futures_util::try_join!(find_measure(conn, reader, client, id), actor.key(conn))?;
    let row = row.ok_or(ApiError::NotFound)?;
    let shelf = load_shelf(conn, reader.practice, [row.instrument_key.as_str()].into_iter()).await?;
    let answers = row.answers(reader.practice, &key)?;
    Ok(Told { row, answers, shelf })
}

/// Read a measure as a QuestionnaireResponse
///
/// Of FHIR R4: the answers with their words where the practice has imported them, else as numbers.
#[utoipa::path(
    operation_id = "find_measure_questionnaire_response",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure")
    ),
    responses((
        status = 200, description = "The QuestionnaireResponse", body = FhirResource,
        content_type = "application/fhir+json",
        example = json!({"resourceType": "QuestionnaireResponse", "status": "completed", "item": []})
    )),
    extensions(("x-roles" = json!(ClinicianOrClient::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measures/{measure_id}/questionnaire-response")]
async fn find_measure_questionnaire_response(
    actor: Actor<ClinicianOrClient>,
    path: web::Path<(ClientId, MeasureId)>,
) -> ApiResult<Fhir<QuestionnaireResponse>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let read = async |conn: Conn<'_>| {
        let told = find(conn, &actor, &reader, (client, id)).await?;
        let instrument = told.shelf.find(&told.row.instrument_key, told.row.instrument_number)?;
        let wording = find_wording(conn, reader.practice, instrument).await?.map(|(wording, _)| wording);
        let resource = response(instrument, wording.as_ref(), &by_item(&told.answers), &told.about());
        Ok(Fhir { resource, version: None })
    };
    let event = Event::new("find_measure_questionnaire_response", "measure").on(id).of_client(client);
    actor.read(event, read).await
}

/// Read the scores of a measure as Observations
///
/// Of FHIR R4, in a Bundle: one for each scale, made from the answers now. For the care team.
#[utoipa::path(
    operation_id = "find_measure_observations",
    tag = "Measures",
    params(
        ("client_id" = ClientId, Path, description = "The client"),
        ("measure_id" = MeasureId, Path, description = "The measure")
    ),
    responses((
        status = 200, description = "The Observations", body = FhirResource, content_type = "application/fhir+json",
        example = json!({"resourceType": "Bundle", "type": "collection", "entry": []})
    )),
    extensions(("x-roles" = json!(Clinician::ROLES)), ("x-phi" = json!(true)), ("x-audit" = json!("read")))
)]
#[get("/clients/{client_id}/measures/{measure_id}/observations")]
async fn find_measure_observations(
    actor: Actor<Clinician>,
    path: web::Path<(ClientId, MeasureId)>,
) -> ApiResult<Fhir<Bundle>> {
    let ((client, id), reader) = (path.into_inner(), actor.reader());
    let read = async |conn: Conn<'_>| {
        let told = find(conn, &actor, &reader, (client, id)).await?;
        let instrument = told.shelf.find(&told.row.instrument_key, told.row.instrument_number)?;
        let scored = scored(instrument, &told.answers, told.row.administration.0);
        let all = observations(instrument, &scored, &told.about()).into_iter();
        let entry = all.map(|resource| Entry { resource }).collect();
        Ok(Fhir { resource: Bundle { resource_type: "Bundle", kind: "collection", entry }, version: None })
    };
    let event = Event::new("find_measure_observations", "measure").on(id).of_client(client);
    actor.read(event, read).await
}
