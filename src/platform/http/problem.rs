//! An error as it is answered: an RFC 9457 problem document, with the headers that belong to it.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_ENCODING, ALLOW, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ApiError, Conflict, FieldError, Spot, request_id};

/// At most this many broken rules are reported at once.
const MAX_ERRORS: usize = 100;

/// An error, as RFC 9457 writes it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "type": "https://holdfast.example/problems/not_found", "title": "There is no such thing here.", "status": 404,
    "instance": "urn:uuid:01936b2e-7a10-7cc3-9f63-2f1f6f7a1c11", "code": "not_found"
}))]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    #[schema(format = "uri", max_length = 200)]
    pub problem_type: String,
    /// The same sentence for every problem of this kind.
    #[schema(max_length = 200)]
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What is wrong with this request; never a value that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub detail: Option<String>,
    /// The request, as `urn:uuid:` and its id.
    #[schema(max_length = 45)]
    pub instance: String,
    /// The stable word that a program can act on. Words may be added: treat one you do not know by its status.
    #[schema(max_length = 60)]
    pub code: String,
    /// Every broken rule that was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub errors: Vec<RuleError>,
}

/// One broken rule: its place as exactly one of `pointer`, `parameter` and `header`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RuleError {
    /// JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub pointer: Option<String>,
    /// Query or path parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub parameter: Option<String>,
    /// Header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub header: Option<String>,
    /// The stable word of the rule.
    #[schema(max_length = 60)]
    pub code: String,
    /// What would be right.
    #[schema(max_length = 500)]
    pub detail: String,
    /// The step of a programme that is meant, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 40)]
    pub step: Option<i32>,
    /// The partner who would get that step alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<Uuid>,
}

impl From<&FieldError> for RuleError {
    fn from(error: &FieldError) -> Self {
        let (mut pointer, mut parameter, mut header) = (None, None, None);
        match &error.spot {
            Spot::Pointer(at) => pointer = Some(at.clone()),
            Spot::Parameter(name) => parameter = Some(name.clone()),
            Spot::Header(name) => header = Some(name.clone()),
        }
        Self {
            pointer,
            parameter,
            header,
            code: error.code.to_owned(),
            detail: error.detail.clone().into_owned(),
            step: error.of_step.map(|(step, _)| step),
            client_id: error.of_step.and_then(|(_, client)| client),
        }
    }
}

impl ApiError {
    /// The problem document of this error.
    pub fn problem(&self) -> Problem {
        let (status, code, title) = self.describe();
        let errors = match self {
            Self::Malformed(error) | Self::ForbiddenMember(error) => std::slice::from_ref(error),
            Self::Invalid(errors) => errors.as_slice(),
            _ => &[],
        };
        Problem {
            problem_type: format!("https://holdfast.example/problems/{code}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: self.detail(),
            instance: format!("urn:uuid:{}", request_id::current()),
            code: code.to_owned(),
            errors: errors.iter().take(MAX_ERRORS).map(RuleError::from).collect(),
        }
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::UnsupportedMediaType(wanted) => Some(format!("This operation takes {wanted}.")),
            Self::NotAcceptable(forms) => Some(format!("There is {forms}.")),
            Self::MethodNotAllowed(methods) => Some(format!("It takes {methods}.")),
            Self::Malformed(error) => Some(error.detail.clone().into_owned()),
            Self::WrongState(detail) => Some(detail.clone().into_owned()),
            _ => None,
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.describe().0
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::Unauthenticated | Self::SignInFailed => {
                response.insert_header((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
            }
            Self::Unavailable | Self::Conflict(Conflict::StillRunning) => {
                response.insert_header((RETRY_AFTER, HeaderValue::from_static("1")));
            }
            Self::TooManyTries(seconds) => {
                response.insert_header((RETRY_AFTER, seconds.to_string()));
            }
            Self::MethodNotAllowed(methods) => {
                response.insert_header((ALLOW, methods.as_str()));
            }
            Self::UnsupportedMediaType(wanted) if wanted.contains("merge-patch") => {
                response.insert_header(("Accept-Patch", *wanted));
            }
            Self::UnsupportedEncoding => {
                response.insert_header((ACCEPT_ENCODING, HeaderValue::from_static("identity")));
            }
            Self::BodyTimeout => {
                response.force_close();
            }
            _ => {}
        }
        response
            .content_type("application/problem+json")
            .body(serde_json::to_vec(&self.problem()).unwrap_or_default())
    }
}
