//! Assignments as rows.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whose act counts for whom.
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
pub enum Mode {
    /// Homework of one client.
    Individual,
    /// One act of the couple counts for both; either partner logs it.
    Together,
    /// Each partner counts alone.
    Each,
    /// What either partner does counts for both.
    Either,
}
