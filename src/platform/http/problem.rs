//! Every error the API can give, as RFC 9457 problem documents.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::request_id;

/// The result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

/// At most this many broken rules are reported at once.
const MAX_ERRORS: usize = 100;

/// Everything that can go wrong, seen from outside.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumIter)]
pub enum ApiError {
    /// No such thing, or none that the caller may know of: the two answer alike.
    NotFound,
    /// The path exists, the method does not; the methods that do.
    MethodNotAllowed(String),
    /// No access token or refresh token, or one that does not count (any more).
    Unauthenticated,
    /// Wrong e-mail address, password or code, or an account that cannot sign in: all answer alike.
    SignInFailed,
    /// Tried too often; how many seconds to wait. The same for what is known and what is not.
    TooManyTries(i64),
    /// The caller's roles lack this function.
    Forbidden,
    /// The caller's roles have this function, but for this member of the body.
    ForbiddenMember(FieldError),
    /// The session is limited until its bearer has proved the second factor that the practice requires.
    SecondFactorRequired,
    /// What the bearer last proved is too long ago for this function.
    StepUpNeeded,
    /// The request cannot be understood: what is wrong with it.
    Malformed(FieldError),
    /// The body has another media type than the one this operation takes.
    UnsupportedMediaType(&'static str),
    /// The body is larger than allowed.
    TooLarge,
    /// The body did not arrive in time.
    BodyTimeout,
    /// Well formed, but breaks rules: all of them that could be found.
    Invalid(Vec<FieldError>),
    /// This change needs an `If-Match` header.
    PreconditionRequired,
    /// The thing has changed since the version that the caller knows.
    PreconditionFailed,
    /// The state of things does not allow it.
    Conflict(Conflict),
    /// The service cannot do the work now; the same request may work soon.
    Unavailable,
    /// A defect of the service.
    Internal,
}

/// Why a request conflicts with the state of things.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, strum::EnumIter)]
pub enum Conflict {
    /// One of the two clients is already in an active couple.
    AlreadyInCouple,
    /// The staff member already has a place on this care team.
    AlreadyOnCareTeam,
    /// The staff member is already supervised by this supervisor.
    AlreadySupervised,
    /// The person already belongs to this practice.
    AlreadyMember,
    /// The account is that of another client of the practice.
    AlreadyClient,
    /// Another client of the practice has this e-mail address, or was invited by it.
    EmailInUse,
    /// The id is taken by something with other content.
    IdTaken,
    /// What had this id was deleted; a deleted id stays deleted.
    Deleted,
    /// The practice already has a library item of this key.
    KeyTaken,
    /// The first request with this idempotency key is still running.
    StillRunning,
    /// The state it is in does not allow this step.
    WrongState,
    /// A practice needs at least one active owner.
    LastOwner,
    /// The couple has ended.
    CoupleEnded,
    /// A practice of the person requires the second factor of its staff.
    RequiredByPractice,
    /// The client is under a safety hold already.
    AlreadyHeld,
    /// The author has given this grant already.
    AlreadyGranted,
    /// Both partners must sign the current agreement first. Told to the care team only.
    AgreementNeeded,
    /// One of those concerned is under a safety hold. Told to the care team only.
    Held,
    /// An export of the client is being prepared already.
    AlreadyExporting,
    /// The client's record is restricted.
    Restricted,
    /// A race with another request; the same request may work now.
    #[default]
    Race,
}

impl Conflict {
    /// The stable word and the sentence of this conflict.
    pub const fn describe(self) -> (&'static str, &'static str) {
        match self {
            Self::AlreadyInCouple => ("already_in_couple", "A client can be in one active couple at a time."),
            Self::AlreadyOnCareTeam => {
                ("already_on_care_team", "This staff member is already on the care team.")
            }
            Self::AlreadySupervised => ("already_supervised", "This supervision exists already."),
            Self::AlreadyMember => ("already_member", "This person already belongs to the practice."),
            Self::AlreadyClient => (
                "already_client",
                "This account is another client's here; ask for an invitation to an address of your own.",
            ),
            Self::EmailInUse => {
                ("email_in_use", "Another client uses this e-mail address; each needs one of their own.")
            }
            Self::IdTaken => ("id_taken", "This id was already used with other content."),
            Self::Deleted => ("deleted", "What had this id was deleted by its author."),
            Self::KeyTaken => ("key_taken", "The practice already has a library item with this key."),
            Self::StillRunning => {
                ("still_running", "The first request with this idempotency key is still running; try again.")
            }
            Self::WrongState => ("wrong_state", "The state it is in does not allow this step."),
            Self::LastOwner => ("last_owner", "A practice needs at least one active owner."),
            Self::CoupleEnded => ("couple_ended", "The couple has ended; its joint record is frozen."),
            Self::RequiredByPractice => {
                ("required_by_practice", "A practice you work for requires a second factor of its staff.")
            }
            Self::AlreadyHeld => ("already_held", "The client is under a safety hold already."),
            Self::AlreadyGranted => ("already_granted", "This is shared by a grant already."),
            Self::AgreementNeeded => {
                ("agreement_needed", "Both partners must sign the current agreement first.")
            }
            Self::Held => ("held", "One of the partners is under a safety hold."),
            Self::AlreadyExporting => {
                ("already_exporting", "An export of this client is being prepared already.")
            }
            Self::Restricted => {
                ("restricted", "The record is restricted: it can be read and taken along, not written.")
            }
            Self::Race => ("race", "Another request changed the same thing at the same time; try again."),
        }
    }
}

/// Where in a request a rule was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A JSON pointer into the body, as a URI fragment.
    Pointer(String),
    /// The name of a query or path parameter.
    Parameter(String),
    /// The name of a header.
    Header(String),
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Where.
    pub spot: Spot,
    /// The stable word of the rule.
    pub code: &'static str,
    /// What would be right; never the value that was sent.
    pub detail: Cow<'static, str>,
}

