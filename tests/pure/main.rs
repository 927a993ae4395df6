//! The pure rules: cadence, local days, periods and figures, without database or HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod audiences;
mod cadence;
mod documented;
mod figures;
mod library;
mod local_days;
mod measures;
mod periods;
mod properties;
mod repairs;
mod reports;
mod requirements;
mod revisions;
mod schedule_previews;
mod scheduled;
mod statuses;
mod support;
