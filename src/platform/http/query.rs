//! Query parameters, parsed and checked; a repeated parameter is a list.

use std::borrow::Cow;
use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev};
use garde::Validate;
use serde::de::DeserializeOwned;

use super::{ApiError, ApiResult, FieldError, PageLimit};

/// Checked query parameters. An unknown or bad one is a 400.
#[derive(Debug)]
pub struct ValidQuery<T>(pub T);

impl<T: DeserializeOwned + Validate<Context: Default>> FromRequest for ValidQuery<T> {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        ready(read(request.query_string()))
    }
}

fn read<T: DeserializeOwned + Validate<Context: Default>>(text: &str) -> ApiResult<ValidQuery<T>> {
    let pairs = serde_html_form::Deserializer::from_bytes(text.as_bytes());
    let value: T = serde_path_to_error::deserialize(pairs).map_err(|error| {
        let name = error.path().to_string();
        let name = if name == "." { String::new() } else { name };
        bad(&name, reason(&error.inner().to_string()))
    })?;
    value.validate().map_err(|report| match report.iter().next() {
        Some((path, error)) => bad(&path.to_string(), error.message().to_owned()),
        None => ApiError::Internal,
    })?;
    Ok(ValidQuery(value))
}

/// What would be right, as far as serde tells it. Its text may hold the value, so that only what comes of our own types is
/// repeated.
fn reason(told: &str) -> Cow<'static, str> {
    if told == PageLimit::BOUNDS {
        return PageLimit::BOUNDS.into();
    }
    let words = told.rsplit_once(", expected ").map(|(_, words)| words.replace('`', ""));
    match words {
        Some(words) if told.starts_with("unknown variant") => format!("must be {words}").into(),
        Some(words) if told.starts_with("unknown field") => format!("is unknown; known: {words}").into(),
        _ => "is unknown or does not have the form that is asked for".into(),
    }
}

fn bad(name: &str, detail: impl Into<Cow<'static, str>>) -> ApiError {
    ApiError::Malformed(FieldError::of_parameter(name, "bad_parameter", detail))
}
