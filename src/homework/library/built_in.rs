//! The built-in library: data files of the repository, compiled in and copied into every practice.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::draft::{ItemKey, LibraryDraft};
use crate::platform::http::{ApiError, ApiResult, read_json};

/// The text of each file below `library/items`.
const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/library_items.rs"));

static ITEMS: LazyLock<ApiResult<Vec<BuiltInItem>>> =
    LazyLock::new(|| FILES.iter().map(|text| BuiltInItem::read(text)).collect());

/// A built-in item in its newest version.
#[derive(Debug, Clone, PartialEq)]
pub struct BuiltInItem {
    /// Its name in every practice.
    pub key: ItemKey,
    /// Grows whenever its words change.
    pub version: i32,
    /// Its words.
    pub draft: LibraryDraft,
}

impl BuiltInItem {
    /// Reads and checks one file: `key` and `version` beside the members of a draft.
    pub fn read(text: &str) -> ApiResult<Self> {
        let mut members: Map<String, Value> =
            serde_json::from_str(text).map_err(|_| defect("not an object"))?;
        let mut take = |name: &str| members.remove(name).unwrap_or_default();
        let key = ItemKey::deserialize(take("key")).map_err(|_| defect("key"))?;
        let version = i32::deserialize(take("version")).map_err(|_| defect("version"))?;
        let rest = serde_json::to_vec(&members).map_err(|_| ApiError::Internal)?;
        Ok(Self { key, version, draft: read_json(&rest)? })
    }
}

/// All built-in items, in order of their keys.
///
/// # Errors
/// What is wrong with the first file that breaks a rule; a test keeps this from ever happening.
pub fn built_in_items() -> ApiResult<&'static [BuiltInItem]> {
    match &*ITEMS {
        Ok(items) => Ok(items),
        Err(error) => Err(error.clone()),
    }
}

fn defect(what: &'static str) -> ApiError {
    log::error!("a built-in library item cannot be read: {what}");
    ApiError::Internal
}
