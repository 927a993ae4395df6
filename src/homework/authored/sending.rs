//! What was sent first under an id that a phone made.

use serde::Serialize;

use crate::identity::practice_keys::PracticeKey;
use crate::platform::http::{ApiError, ApiResult};

/// Digest of what was sent, kept in this column: a retry is compared with it, also after a correction. When something was sent
/// is no part of it, for a retry is sent later.
pub fn first_digest(column: &str, content: &impl Serialize, key: &PracticeKey) -> ApiResult<Vec<u8>> {
    let content = serde_json::to_vec(content).map_err(|_| ApiError::Internal)?;
    Ok(key.digest(&[column.as_bytes(), &content]).to_vec())
}
