//! The API, tested from outside over HTTP against a real PostgreSQL.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]
#![allow(
    missing_docs,
    dead_code,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "helpers of tests"
)]

mod sessions;
mod support;
