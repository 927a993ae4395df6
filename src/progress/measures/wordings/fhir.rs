//! Resources of FHIR as bodies and answers.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, Responder};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};

use crate::platform::http::AlsoAs;

/// The media type.
pub(super) const MEDIA_TYPE: &str = "application/fhir+json";

/// A resource of FHIR R4. What is not known of it is passed over, so that it takes any members.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct FhirResource(pub Value);

impl AlsoAs for FhirResource {
    const MEDIA_TYPE: &'static str = MEDIA_TYPE;
    const EITHER: &'static str = "application/fhir+json or application/json";
}

/// Everything about it is told by what reads it.
impl Validate for FhirResource {
    type Context = ();

    fn validate_into(&self, (): &(), _: &mut dyn FnMut() -> garde::Path, _: &mut garde::Report) {}
}

impl utoipa::PartialSchema for FhirResource {
    fn schema() -> RefOr<Schema> {
        let kind = ObjectBuilder::new().schema_type(Type::String).max_length(Some(40)).build();
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("A resource of FHIR R4 (https://hl7.org/fhir/R4)."))
            .property("resourceType", kind)
            .required("resourceType")
            .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(true)))
            .into()
    }
}

/// A form of three questions, as the document shows it.
pub(super) fn example() -> Value {
    let options = json!([
        {"valueCoding": {"code": "0", "display": "Never"}}, {"valueCoding": {"code": "1", "display": "Rarely"}},
        {"valueCoding": {"code": "2", "display": "Sometimes"}}, {"valueCoding": {"code": "3", "display": "Often"}},
        {"valueCoding": {"code": "4", "display": "Always"}}
    ]);
    json!({"resourceType": "Questionnaire", "status": "active", "title": "How our evenings were", "item": [
        {"linkId": "1", "type": "choice", "text": "We had time for each other", "answerOption": options},
        {"linkId": "2", "type": "choice", "text": "Something stood between us", "answerOption": options},
        {"linkId": "3", "type": "choice", "text": "I was afraid at home", "answerOption": options}
    ]})
}

impl utoipa::ToSchema for FhirResource {
    fn name() -> std::borrow::Cow<'static, str> {
        "FhirResource".into()
    }
}

/// An answer in FHIR's media type, with the ETag of a version where it has one.
pub struct Fhir<T> {
    pub resource: T,
    pub version: Option<i32>,
}

impl<T: Serialize> Responder for Fhir<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        if let Some(version) = self.version {
            response.insert_header((ETAG, format!("\"{version}\"")));
        }
        response.content_type(MEDIA_TYPE).json(self.resource)
    }
}
