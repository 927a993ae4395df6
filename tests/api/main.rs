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
    clippy::all,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    reason = "helpers of tests"
)]

mod agreements;
mod appointments;
mod assignments;
mod attachment_patterns;
mod audit;
mod boundaries;
mod care_teams;
mod caseload;
mod check_ins;
mod clients;
mod commands;
mod contact_preferences;
mod contract;
mod couples;
mod credentials;
mod crisis_resources;
mod disclosures;
mod erasure;
mod exports;
mod feedback;
mod founding;
mod http;
mod journals;
mod keys;
mod library;
mod life_events;
mod measures;
mod notices;
mod pacts;
mod plans;
mod practices;
mod preflight;
mod programmes;
mod progress;
mod releases;
mod repairs;
mod report_runs;
mod reports;
mod retros;
mod reviews;
mod ruptures;
mod safety;
mod schedule_previews;
mod second_factors;
mod sessions;
mod share_grants;
mod staff;
mod support;
mod tenancy;
mod throttles;
