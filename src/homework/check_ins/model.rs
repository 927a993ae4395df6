//! Check-ins as rows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the author says happened.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    ToSchema,
    strum::EnumString,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// Counts 1, or `count`.
    Done,
    /// Counts one half.
    Partly,
    /// Counts nothing, and says so.
    NotDone,
    /// The occasion did not arise: excuses the period.
    NoOccasion,
}
