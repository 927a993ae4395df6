//! `holdfast openapi`: the document on standard output.

use std::io::{ErrorKind, Write};

use super::Outcome;
use crate::openapi;

pub(super) fn run() -> Outcome {
    let text = openapi::document_text()?;
    match writeln!(std::io::stdout().lock(), "{text}") {
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
