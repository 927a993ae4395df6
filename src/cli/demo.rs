//! `holdfast demo`: a private database, a demo practice, and the service.

use super::Outcome;
use crate::config::Settings;

pub(super) async fn run(_settings: Settings) -> Outcome {
    Err("the demo is not there yet".into())
}
