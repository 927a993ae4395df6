//! `holdfast openapi`: the document on standard output.

use super::Outcome;
use crate::openapi;

pub(super) fn run() -> Outcome {
    println!("{}", openapi::document_text()?);
    Ok(())
}
