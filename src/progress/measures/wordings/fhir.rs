//! Resources of FHIR as bodies and answers.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, Responder};
use garde::Validate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};

/// The media type.
pub(super) const MEDIA_TYPE: &str = "application/fhir+json";

/// A resource of FHIR R4. What is not known of it is passed over, so that it takes any members.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct FhirResource(pub Value);

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
