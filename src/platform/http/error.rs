//! Every error the API can give: its status, its stable word and its sentence.

use std::borrow::Cow;

use actix_web::http::StatusCode;
use uuid::Uuid;

use super::Conflict;

/// The result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

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
    /// None of the forms that this can be given in is one that the caller accepts: those that there are.
    NotAcceptable(&'static str),
    /// The body has another media type than the one this operation takes.
    UnsupportedMediaType(&'static str),
    /// The body is compressed or otherwise encoded.
    UnsupportedEncoding,
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
    /// The state that it is in does not allow this step: which that is, and what is possible.
    WrongState(Cow<'static, str>),
    /// The service cannot do the work now; the same request may work soon.
    Unavailable,
    /// A defect of the service.
    Internal,
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
    /// The step of a programme that it is about, and the one who would get it alone.
    pub of_step: Option<(i32, Option<Uuid>)>,
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
        Self {
            spot: Spot::Pointer(format!("#{}", pointer.as_ref())),
            code,
            detail: detail.into(),
            of_step: None,
        }
    }

    /// The same of a member that stands below this pointer.
    #[must_use]
    pub fn below(mut self, pointer: &str) -> Self {
        if let Spot::Pointer(within) = &mut self.spot {
            *within = format!("#{pointer}{}", within.trim_start_matches('#'));
        }
        self
    }

    /// The same about a step of a programme, for one who would get it alone.
    #[must_use]
    pub fn of_step(self, step: i32, client: Option<Uuid>) -> Self {
        Self { of_step: Some((step, client)), ..self }
    }

    /// A broken rule of a query or path parameter.
    pub fn of_parameter(name: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { spot: Spot::Parameter(name.to_owned()), code, detail: detail.into(), of_step: None }
    }

    /// A broken rule of a header.
    pub fn of_header(name: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { spot: Spot::Header(name.to_owned()), code, detail: detail.into(), of_step: None }
    }
}

impl ApiError {
    /// One broken rule that depends on the state of things.
    pub fn rule(pointer: &str, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(vec![FieldError::at(pointer, code, detail)])
    }

    /// The same of a body that stands below this pointer.
    #[must_use]
    pub fn below(self, pointer: &str) -> Self {
        match self {
            Self::Malformed(error) => Self::Malformed(error.below(pointer)),
            Self::Invalid(errors) => {
                Self::Invalid(errors.into_iter().map(|error| error.below(pointer)).collect())
            }
            other => other,
        }
    }

    /// A step that the state does not allow: the state, and what is possible.
    pub fn wrong_state(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::WrongState(detail.into())
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
            "library_items_key" | "programmes_key" => Conflict::KeyTaken,
            "safety_marks_one_hold" => Conflict::AlreadyHeld,
            "share_grants_one_of_assignment" | "share_grants_one_of_category" => Conflict::AlreadyGranted,
            "exports_one_queued" => Conflict::AlreadyExporting,
            "report_runs_one_open" => Conflict::AlreadyReporting,
            "check_ins_pkey" | "life_events_pkey" | "measures_pkey" => Conflict::IdTaken,
            "assignment_pauses_open" => return Self::wrong_state("It is paused already."),
            "enrolments_one_running" => Conflict::AlreadyEnrolled,
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
            Self::NotAcceptable(_) => {
                (StatusCode::NOT_ACCEPTABLE, "not_acceptable", "There is no form of this that you accept.")
            }
            Self::UnsupportedMediaType(_) => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "The body has the wrong media type.",
            ),
            Self::UnsupportedEncoding => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_encoding",
                "The body is compressed; send it as it is.",
            ),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "The body is larger than this takes.")
            }
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
            Self::WrongState(_) => {
                let (code, title) = Conflict::WrongState.describe();
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
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ApiError {}
