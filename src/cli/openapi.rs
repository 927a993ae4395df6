//! `holdfast openapi`: the document on standard output.

use std::io::{ErrorKind, Write};

use super::Outcome;
use crate::openapi;

pub(super) fn run() -> Outcome {
    let mut out = std::io::stdout().lock();
    match out.write_all(&openapi::DOCUMENT.text).and_then(|()| writeln!(out)) {
        // Whoever reads it has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
