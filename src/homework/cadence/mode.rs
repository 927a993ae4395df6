//! Whose act counts for whom.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::people::care_teams::Context;

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

impl Mode {
    /// Whether an assignment of this context may have this mode.
    pub fn fits(self, context: Context) -> bool {
        matches!(context, Context::Client(_)) == matches!(self, Self::Individual)
    }

    /// Whether one act counts for both, so that its log is a joint one, shared by default.
    pub fn is_joint(self) -> bool {
        matches!(self, Self::Together | Self::Either)
    }
}
