//! The built-in programmes: data files of the repository, compiled in and copied into every practice.

use std::sync::LazyLock;

use serde::Deserialize;

use super::steps::Release;
use crate::homework::library::ItemKey;
use crate::platform::http::{ApiError, ApiResult};

/// The text of each file below `library/programmes`.
const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/programmes.rs"));

static PROGRAMMES: LazyLock<Option<Vec<BuiltInProgramme>>> =
    LazyLock::new(|| FILES.iter().map(|text| serde_json::from_str(text).ok()).collect());

/// A built-in programme in its newest version.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltInProgramme {
    /// Its name in every practice.
    pub key: ItemKey,
    /// Grows whenever it changes.
    pub version: i32,
    /// What it is called.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// How long it is meant to take.
    pub weeks: i32,
    /// Its steps, in order.
    pub steps: Vec<BuiltInStep>,
}

/// A step, which names its items by their keys.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuiltInStep {
    /// The items.
    pub items: Vec<ItemKey>,
    /// When it is released.
    pub release: Release,
    /// How many days it runs.
    #[serde(default)]
    pub days: Option<u64>,
}

/// All built-in programmes, in order of their keys.
///
/// # Errors
/// Where a file cannot be read; a test keeps this from ever happening.
pub fn built_in_programmes() -> ApiResult<&'static [BuiltInProgramme]> {
    PROGRAMMES.as_deref().ok_or_else(|| {
        log::error!("a built-in programme cannot be read");
        ApiError::Internal
    })
}
