//! The command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    holdfast::cli::run().await
}
