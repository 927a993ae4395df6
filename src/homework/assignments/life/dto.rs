//! Requests of the steps.

use crate::platform::local_day::some_date;
use chrono::NaiveDate;
use garde::Validate;
use serde::Deserialize;
use utoipa::ToSchema;

/// A pause.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"starts_on": "2026-04-02"}))]
pub struct PauseAssignmentRequest {
    /// First local date on which nothing is asked, from the first day of the assignment to 366 days ahead. Left out: today.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub starts_on: Option<NaiveDate>,
}

/// A stop.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct StopAssignmentRequest {
    /// Last local date, today at the latest. Left out: today. Of a proposal no day counts, whichever is said.
    #[garde(skip)]
    #[serde(default, deserialize_with = "some_date")]
    pub ends_on: Option<NaiveDate>,
}
