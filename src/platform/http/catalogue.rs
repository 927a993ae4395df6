//! Every code that a problem can have: made from the errors themselves, so that none is left out.

use std::sync::LazyLock;

use strum::IntoEnumIterator;

use super::{ApiError, Conflict};

/// What is told of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProblemCode {
    /// The HTTP status it comes with.
    pub status: u16,
    /// The stable word.
    pub code: &'static str,
    /// The sentence of every problem with this code.
    pub title: &'static str,
}

/// All codes, by status.
pub fn problem_codes() -> &'static [ProblemCode] {
    static CODES: LazyLock<Vec<ProblemCode>> = LazyLock::new(list);
    &CODES
}

fn list() -> Vec<ProblemCode> {
    let other = ApiError::iter().filter(|error| !matches!(error, ApiError::Conflict(_)));
    let all = other.chain(Conflict::iter().map(ApiError::Conflict));
    let mut codes: Vec<ProblemCode> = all
        .map(|error| {
            let (status, code, title) = error.describe();
            ProblemCode { status: status.as_u16(), code, title }
        })
        .collect();
    codes.sort();
    codes.dedup();
    codes
}