/// Of a request as a whole.
impl Default for FieldError {
    fn default() -> Self {
        Self::at("", "invalid", "")
    }
}

impl FieldError {
    /// A broken rule of a member of the body, by its JSON pointer without the `#`.
    pub fn at(pointer: impl AsRef<str>, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { spot: Spot::Pointer(format!("#{}", pointer.as_ref())), code, detail: detail.into() }
    }

    /// A broken rule of a query or path parameter.
    pub fn of_parameter(name: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { spot: Spot::Parameter(name.to_owned()), code, detail: detail.into() }
    }

    /// A broken rule of a header.
    pub fn of_header(name: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { spot: Spot::Header(name.to_owned()), code, detail: detail.into() }
    }
}

impl ApiError {
    /// One broken rule that depends on the state of things.
    pub fn rule(pointer: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(vec![FieldError::at(pointer, code, detail)])
    }

    /// The conflict that a violated unique constraint means.
    pub fn of_constraint(name: &str) -> Self {
        Self::Conflict(match name {
            "couple_members_one_active" => Conflict::AlreadyInCouple,
            "memberships_one_client" => Conflict::AlreadyClient,
            "couple_members_differ" => {
                return Self::rule("/member_ids/1", "same_client", "must be two different clients");
            }
            "care_team_of_context" => Conflict::AlreadyOnCareTeam,
            "supervisions_pkey" => Conflict::AlreadySupervised,
            "library_items_key" => Conflict::KeyTaken,
            "safety_marks_one_hold" => Conflict::AlreadyHeld,
            "share_grants_one_of_assignment" | "share_grants_one_of_category" => Conflict::AlreadyGranted,
            "exports_one_queued" => Conflict::AlreadyExporting,
            "check_ins_pkey" => Conflict::IdTaken,
            "assignment_pauses_open" => Conflict::WrongState,
            _ => Conflict::Race,
        })
    }

    pub(super) const fn describe(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "There is no such thing here."),
            Self::MethodNotAllowed(_) => {
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This path does not take this method.")
            }
            Self::Unauthenticated => (
                StatusCode::UNAUTHORIZED,
                "unauthenticated",
                "The token is missing, or is not valid any more.",
            ),
            Self::SignInFailed => (
                StatusCode::UNAUTHORIZED,
                "sign_in_failed",
                "The e-mail address, password or code is not right.",
            ),
            Self::TooManyTries(_) => {
                (StatusCode::TOO_MANY_REQUESTS, "too_many_tries", "Too many tries; wait before the next one.")
            }
            Self::Forbidden | Self::ForbiddenMember(_) => {
                (StatusCode::FORBIDDEN, "forbidden", "Your role does not include this function.")
            }
            Self::SecondFactorRequired => (
                StatusCode::FORBIDDEN,
                "second_factor_required",
                "This practice requires a second factor: set it up or prove it, then refresh the tokens.",
            ),
            Self::StepUpNeeded => {
                (StatusCode::FORBIDDEN, "step_up_needed", "Prove again who you are, then repeat the request.")
            }
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, "malformed", "The request cannot be understood."),
            Self::UnsupportedMediaType(_) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body has the wrong media type.",
            ),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is larger than 1 MiB."),
            Self::BodyTimeout => {
                (StatusCode::REQUEST_TIMEOUT, "body_timeout", "The body did not arrive in time.")
            }
            Self::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid", "The request breaks a rule."),
            Self::PreconditionRequired => (
                StatusCode::PRECONDITION_REQUIRED,
                "precondition_required",
                "An If-Match header with an ETag is needed.",
            ),
            Self::PreconditionFailed => (
                StatusCode::PRECONDITION_FAILED,
                "precondition_failed",
                "It has changed since the version you know.",
            ),
            Self::Conflict(conflict) => {
                let (code, title) = conflict.describe();
                (StatusCode::CONFLICT, code, title)
            }
            Self::Unavailable => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The service cannot do this now; try again soon.",
            ),
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
            }
        }
    }

    /// The stable word of this error.
    pub const fn code(&self) -> &'static str {
        self.describe().1
    }

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
            Self::MethodNotAllowed(methods) => Some(format!("It takes {methods}.")),
            Self::Malformed(error) => Some(error.detail.clone().into_owned()),
            _ => None,
        }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ApiError {}

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

/// An error, as RFC 9457 writes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100)]
    pub errors: Vec<RuleError>,
}

/// One broken rule: its place as exactly one of `pointer`, `parameter` and `header`.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
        }
    }
}
